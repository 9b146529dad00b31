using System.Security.Cryptography;
using Google.Protobuf;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Tests.Ledger;

/// <summary>One statement is one entry, however often, by whichever way and whenever it is sent; every answer is the same entry.</summary>
public class RepeatTests(PostgresFixture postgres) : LedgerTest(postgres)
{
    private const string Producer = "party/gln/9521111100003";
    private static readonly SubjectKey Product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sent_by_fifty_callers_at_once_half_of_them_by_stream_it_is_one_entry_and_one_answer()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var listing = Listing(await service.RegisterAsync(client, Producer, "95211111", Role.Producer));

        var unary = Enumerable.Range(0, 25).Select(_ => client.RecordAsync(listing, Cancellation));
        var streamed = Enumerable.Range(0, 25).Select(async _ => (await StreamAsync(client, listing)).Single());
        var answers = await Task.WhenAll(unary.Concat(streamed));

        Assert.Single(answers.Select(answer => (answer.Entry.Index, answer.Entry.LeafHash)).Distinct());
    }

    [Fact]
    public async Task Sent_twice_in_one_stream_it_is_one_entry()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        var (listing, other) = (Listing(producer), Listing(producer));

        var answers = await StreamAsync(client, listing, other, listing, listing, other);

        Assert.Equal(2, answers.Select(answer => answer.Entry.Index).Distinct().Count());
        Assert.Single(new[] { answers[0], answers[2], answers[3] }.Select(answer => answer.Entry.LeafHash).Distinct());
        Assert.Equal(answers[1].Entry.LeafHash, answers[4].Entry.LeafHash);
    }

    [Fact]
    public async Task Sent_again_after_a_restart_and_after_its_key_was_revoked_it_is_the_same_entry_by_both_ways()
    {
        using var folder = new TemporaryFolder();
        string database;
        SignedStatement listing;
        RecordedStatement first;
        await using (var service = await StartAsync(change: settings => settings with { Data = folder.Path, Anchor = Path.Combine(folder.Path, "anchor") }))
        await using (var client = service.Connect())
        {
            database = service.ConnectionString;
            listing = Listing(await service.RegisterAsync(client, Producer, "95211111", Role.Producer));
            first = await client.RecordAsync(listing, Cancellation);
        }

        await using var again = await StartAsync(database, settings => settings with { Data = folder.Path, Anchor = Path.Combine(folder.Path, "anchor") });
        await using var later = again.Connect();
        Assert.Equal(first.Entry.LeafHash, (await later.RecordAsync(listing, Cancellation)).Entry.LeafHash);
        var key = SubjectKey.Parse($"{Producer}/key/{first.Entry.Statement.Key}");
        await later.RecordAsync(again.Registrar().Make(key, new KeyRevocation { Kind = RevocationKind.Compromised, Since = first.Entry.Statement.Message.Time }), Cancellation);

        Assert.Equal(first.Entry.LeafHash, (await later.RecordAsync(listing, Cancellation)).Entry.LeafHash);
        Assert.Equal(first.Entry.LeafHash, (await StreamAsync(later, listing)).Single().Entry.LeafHash);
    }

    [Fact]
    public async Task Sent_again_with_another_valid_signature_it_is_the_first_entry_with_the_first_signature()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var seed = RandomNumberGenerator.GetBytes(Ed25519Strict.SeedBytes);
        using var signer = new Ed25519Signer(seed);
        var listing = Listing(await service.RegisterAsync(client, Producer, "95211111", signer, Role.Producer));
        var first = await client.RecordAsync(listing, Cancellation);
        var other = new SignedStatement { Statement = listing.Statement, Signatures = { ByteString.CopyFrom(OtherSignature.SignStatement(seed, listing.Statement.Span)) } };
        Assert.NotEqual(listing.Signatures[0], other.Signatures[0]);

        var repeat = await client.RecordAsync(other, Cancellation);

        Assert.Equal(first.Entry.LeafHash, repeat.Entry.LeafHash);
        Assert.Equal(listing.Signatures[0], repeat.Entry.Signatures[0]);
        Assert.Equal(first.Entry.LeafHash, (await StreamAsync(client, other, listing))[0].Entry.LeafHash);
    }

    [Fact]
    public async Task Both_signatures_at_once_are_one_entry()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var seed = RandomNumberGenerator.GetBytes(Ed25519Strict.SeedBytes);
        using var signer = new Ed25519Signer(seed);
        var listing = Listing(await service.RegisterAsync(client, Producer, "95211111", signer, Role.Producer));
        var other = new SignedStatement { Statement = listing.Statement, Signatures = { ByteString.CopyFrom(OtherSignature.SignStatement(seed, listing.Statement.Span)) } };

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.RecordAsync(i % 2 == 0 ? listing : other, Cancellation)));

        Assert.Single(answers.Select(answer => answer.Entry.LeafHash).Distinct());
    }

    [Fact]
    public async Task Sent_again_with_a_signature_that_does_not_verify_it_is_refused()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var listing = Listing(await service.RegisterAsync(client, Producer, "95211111", Role.Producer));
        await client.RecordAsync(listing, Cancellation);
        var forged = listing.Signatures[0].ToByteArray();
        forged[40] ^= 1;

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            client.RecordAsync(new SignedStatement { Statement = listing.Statement, Signatures = { ByteString.CopyFrom(forged) } }, Cancellation));

        Assert.Equal(Reason.SignatureInvalid, refused.Reason);
    }

    private static SignedStatement Listing(StatementFactory producer) => producer.Make(Product, new Listing { Name = new Text { Zh = "白毫银针" } });

    private static async Task<List<RecordedStatement>> StreamAsync(LedgerClient client, params SignedStatement[] statements)
    {
        var recorded = new List<RecordedStatement>();
        await foreach (var outcome in client.RecordManyAsync(statements.ToAsyncEnumerable(), Cancellation))
        {
            recorded.Add(outcome.Recorded!);
        }

        return recorded;
    }
}
