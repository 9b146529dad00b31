using System.Security.Cryptography;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Faults.Tests;

/// <summary>A service process with three parties at work on it, and what they were promised.</summary>
internal sealed class LoadedLedger : IAsyncDisposable
{
    // Genesis, the platform's registration and two keys; then a registration and a key for each party.
    private const int FoundingEntries = 4;
    private static readonly string[] Parties = ["party/gln/9521111100003", "party/gln/9522222200002", "party/gln/9523333300001"];

    private readonly Dictionary<Hash256, (ulong Index, Hash256 Leaf)> _promised = [];
    private readonly List<Caller> _callers = [];

    public ServiceProcess Service { get; } = new();

    public IReadOnlyList<Caller> Callers => _callers;

    /// <summary>How many statements were acknowledged so far.</summary>
    public int Promised => _promised.Count;

    /// <summary>Founds the log and registers the parties; their callers wait for <see cref="RunAsync"/>.</summary>
    public static async Task<LoadedLedger> StartAsync(RetryPolicy retry)
    {
        var ledger = new LoadedLedger();
        await ledger.Service.StartAsync();
        await using var client = ledger.Service.Connect();
        for (var i = 0; i < Parties.Length; i++)
        {
            var makes = await ledger.RegisterAsync(client, Parties[i], $"952{i + 1}{i + 1}{i + 1}{i + 1}{i + 1}");
            var product = SubjectKey.ForProduct(Gtin.Parse(WithCheckDigit($"952{i + 1}{i + 1}{i + 1}{i + 1}{i + 1}0001")));
            var serial = i * 1_000_000;
            SignedStatement Next() => makes.Make(SubjectKey.ForLot(product, $"L{Interlocked.Increment(ref serial)}"), new Listing { Name = new Text { Zh = "白毫银针" } });
            ledger._callers.Add(new Caller(ledger.Service.Connect(retry), Next, streamed: true));
            ledger._callers.Add(new Caller(ledger.Service.Connect(retry), Next, streamed: false));
            ledger._callers.Add(new Caller(ledger.Service.Connect(retry), Next, streamed: false));
        }

        return ledger;
    }

    /// <summary>All callers at work until they are stopped, or have lost the service.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(_callers.Select(caller => Task.Run(() => caller.RunAsync(stop), CancellationToken.None)));

    /// <summary>
    /// Once the service is back: what has no answer is sent again; every promise is found by identity with a valid proof, where and as it was
    /// promised; every checkpoint fits those before; nothing is there twice, nothing that nobody sent; and the whole log is verified again.
    /// </summary>
    /// <returns>How many statements had been recorded although their callers got no answer.</returns>
    public async Task<int> VerifyAsync(CancellationToken cancellation)
    {
        await using var reader = Service.Connect();
        var size = (ulong)await StoredLog.ReadSizeAsync(Service.ConnectionString);
        var again = await Task.WhenAll(_callers.SelectMany(caller => caller.Unanswered).Select(statement => reader.RecordAsync(statement, cancellation)));
        var fresh = _callers.SelectMany(caller => caller.Acknowledged).ToList();
        foreach (var recorded in again.Concat(fresh))
        {
            Promise(recorded);
        }

        await Parallel.ForEachAsync(fresh, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellation }, async (recorded, ending) =>
        {
            var found = await reader.GetEntryAsync(recorded.Entry.Statement.Identity, ending);
            Assert.Equal((recorded.Entry.Index, recorded.Entry.LeafHash), (found.Entry.Index, found.Entry.LeafHash));
        });
        await Task.WhenAll(_callers.Select(caller => caller.ObserveAsync(cancellation)));
        _callers.ForEach(caller => caller.Forget());

        var log = await CheckLog.PassesAsync(Service.ConnectionString, Service.Key, Service.Ledger);
        Assert.Equal(FoundingEntries + (2 * Parties.Length) + _promised.Count, log.Places.Count);
        Assert.All(_promised, promise => Assert.Equal((promise.Key, promise.Value.Leaf), (log.Places[(int)promise.Value.Index].Identity, log.Places[(int)promise.Value.Index].LeafHash)));
        return again.Count(recorded => recorded.Entry.Index < size);
    }

    public async ValueTask DisposeAsync()
    {
        // Read where a test failed: the service's last words.
        var said = Service.ToString();
        TestContext.Current.TestOutputHelper?.WriteLine(said[Math.Max(0, said.Length - 8000)..]);
        foreach (var caller in _callers)
        {
            await caller.DisposeAsync();
        }

        await Service.DisposeAsync();
    }

    private void Promise(RecordedStatement recorded)
    {
        var place = (recorded.Entry.Index, recorded.Entry.LeafHash);
        Assert.True(_promised.TryAdd(recorded.Entry.Statement.Identity, place) || _promised[recorded.Entry.Statement.Identity] == place, $"entry {place.Index} was promised as another");
    }

    private Task<StatementFactory> RegisterAsync(LedgerClient client, string party, string prefix) =>
        TestParty.RegisterAsync(statement => client.RecordAsync(statement), Service.Registrar(), party, prefix, new Ed25519Signer(RandomNumberGenerator.GetBytes(Ed25519Strict.SeedBytes)), Role.Producer);

    private static string WithCheckDigit(string twelve) => twelve + Gs1CheckDigit.Compute(twelve);
}
