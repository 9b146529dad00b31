using System.Text;
using Trace.Client;
using Trace.Client.Logs;
using Trace.Domain.Ledger;
using Trace.Testing;

namespace Trace.Audit.Tests;

/// <summary>A log in a folder, a witness, and audits of it.</summary>
internal sealed class AuditedLog : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AuditedLog(InMemoryLog? log = null, bool witnessed = false)
    {
        Log = log ?? new InMemoryLog();
        Files = new LogFolder(Log, _folder["log"]);
        Witness = new CosignatureSigner("witness.test", InMemoryLog.KeyOf("witness"));
        Policy = witnessed
            ? TrustPolicy.Parse(Encoding.UTF8.GetBytes($"# ledger {Log.Ledger}\nlog {Log.VerifierKey}\nwitness w {Witness.VerifierKey}\nquorum w\n"))
            : Log.Policy;
    }

    public InMemoryLog Log { get; }

    public LogFolder Files { get; }

    public CosignatureSigner Witness { get; }

    public TrustPolicy Policy { get; }

    public string Evidence => _folder["evidence"];

    public string this[string name] => _folder[name];

    /// <summary>Audits what lies in the folder, as one state goes on or another begins.</summary>
    public Task<AuditReport> AuditAsync(string state = "state", Func<AuditOptions, AuditOptions>? change = null, ILogFiles? files = null, IProgress<AuditProgress>? progress = null)
    {
        var options = new AuditOptions { StateFolder = _folder[state], Evidence = new CheckpointStore(Evidence), CommitEvery = 64 };
        return AuditRun.RunAsync(files ?? new DirectoryLogFiles(Files.Path), Policy, change?.Invoke(options) ?? options, progress, TestContext.Current.CancellationToken);
    }

    public async Task<AuditReport> WriteAndAuditAsync(string state = "state")
    {
        Files.Write();
        return await AuditAsync(state);
    }

    public void Dispose() => _folder.Dispose();
}
