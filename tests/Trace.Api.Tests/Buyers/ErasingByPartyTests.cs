using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Disclosures;
using Trace.Api.Ledger;
using Trace.Api.Tests.Http;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Tests.Buyers;

/// <summary>A party erases what it committed to by any key that is good for it now, and by none that is not, whichever key signed.</summary>
public sealed class ErasingByPartyTests(BuyerStage stage) : IClassFixture<BuyerStage>
{
    private static int s_parties;

    /// <summary>How a key ends, and how a caller is told.</summary>
    public static TheoryData<string, Reason> Ends => new()
    {
        { "retired", Reason.KeyRetired },
        { "compromised", Reason.KeyCompromised },
        { "past its end", Reason.KeyRetired },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private StatementFactory Registrar => stage.Service.Registrar();

    [Fact]
    public async Task Another_key_of_the_party_erases_what_a_key_signed_that_was_lost_and_retired()
    {
        using var shop = await RegisterAsync();
        using var other = await GrantAsync(shop.Party, Role.Seller);
        var kept = await KeepAsync(shop);
        await EndAsync("retired", shop);

        await EraseAsync(kept, other);

        Assert.Equal(ContentState.Erased, await StateAsync(kept));
        Assert.Equal(kept.Identity, (await stage.Client.GetEntryAsync(kept.Identity, Cancellation)).Entry.Statement.Identity);
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_key_that_has_ended_erases_nothing_not_even_what_it_signed(string end, Reason reason)
    {
        using var shop = await RegisterAsync();
        using var other = await GrantAsync(shop.Party, Role.Seller);
        var (ofShop, ofOther) = (await KeepAsync(shop), await KeepAsync(other));
        await EndAsync(end, other);

        Assert.Equal((reason, "key"), await FaultAsync(ofOther, other));
        Assert.Equal((reason, "key"), await FaultAsync(ofOther, other, name: false));
        Assert.Equal((reason, "key"), await FaultAsync(ofShop, other));
        await EraseAsync(ofOther, shop);
        Assert.Equal((ContentState.Shown, ContentState.Erased), (await StateAsync(ofShop), await StateAsync(ofOther)));
    }

    [Fact]
    public async Task A_key_erases_what_it_could_say_today_by_its_roles_and_its_prefixes()
    {
        using var shop = await RegisterAsync();
        using var producing = await GrantAsync(shop.Party, Role.Producer);
        using var elsewhere = await GrantAsync(shop.Party, Role.Seller, "952999");
        using var station = await GrantAsync(shop.Party, Role.Seller, "9521111");
        var kept = await KeepAsync(shop);

        Assert.Equal((Reason.Role, "key"), await FaultAsync(kept, producing));
        Assert.Equal((Reason.KeyScope, "subject"), await FaultAsync(kept, elsewhere));
        Assert.Equal(ContentState.Shown, await StateAsync(kept));
        await EraseAsync(kept, station);
        Assert.Equal(ContentState.Erased, await StateAsync(kept));
    }

    [Fact]
    public async Task No_other_partys_key_erases_and_no_key_in_the_name_of_another()
    {
        using var shop = await RegisterAsync();
        using var stranger = await RegisterAsync();
        var kept = await KeepAsync(shop);

        Assert.Equal((Reason.UnknownKey, "key"), await FaultAsync(kept, stranger));
        Assert.Equal((Reason.NotPermitted, "signature"), await FaultAsync(kept, stranger, name: false));
        Assert.Equal((Reason.NotPermitted, "signature"), await FaultAsync(kept, stranger, named: shop.Id));
        Assert.Equal(ContentState.Shown, await StateAsync(kept));
        // As programs do that know of no such field.
        await ErasedAsync(kept, shop, name: false);
    }

    [Fact]
    public async Task What_a_buyer_wrote_no_party_erases()
    {
        var bought = await stage.BuyAsync();
        var (identity, content) = await bought.ComplainAsync(Domain.Disclosures.AuthoredContent.PlainText, "mine"u8.ToArray());
        await stage.Client.DiscloseAsync(identity, content, Cancellation);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => stage.Client.EraseAsync(identity, content.Path, content.Commitment, stage.SellerKey, Cancellation));

        Assert.Equal((Reason.NotPermitted, "key"), (refused.Reason, refused.Refusal.Field));
        await stage.Client.EraseAsync(identity, content.Path, content.Commitment, bought.Buyer, Cancellation);
    }

    [Fact]
    public async Task The_evidence_of_a_registration_is_erased_by_the_partys_administrators_unless_it_is_suspended()
    {
        var party = NewParty();
        var evidence = SealedContent.Create(stage.Client.Ledger, Registration.Descriptor, "10", "application/pdf", "%PDF licence"u8);
        var registered = await stage.Client.RecordAsync(Registrar.Make(SubjectKey.Parse(party), new Registration { Name = new Text { Zh = "茶铺" }, Roles = { Role.Seller }, Evidence = evidence.Commitment }), Cancellation);
        var kept = (registered.Entry.Statement.Identity, evidence);
        await stage.Client.DiscloseAsync(kept.Identity, evidence, Cancellation);
        using var administrator = await GrantAsync(party, Role.Administrator);
        using var station = await GrantAsync(party, Role.Seller);
        using var stranger = await RegisterAsync();

        Assert.Equal((Reason.Role, "key"), await FaultAsync(kept, station));
        Assert.Equal((Reason.UnknownKey, "key"), await FaultAsync(kept, stranger));
        var suspended = await stage.Client.RecordAsync(Registrar.Make(SubjectKey.Parse(party), new Suspension { Reason = SuspensionReason.FalseStatements }), Cancellation);
        Assert.Equal((Reason.PartySuspended, "party"), await FaultAsync(kept, administrator));
        Assert.Equal(ContentState.Shown, await StateAsync(kept));
        await stage.Client.RecordAsync(Registrar.Make(SubjectKey.Parse(party), new Reinstatement { Reason = ReinstatementReason.AppealUpheld, Suspension = ByteString.CopyFrom(suspended.Entry.Statement.Identity.AsSpan()) }), Cancellation);
        await EraseAsync(kept, administrator);
        Assert.Equal(ContentState.Erased, await StateAsync(kept));
    }

    private static string NewParty()
    {
        var digits = $"95211112{Interlocked.Increment(ref s_parties):D4}";
        return $"party/gln/{digits}{Gs1CheckDigit.Compute(digits)}";
    }

    private async Task<PartyKey> RegisterAsync()
    {
        var key = new PartyKey(NewParty());
        await stage.Service.RegisterAsync(stage.Client, key.Party, "", key.Signer, Role.Producer, Role.Seller);
        return key;
    }

    private async Task<PartyKey> GrantAsync(string party, Role role, params string[] prefixes)
    {
        var key = new PartyKey(party);
        await GrantAsync(key, grant =>
        {
            grant.Roles.Add(role);
            grant.Prefixes.AddRange(prefixes);
        });
        return key;
    }

    private async Task GrantAsync(PartyKey key, Action<KeyGrant> say)
    {
        var subject = TestParty.SubjectOf(key.Party, key.Signer);
        var grant = new KeyGrant { Key = StatementSigner.PublicKeyOf(key.Signer), Possession = StatementSigner.Possession(stage.Client.Ledger, subject.Value, key.Signer) };
        say(grant);
        await stage.Client.RecordAsync(Registrar.Make(subject, grant), Cancellation);
    }

    private Task EndAsync(string how, PartyKey key) => how switch
    {
        "past its end" => GrantAsync(key, grant =>
        {
            grant.Roles.Add(Role.Seller);
            grant.NotAfter = BuyerStage.Now - 1_000_000;
        }),
        _ => stage.Client.RecordAsync(Registrar.Make(TestParty.SubjectOf(key.Party, key.Signer), how == "retired"
            ? new KeyRevocation { Kind = RevocationKind.Retired }
            : new KeyRevocation { Kind = RevocationKind.Compromised, Since = BuyerStage.Now }), Cancellation),
    };

    private async Task<(Hash256 Identity, SealedContent Content)> KeepAsync(PartyKey by)
    {
        var speaks = new StatementFactory(stage.Client.Ledger, by.Party, by.Signer);
        var content = speaks.Seal(new Sale.Types.Confidential { OrderReference = "A-1001" });
        var recorded = await stage.Client.RecordAsync(speaks.Make(SubjectKey.ForItem(BuyerStage.Product, CrockfordBase32.NewSerial()), new Sale { ClaimKey = speaks.NewClaim().Key }, secret: content), Cancellation);
        await stage.Client.DiscloseAsync(recorded.Entry.Statement.Identity, content, Cancellation);
        return (recorded.Entry.Statement.Identity, content);
    }

    private Task EraseAsync((Hash256 Identity, SealedContent Content) kept, PartyKey by) =>
        stage.Client.EraseAsync(kept.Identity, kept.Content.Path, kept.Content.Commitment, by.Signer, Cancellation);

    private async Task ErasedAsync((Hash256 Identity, SealedContent Content) kept, PartyKey by, bool name = true, Hash256? named = null)
    {
        using var json = new JsonLedger(stage.Service);
        await json.PostAsync<EraseResponse>("/v1/erasures", Request(kept, by, name, named));
    }

    // Over HTTP, where the request says what the client never would.
    private async Task<(Reason Reason, string Field)> FaultAsync((Hash256 Identity, SealedContent Content) kept, PartyKey by, bool name = true, Hash256? named = null)
    {
        using var json = new JsonLedger(stage.Service);
        using var answer = await json.PostAsync("/v1/erasures", Request(kept, by, name, named));
        var problem = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        Assert.True(!answer.IsSuccessStatusCode, "it was erased");
        var reason = Enum.GetValues<Reason>().Single(one => RefusalStatus.NameOf(one) == (string?)problem["reason"]);
        return (reason, (string)problem["field"]!);
    }

    private EraseRequest Request((Hash256 Identity, SealedContent Content) kept, PartyKey by, bool name, Hash256? named)
    {
        var time = BuyerStage.Now;
        var words = SignatureContexts.Erasure(stage.Client.Ledger, Hash256.From(kept.Content.Commitment.Digest.Span), time);
        return new EraseRequest
        {
            Identity = ByteString.CopyFrom(kept.Identity.AsSpan()),
            Path = kept.Content.Path,
            Time = time,
            Signature = ByteString.CopyFrom(by.Signer.Sign(words)),
            Key = name ? ByteString.CopyFrom((named ?? by.Id).AsSpan()) : ByteString.Empty,
        };
    }

    private async Task<ContentState> StateAsync((Hash256 Identity, SealedContent Content) kept) =>
        (await stage.Service.Services.GetRequiredService<DisclosureStore>().FindAsync([kept.Content.Commitment.Digest.ToByteArray()], Cancellation)).Values.Single().State;

    private sealed record PartyKey(string Party) : IDisposable
    {
        public Ed25519Signer Signer { get; } = new(RandomNumberGenerator.GetBytes(32));

        public Hash256 Id => KeyId.Of(StatementSigner.PublicKeyOf(Signer));

        public void Dispose() => Signer.Dispose();
    }
}
