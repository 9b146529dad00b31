using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Trace.Api.Disclosures;
using Trace.Api.Hosting;
using Trace.Api.Ledger;
using Trace.Api.Sealing;
using Trace.Api.Tests.Buyers;
using Trace.Client;
using Trace.Domain.Disclosures;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Tests.Sealing;

/// <summary>What lies beside the log lies sealed, and a key that is gone takes every copy with it.</summary>
public sealed class SealingTests(BuyerStage stage) : IClassFixture<BuyerStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_database_holds_nothing_that_can_be_read()
    {
        var (identity, content) = await KeptAsync("nobody reads this in a dump of the database");

        Assert.Equal(1L, await ScalarAsync("SELECT count(*) FROM ledger.disclosure WHERE digest = $1 AND sealed IS NOT NULL", Digest(content)));
        foreach (var secret in new[] { content.Disclosure.Content.ToByteArray(), content.Disclosure.Key.ToByteArray() })
        {
            Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM ledger.disclosure WHERE position($1 IN coalesce(sealed, '') || coalesce(content, '') || coalesce(key, '')) > 0", secret));
            Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM ledger.record_key WHERE position($1 IN wrapped) > 0", secret));
        }

        Assert.Equal(HttpStatusCode.OK, await TextAsync(identity));
    }

    [Fact]
    public async Task What_its_author_erased_stays_unreadable_when_an_old_back_up_of_the_contents_comes_back_and_its_proof_verifies()
    {
        var (identity, content, author) = await ReviewedAsync("erased, and restored");
        var backup = (byte[])(await ScalarAsync("SELECT sealed FROM ledger.disclosure WHERE digest = $1", Digest(content)))!;

        await stage.Client.EraseAsync(identity, content.Path, content.Commitment, author.Buyer, Cancellation);
        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM ledger.record_key WHERE name = $1", Digest(content)));
        await ScalarAsync("UPDATE ledger.disclosure SET sealed = $2, erased_at = NULL WHERE digest = $1", Digest(content), backup);

        Assert.Equal(HttpStatusCode.Gone, await TextAsync(identity));
        await Assert.ThrowsAsync<Client.RefusedException>(() => stage.Client.DiscloseAsync(identity, content, Cancellation));
        Assert.Contains((await stage.Client.ReadHistoryAsync(author.Item.Value, cancellation: Cancellation)).Entries, one => one.Entry.Statement.Identity == identity);
    }

    [Fact]
    public async Task An_erasure_that_crosses_an_upload_takes_the_key_that_the_upload_makes()
    {
        var store = stage.Service.Services.GetRequiredService<DisclosureStore>();
        var content = SealedContent.Create(stage.Client.Ledger, Review.Descriptor, "5", AuthoredContent.PlainText, "uploaded and erased at once"u8.ToArray());
        await using var connection = await stage.Service.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancellation);
        await using var upload = await connection.BeginTransactionAsync(Cancellation);
        Assert.True(await store.KeepAsync(connection, Digest(content), AuthoredContent.PlainText, content.Disclosure, null, Cancellation));

        var erasing = store.EraseAsync(Digest(content), Cancellation);
        for (var i = 0; (long)(await ScalarAsync("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO ledger.disclosure%'"))! == 0; i++)
        {
            Assert.True(i < 600, "the erasure waits for no upload");
            await Task.Delay(50, Cancellation);
        }

        await upload.CommitAsync(Cancellation);
        await erasing;

        Assert.Equal(ContentState.Erased, (await store.FindAsync([Digest(content)], Cancellation)).Values.Single().State);
        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM ledger.record_key WHERE name = $1", Digest(content)));
    }

    [Fact]
    public async Task An_erasure_on_a_legal_order_takes_the_key_in_the_same_commit()
    {
        var (identity, content) = await KeptAsync("a court asked for this to go");

        await stage.Client.RecordAsync(Registrar.Make(Domain.Barcodes.SubjectKey.Erasures, new Erasure { Digest = content.Commitment.Digest, Ground = ErasureGround.CourtOrder }), Cancellation);

        Assert.Equal(HttpStatusCode.Gone, await TextAsync(identity));
        Assert.Equal(0L, await ScalarAsync("SELECT (SELECT count(*) FROM ledger.record_key WHERE name = $1) + (SELECT count(*) FROM ledger.disclosure WHERE digest = $1 AND sealed IS NOT NULL)", Digest(content)));
    }

    [Fact]
    public async Task What_an_older_version_left_open_is_sealed_at_the_next_start_and_reads_as_before()
    {
        var (identity, content) = await KeptAsync("from before");
        await ScalarAsync("DELETE FROM ledger.record_key WHERE name = $1", Digest(content));
        await ScalarAsync("UPDATE ledger.disclosure SET sealed = NULL, size = NULL, key = $2, content = $3 WHERE digest = $1", Digest(content), content.Disclosure.Key.ToByteArray(), content.Disclosure.Content.ToByteArray());

        await ActivatorUtilities.CreateInstance<OpenContents>(stage.Service.Services).StartAsync(Cancellation);

        Assert.Equal(HttpStatusCode.OK, await TextAsync(identity));
        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM ledger.disclosure WHERE content IS NOT NULL OR key IS NOT NULL"));
        Assert.Equal((long)content.Disclosure.Content.Length, await ScalarAsync("SELECT size FROM ledger.disclosure WHERE digest = $1", Digest(content)));
    }

    [Fact]
    public async Task A_start_with_another_service_key_is_refused_before_anything_is_answered()
    {
        await KeptAsync("under the first key");
        using var folder = new TemporaryFolder();
        using var others = LedgerKeys.Load(new TraceSettings { Data = folder.Path, Anchor = folder.Path, Postgres = "" });
        using var other = ContentKeys.Load(others);

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() =>
            new OpenContents(stage.Service.Services.GetRequiredService<NpgsqlDataSource>(), other, new RecordKeys(other), NullLogger<OpenContents>.Instance).StartAsync(Cancellation));

        Assert.Contains("content.key", refused.Message, StringComparison.Ordinal);
        Assert.Contains(stage.Service.Services.GetRequiredService<ContentKeys>().Current.Name, refused.Message, StringComparison.Ordinal);
        Assert.Contains(other.Current.Name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sealed_record_opens_with_its_own_key_for_its_own_name_and_use_alone()
    {
        byte[] key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)], name = new byte[32];
        var sealedText = RecordCipher.Seal(key, "record", name, "text"u8);

        Assert.Equal("text"u8.ToArray(), RecordCipher.Open(key, "record", name, sealedText));
        Assert.NotEqual(sealedText, RecordCipher.Seal(key, "record", name, "text"u8));
        byte[] otherKey = [.. key.Reverse()], otherName = [.. name.Select(_ => (byte)1)], damaged = [.. sealedText[..^1], (byte)(sealedText[^1] ^ 1)];
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => RecordCipher.Open(otherKey, "record", name, sealedText));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => RecordCipher.Open(key, "key", name, sealedText));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => RecordCipher.Open(key, "record", otherName, sealedText));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => RecordCipher.Open(key, "record", name, damaged));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => RecordCipher.Open(key, "record", name, sealedText.AsSpan(0, 20)));
    }

    private Client.StatementFactory Registrar => Ledger.TestParty.Registrar(stage.Service);

    private static byte[] Digest(Client.SealedContent content) => content.Commitment.Digest.ToByteArray();

    private async Task<(Hash256 Identity, Client.SealedContent Content)> KeptAsync(string text)
    {
        var (identity, content, _) = await ReviewedAsync(text);
        return (identity, content);
    }

    private async Task<(Hash256 Identity, Client.SealedContent Content, Bought Bought)> ReviewedAsync(string text)
    {
        var bought = await stage.BuyAsync();
        var (identity, content) = await bought.ReviewAsync(AuthoredContent.PlainText, Encoding.UTF8.GetBytes(text));
        await stage.Client.DiscloseAsync(identity, content, Cancellation);
        return (identity, content, bought);
    }

    private async Task<HttpStatusCode> TextAsync(Hash256 identity) => (await stage.NewCaller().GetAsync($"/content/{identity}/text", Cancellation)).StatusCode;

    private async Task<object?> ScalarAsync(string sql, params byte[][] values)
    {
        await using var command = stage.Service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        return await command.ExecuteScalarAsync(Cancellation);
    }
}
