using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Client.Logs;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Attacks.Tests;

/// <summary>Somebody without any key of the ledger.</summary>
public class OutsiderTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_statement_under_a_partys_name_with_another_key_is_refused()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        using var key = new Ed25519Signer(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        var forged = new StatementFactory(scene.Producer.Ledger, scene.Producer.Party, key).Make(Scene.Product, new Listing { Name = new Text { Zh = "假茶" } });
        await using var client = scene.Reader("outsider");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => client.RecordAsync(forged, Cancellation));

        Assert.Equal(Reason.UnknownKey, refused.Reason);
    }

    [Fact]
    public async Task Another_ledgers_statement_is_refused_though_both_know_the_key()
    {
        await using var here = await Scene.OpenAsync(postgres);
        await using var there = await Scene.OpenAsync(postgres);
        var said = there.Listing("白牡丹");
        await there.RecordAsync(said);
        await using var client = here.Reader("outsider");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => client.RecordAsync(said, Cancellation));

        // Not even the key is known here; the ledger's name stands in what is signed, and is looked at where the key is.
        Assert.Contains(refused.Reason, new[] { Reason.OtherLedger, Reason.UnknownKey });
        var own = new StatementFactory(there.Log.Ledger, here.Service.Registrar().Party, here.RegistrarKey).Make(SubjectKey.Parse("party/gln/9521111100003"), new Registration { Name = new Text { En = "x" }, Roles = { Role.Courier } });
        Assert.Equal(Reason.OtherLedger, (await Assert.ThrowsAsync<RefusedException>(() => client.RecordAsync(own, Cancellation))).Reason);
    }

    [Fact]
    public async Task Another_logs_checkpoints_and_tiles_in_this_ones_place_are_refused()
    {
        await using var here = await Scene.OpenAsync(postgres);
        await using var there = await Scene.OpenAsync(postgres);
        await using var misled = new LedgerClient(there.Service.Grpc.ToString(), here.Log.Ledger, here.LogAlone, new LedgerClientOptions { Retry = RetryPolicy.None });

        var refused = await Assert.ThrowsAsync<VerificationException>(() => misled.ReadHistoryAsync(Scene.Product.Value, cancellation: Cancellation));

        Assert.Contains(refused.Failures, failure => failure.Rule == VerificationRule.Checkpoint);
        await Assert.ThrowsAsync<LogFileException>(() => there.AuditAsync("misled", here.LogAlone));
    }
}
