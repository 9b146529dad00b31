using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Hosting;
using Trace.Api.Ledger;
using Trace.Client;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.Testing.Rules;
using Trace.V1;

namespace Trace.Api.Tests.Ledger;

/// <summary>A whole service with its database as a stage, one for all tests of a class; everything that is recorded is proven to a client that verifies.</summary>
public sealed class ServiceStage(PostgresFixture postgres) : Stage, IAsyncLifetime
{
    private RunningService _service = null!;
    private LogSpeaker _registrar = null!;
    private LogSpeaker _recovery = null!;

    public LedgerClient Client { get; private set; } = null!;

    public override string Ledger => Client.Ledger;

    public override LogSpeaker Registrar => _registrar;

    public override LogSpeaker Recovery => _recovery;

    public override ByteString Genesis => ByteString.CopyFrom(Client.GetEntryAsync(0).GetAwaiter().GetResult().Entry.Statement.Identity.AsSpan());

    public override long Now => UnixMicroseconds.Of(DateTime.UtcNow);

    /// <summary>Size and root of the log: nothing was recorded where both are as before.</summary>
    public (long Size, Hash256 Root) Head => _service.Services.GetRequiredService<Checkpoints>().Signed!.Head is var head ? (head.Size, head.Root) : default;

    public async ValueTask InitializeAsync()
    {
        _service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        Client = _service.Connect(new LedgerClientOptions { Retry = RetryPolicy.None });
        var keys = _service.Services.GetRequiredService<LedgerKeys>();
        _registrar = new LogSpeaker(keys.Registrar.Party!, keys.Registrar.Signer);
        _recovery = new LogSpeaker(keys.Registrar.Party!, RecoveryKey());
    }

    public override async Task RecordAsync(SignedStatement signed) => await Client.RecordAsync(signed, TestContext.Current.CancellationToken);

    /// <summary>The newest version of a subject's history; 0 where nothing can be, or is, recorded about it.</summary>
    public async Task<ulong> VersionOfAsync(string subject) =>
        (await _service.Services.GetRequiredService<HistoryReader>().ReadAsync(new GetHistoryRequest { Subject = subject, Limit = 1, WithoutEvidence = true }, TestContext.Current.CancellationToken))?.NewestVersion ?? 0;

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _service.DisposeAsync();
    }

    // It is shown once, on the terminal, and kept nowhere.
    private Ed25519Signer RecoveryKey()
    {
        using var shown = new StringWriter();
        _service.Services.GetRequiredService<Banner>().Print(shown);
        var lines = shown.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim());
        return KeyText.Parse(string.Join('\n', lines.SkipWhile(line => line != "trace key v1").Take(5)), out _);
    }
}
