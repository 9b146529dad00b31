using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Trace.Api.Ledger;
using Trace.Api.Parties;
using Trace.Api.Tests.Buyers;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Tests.Parties;

/// <summary>An applicant puts right what it handed in, or takes it back; by its key, and by no other.</summary>
public sealed class PuttingRightTests(BuyerStage stage) : IClassFixture<BuyerStage>
{
    private const string Apply = "/trace.v1.Applications/Apply";

    private static int s_parties;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ApplicationDesk Desk => stage.Service.Services.GetRequiredService<ApplicationDesk>();

    private HeldKey Registrar => stage.Service.Services.GetRequiredService<LedgerKeys>().Registrar;

    [Fact]
    public async Task What_is_handed_in_again_takes_the_place_of_what_waits_and_its_evidence_is_erased()
    {
        var (party, key) = (NewParty(), NewKey());
        var wrong = await stage.Client.ApplyAsync(party, Wanted("福州茶辅"), "林女士", Licence("wrong"), key, Cancellation);
        var evidence = (await stage.Client.GetApplicationAsync(wrong.Reference, key, cancellation: Cancellation)).Registration.Evidence;

        var right = await stage.Client.ApplyAsync(party, Wanted("福州茶铺"), "林女士", Licence("right"), key, Cancellation);

        var seen = await stage.Client.GetApplicationAsync(right.Reference, Registrar.Signer, Registrar.Party!, Cancellation);
        Assert.Equal(("福州茶铺", "right"), (seen.Registration.Name.Zh, seen.Evidence.Files.Single().Content.ToStringUtf8()));
        Assert.Equal(Reason.NotFound, await ReasonAsync(() => stage.Client.GetApplicationAsync(wrong.Reference, key, cancellation: Cancellation)));
        Assert.Equal(0L, await KeysOfAsync(evidence));
        Assert.Single(await stage.Client.ListApplicationsAsync(Registrar.Signer, Registrar.Party!, Cancellation), one => one.Party == party);
    }

    [Fact]
    public async Task Without_the_keys_own_proof_what_waits_stays_as_it_is()
    {
        var (party, key, other) = (NewParty(), NewKey(), NewKey());
        var waiting = await stage.Client.ApplyAsync(party, Wanted("福州茶铺"), "林女士", null, key, Cancellation);

        // As clients of before send it, and as somebody would who read the proof of possession.
        Assert.Equal(waiting.Reference, (await Desk.ApplyAsync(Request(party, key), Apply, "192.0.2.1", Cancellation)).Reference);
        var stolen = Request(party, key);
        stolen.Proof = Prove(other, Apply, $"application/{party}");
        Assert.Equal(Reason.NotPermitted, (await Assert.ThrowsAsync<RefusedCallException>(() => Desk.ApplyAsync(stolen, Apply, "192.0.2.1", Cancellation))).Refusal.Reason);

        Assert.Equal("福州茶铺", (await stage.Client.GetApplicationAsync(waiting.Reference, key, cancellation: Cancellation)).Registration.Name.Zh);
    }

    [Fact]
    public async Task What_is_taken_back_is_gone_with_its_evidence_and_another_key_takes_back_nothing()
    {
        var (party, key) = (NewParty(), NewKey());
        var waiting = await stage.Client.ApplyAsync(party, Wanted("福州茶铺"), "林女士", Licence("withdrawn"), key, Cancellation);
        var evidence = (await stage.Client.GetApplicationAsync(waiting.Reference, key, cancellation: Cancellation)).Registration.Evidence;
        Assert.Equal(Reason.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => stage.Client.WithdrawApplicationAsync(waiting.Reference, NewKey(), Cancellation))).Reason);
        Assert.Equal(1L, await KeysOfAsync(evidence));

        await stage.Client.WithdrawApplicationAsync(waiting.Reference, key, Cancellation);

        Assert.Equal(Reason.NotFound, await ReasonAsync(() => stage.Client.GetApplicationAsync(waiting.Reference, key, cancellation: Cancellation)));
        Assert.Equal(0L, await KeysOfAsync(evidence));
    }

    [Fact]
    public async Task What_was_decided_is_not_taken_back()
    {
        var (party, key) = (NewParty(), NewKey());
        var applied = await stage.Client.ApplyAsync(party, Wanted("福州茶铺"), "林女士", null, key, Cancellation);
        await stage.Client.RecordAsync(stage.Service.Registrar().Make(SubjectKey.Parse(party), Wanted("福州茶铺")), Cancellation);

        Assert.Equal(Reason.NotPermitted, (await Assert.ThrowsAsync<RefusedException>(() => stage.Client.WithdrawApplicationAsync(applied.Reference, key, Cancellation))).Reason);
        Assert.Equal(Reason.AlreadyRegistered, await ReasonAsync(() => stage.Client.ApplyAsync(party, Wanted("茶"), "林女士", null, key, Cancellation)));
    }

    [Fact]
    public async Task A_key_that_the_applicant_does_not_hold_is_refused()
    {
        var (party, key) = (NewParty(), NewKey());
        var ofAnother = Request(party, key);
        ofAnother.Possession = Request(party, NewKey()).Possession;
        var ofAnotherParty = Request(party, key);
        ofAnotherParty.Possession = Request(NewParty(), key).Possession;
        foreach (var request in new[] { ofAnother, ofAnotherParty })
        {
            Assert.Equal(Reason.PossessionInvalid, (await Assert.ThrowsAsync<RefusedCallException>(() => Desk.ApplyAsync(request, Apply, "192.0.2.2", Cancellation))).Refusal.Reason);
        }

        Assert.DoesNotContain(await stage.Client.ListApplicationsAsync(Registrar.Signer, Registrar.Party!, Cancellation), one => one.Party == party);
    }

    [Fact]
    public async Task Of_many_that_come_at_once_for_one_party_three_wait_and_one_with_evidence_takes_a_place()
    {
        var party = NewParty();
        var all = await Task.WhenAll(Enumerable.Range(0, 12).Select(async i =>
        {
            try
            {
                return (await Desk.ApplyAsync(Request(party, NewKey()), Apply, $"198.51.100.{i}", Cancellation)).Reference;
            }
            catch (RefusedCallException refused) when (refused.Refusal.Reason == Reason.BacklogFull)
            {
                return null;
            }
        }));
        Assert.Equal(3, all.Count(one => one is not null));

        var shown = await stage.Client.ApplyAsync(party, Wanted("福州茶铺"), "林女士", Licence("shown"), NewKey(), Cancellation);

        var left = (await stage.Client.ListApplicationsAsync(Registrar.Signer, Registrar.Party!, Cancellation)).Where(one => one.Party == party).Select(one => one.Reference).ToList();
        Assert.Equal((3, true), (left.Count, left.Contains(shown.Reference)));
    }

    private static Ed25519Signer NewKey() => new(RandomNumberGenerator.GetBytes(32));

    private static string NewParty()
    {
        var digits = $"95211118{Interlocked.Increment(ref s_parties):D4}";
        return $"party/gln/{digits}{Gs1CheckDigit.Compute(digits)}";
    }

    private static Registration Wanted(string name) => new() { Name = new Text { Zh = name }, Roles = { Role.Seller } };

    private static Evidence Licence(string content) => new() { Files = { new EvidenceFile { Name = "licence.pdf", MediaType = "application/pdf", Content = ByteString.CopyFromUtf8(content) } } };

    private static async Task<Reason> ReasonAsync<T>(Func<Task<T>> call) => (await Assert.ThrowsAsync<RefusedException>(call)).Reason;

    private ApplyRequest Request(string party, Ed25519Signer key)
    {
        var publicKey = StatementSigner.PublicKeyOf(key);
        return new ApplyRequest { Party = party, Registration = Wanted("另一家"), Contact = "林女士", Key = publicKey, Possession = StatementSigner.Possession(stage.Client.Ledger, $"{party}/key/{KeyId.Of(publicKey)}", key) };
    }

    private ChallengeResponse Prove(Ed25519Signer key, string method, string subject)
    {
        var challenge = stage.Service.Services.GetRequiredService<Challenges.ChallengeDesk>().Issue("https://trace.example");
        var publicKey = StatementSigner.PublicKeyOf(key);
        var signed = SignatureContexts.Challenge(stage.Client.Ledger, challenge.Audience, challenge.Nonce.Span, challenge.Expiry, KeyId.Of(publicKey), method, subject);
        return new ChallengeResponse { Nonce = challenge.Nonce, Expiry = challenge.Expiry, Audience = challenge.Audience, Key = publicKey, Signature = ByteString.CopyFrom(key.Sign(signed)) };
    }

    private async Task<object?> KeysOfAsync(Commitment evidence)
    {
        await using var command = stage.Service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT count(*) FROM ledger.record_key WHERE name = $1");
        command.Parameters.AddWithValue(evidence.Digest.ToByteArray());
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
