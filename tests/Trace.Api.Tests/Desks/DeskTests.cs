using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Challenges;
using Trace.Api.Desks;
using Trace.Api.Ledger;
using Trace.Api.Tests.Buyers;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Disclosures;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Tests.Desks;

/// <summary>A desk opens with a signed challenge of a granted key, and shows what is its party's.</summary>
public sealed class DeskTests(BuyerStage stage) : IClassFixture<BuyerStage>
{
    private const string Method = "/trace.v1.Desk/ListCases";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_respondent_sees_its_own_complaints_by_deadline_a_platform_all_and_another_party_none()
    {
        var bought = await stage.BuyAsync();
        var (complaint, _) = await bought.ComplainAsync(AuthoredContent.PlainText, "罐子是凹的"u8.ToArray());

        var own = await ListAsync(stage.SellerKey, BuyerStage.Seller);
        var one = own.Cases.Single(found => found.Complaint.Equals(ByteString.CopyFrom(complaint.AsSpan())));
        Assert.Equal((bought.Item.Value, BuyerStage.Seller, ComplaintCategory.Quality, Remedy.Refund), (one.Subject, one.Respondent, one.Category, one.Remedy));
        Assert.Equal(("WithRespondent", true, "White Peony", "福鼎茶厂"), (one.State, one.HasText, one.Product.En, one.RespondentName.Zh));
        Assert.Equal(one.FiledAt + (long)TimeSpan.FromHours(24).TotalMicroseconds, one.DueBy);
        Assert.Equal([.. own.Cases.OrderBy(found => found.DueBy == 0).ThenBy(found => found.DueBy)], own.Cases);

        var platform = stage.Service.Services.GetRequiredService<LedgerKeys>().Platform;
        Assert.Contains((await ListAsync(platform.Signer, platform.Party!)).Cases, found => found.Complaint.Equals(one.Complaint));

        await stage.Client.RecordAsync(stage.SellerSpeaks.Make(bought.Item, new Reply { Answers = one.Complaint, Outcome = ReplyOutcome.RemedyOffered }), Cancellation);
        var answered = (await ListAsync(stage.SellerKey, BuyerStage.Seller)).Cases.Single(found => found.Complaint.Equals(one.Complaint));
        Assert.Equal(("Answered", 0L, true), (answered.State, answered.DueBy, answered.AnsweredAt > answered.FiledAt));
    }

    [Fact]
    public async Task Who_sold_the_goods_sees_requests_to_return_them_with_their_deadlines_a_platform_too_and_another_party_none()
    {
        var bought = await stage.BuyAsync();
        var request = await stage.SayAsync(bought.Item, bought.Buyer, statement => statement.ReturnRequest = new ReturnRequest { Opening = bought.Opening, Reason = ReturnReason.Damaged });
        var id = ByteString.CopyFrom(request.AsSpan());

        var one = (await ListAsync(stage.SellerKey, BuyerStage.Seller)).Cases.Single(found => found.Complaint.Equals(id));
        Assert.Equal((bought.Item.Value, BuyerStage.Seller, ReturnReason.Damaged, ComplaintCategory.Unspecified), (one.Subject, one.Respondent, one.ReturnReason, one.Category));
        Assert.Equal(("Requested", false, 0L, "福鼎茶厂"), (one.State, one.HasText, one.AnsweredAt, one.RespondentName.Zh));
        Assert.Equal(one.FiledAt + (long)Domain.Complaints.Deadlines.Default.Of(Category.Unspecified).Return.AnswerAfter.TotalMicroseconds, one.DueBy);
        Assert.DoesNotContain((await ListAsync(stage.CourierKey, BuyerStage.Courier)).Cases, found => found.Complaint.Equals(id));

        await stage.Client.RecordAsync(stage.SellerSpeaks.Make(bought.Item, new Reply { Answers = id, Outcome = ReplyOutcome.RemedyOffered }), Cancellation);
        var platform = stage.Service.Services.GetRequiredService<LedgerKeys>().Platform;
        var agreed = (await ListAsync(platform.Signer, platform.Party!)).Cases.Single(found => found.Complaint.Equals(id));
        Assert.Equal(("Agreed", true, true), (agreed.State, agreed.DueBy > one.DueBy, agreed.AnsweredAt > agreed.FiledAt));
    }

    [Theory]
    [InlineData("party/gln/9521111200000")]
    [InlineData("01/09521111100010/21/REPORTED")]
    public async Task Platforms_and_inspectors_see_reports_of_goods_and_parties_until_somebody_decided_and_nobody_else_does(string subject)
    {
        using var author = new Ed25519Signer(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        var keys = stage.Service.Services.GetRequiredService<LedgerKeys>();
        var (intake, key) = (keys.Platform, Domain.Barcodes.SubjectKey.Parse(subject));
        var platform = new StatementFactory(stage.Client.Ledger, intake.Party!, intake.Signer);
        var recorded = await stage.Client.RecordAsync(
            new StatementFactory(stage.Client.Ledger, keys.Intake.Party!, keys.Intake.Signer).Make(key, new Report { AuthorKey = StatementSigner.PublicKeyOf(author), Possession = StatementSigner.Possession(stage.Client.Ledger, subject, author), Category = ReportCategory.Counterfeit }), Cancellation);
        var id = ByteString.CopyFrom(recorded.Entry.Statement.Identity.AsSpan());

        var one = (await ListAsync(intake.Signer, intake.Party!)).Cases.Single(found => found.Complaint.Equals(id));
        Assert.Equal((subject, ReportCategory.Counterfeit, "Reported", 0L), (one.Subject, one.ReportCategory, one.State, one.DueBy));
        Assert.Equal(key.Kind == Domain.Barcodes.SubjectKind.Party ? subject : "", one.Respondent);
        Assert.DoesNotContain((await ListAsync(stage.CourierKey, BuyerStage.Courier)).Cases, found => found.Complaint.Equals(id));
        Assert.DoesNotContain((await ListAsync(stage.SellerKey, BuyerStage.Seller)).Cases, found => found.Complaint.Equals(id));

        await stage.Client.RecordAsync(platform.Make(key, new Resolution { Answers = id, Outcome = ResolutionOutcome.Upheld }), Cancellation);
        Assert.Equal("Resolved", (await ListAsync(intake.Signer, intake.Party!)).Cases.Single(found => found.Complaint.Equals(id)).State);
    }

    [Fact]
    public async Task A_case_names_the_entries_that_are_late_or_disputed()
    {
        var bought = await stage.BuyAsync();
        var (complaint, _) = await bought.ComplainAsync(AuthoredContent.PlainText, "罐子是凹的"u8.ToArray());
        var reply = new Reply { Answers = ByteString.CopyFrom(complaint.AsSpan()), Outcome = ReplyOutcome.RemedyOffered };
        var disputed = await stage.Service.RecordDisputedAsync(stage.Client, BuyerStage.Seller, Role.Seller, bought.Item, reply);
        var late = await stage.Service.RecordLateAsync(stage.Client, BuyerStage.Seller, Role.Seller, bought.Item, reply);

        var one = (await ListAsync(stage.SellerKey, BuyerStage.Seller)).Cases.Single(found => found.Complaint.Equals(reply.Answers));

        Assert.Equal([late.Entry.Index], one.Late);
        Assert.Equal([disputed.Entry.Index], one.Disputed);
    }

    [Fact]
    public async Task It_stays_shut_for_keys_that_nobody_granted_for_another_method_and_the_second_time()
    {
        using var stranger = new Ed25519Signer(new byte[32]);
        Assert.Equal(Reason.UnknownKey, await RefusedAsync(Proof(stranger, BuyerStage.Seller)));
        Assert.Equal(Reason.NotPermitted, await RefusedAsync(Proof(stranger, "")));
        Assert.Equal(Reason.ChallengeInvalid, await RefusedAsync(Proof(stage.SellerKey, BuyerStage.Seller, "/trace.v1.Ledger/Disclose")));
        var used = Proof(stage.SellerKey, BuyerStage.Seller);
        await DeskReader.ListAsync(new ListCasesRequest { Proof = used }, Method, Cancellation);
        Assert.Equal(Reason.ChallengeInvalid, await RefusedAsync(used));
    }

    [Fact]
    public async Task A_party_sees_its_keys_with_how_each_stands_and_nobody_elses()
    {
        var (lost, station) = (new byte[32], new byte[32]);
        (lost[0], station[0]) = (77, 78);
        var (lostKey, stationKey) = (new Ed25519Signer(lost), new Ed25519Signer(station));
        foreach (var key in new[] { lostKey, stationKey })
        {
            var subject = TestParty.SubjectOf(BuyerStage.Courier, key);
            var possession = SignatureContexts.KeyPossession(stage.Client.Ledger, subject.Value, KeyId.Of(StatementSigner.PublicKeyOf(key)));
            var grant = new KeyGrant { Key = StatementSigner.PublicKeyOf(key), Possession = ByteString.CopyFrom(key.Sign(possession)), Roles = { Role.Courier }, NotAfter = 4_000_000_000_000_000 };
            await stage.Client.RecordAsync(stage.Service.Registrar().Make(subject, grant), Cancellation);
        }

        var since = 1_700_000_000_000_000;
        await stage.Client.RecordAsync(stage.Service.Registrar().Make(TestParty.SubjectOf(BuyerStage.Courier, lostKey), new KeyRevocation { Kind = RevocationKind.Compromised, Since = since }), Cancellation);

        const string Keys = "/trace.v1.Desk/ListKeys";
        var reader = stage.Service.Services.GetRequiredService<PartyKeysReader>();
        var listed = await reader.ListAsync(new ListKeysRequest { Proof = Proof(stationKey, BuyerStage.Courier, Keys) }, Keys, Cancellation);
        Assert.Equal((int)listed.All, listed.Keys.Count);
        Assert.All(listed.Keys, key => Assert.StartsWith($"{BuyerStage.Courier}/key/", key.Subject, StringComparison.Ordinal));
        var (first, last) = (listed.Keys[0], listed.Keys[^1]);
        Assert.Equal((TestParty.SubjectOf(BuyerStage.Courier, stationKey).Value, 4_000_000_000_000_000, 0L), (first.Subject, first.NotAfter, first.CompromisedAt));
        Assert.Equal((TestParty.SubjectOf(BuyerStage.Courier, lostKey).Value, true, since), (last.Subject, last.CompromisedAt > 0, last.DisputedSince));
        Assert.Equal([Role.Courier], first.Roles);

        using var stranger = new Ed25519Signer(new byte[32]);
        var refused = await Assert.ThrowsAsync<RefusedCallException>(() => reader.ListAsync(new ListKeysRequest { Proof = Proof(stranger, "", Keys) }, Keys, Cancellation));
        Assert.Equal(Reason.NotPermitted, refused.Refusal.Reason);
    }

    [Fact]
    public async Task What_no_closure_ended_stands_before_whatever_is_newer()
    {
        var (old, ended, young) = (await stage.BuyAsync(), await stage.BuyAsync(), await stage.BuyAsync());
        await old.ComplainAsync(AuthoredContent.PlainText, "一"u8.ToArray());
        var (closed, _) = await ended.ComplainAsync(AuthoredContent.PlainText, "二"u8.ToArray());
        await young.ComplainAsync(AuthoredContent.PlainText, "三"u8.ToArray());
        await stage.SayAsync(ended.Item, ended.Buyer, s => s.Closure = new Closure { Complaint = ByteString.CopyFrom(closed.AsSpan()), Outcome = ClosureOutcome.Satisfied });

        var subjects = await stage.Service.Services.GetRequiredService<CaseIndex>().SubjectsAsync(BuyerStage.Seller, Cancellation);

        Assert.Equal([old.Item.Value, young.Item.Value, ended.Item.Value], subjects.Where(subject => new[] { old, ended, young }.Any(one => one.Item.Value == subject)));
    }

    [Fact]
    public async Task A_closure_of_one_complaint_leaves_the_goods_open_for_the_others_until_each_is_closed()
    {
        var (two, other) = (await stage.BuyAsync(), await stage.BuyAsync());
        var (first, _) = await two.ComplainAsync(AuthoredContent.PlainText, "一"u8.ToArray());
        var (second, _) = await two.ComplainAsync(AuthoredContent.PlainText, "二"u8.ToArray());
        await other.ComplainAsync(AuthoredContent.PlainText, "三"u8.ToArray());

        await CloseAsync(two, first);
        Assert.Equal([two.Item.Value, other.Item.Value], await OrderOfAsync(Complained, two, other));

        await CloseAsync(two, second);
        Assert.Equal([other.Item.Value, two.Item.Value], await OrderOfAsync(Complained, two, other));
    }

    [Fact]
    public async Task Requests_to_return_that_are_not_finished_stand_before_the_others_the_oldest_first()
    {
        var (old, paid, refused, twice, young) = (await stage.BuyAsync(), await stage.BuyAsync(), await stage.BuyAsync(), await stage.BuyAsync(), await stage.BuyAsync());
        await AskAsync(old);
        var toPay = await AskAsync(paid);
        var toRefuse = await AskAsync(refused);
        var toPayFirst = await AskAsync(twice);
        await AskAsync(twice);
        await AskAsync(young);
        Assert.Equal([old.Item.Value, paid.Item.Value, refused.Item.Value, twice.Item.Value, young.Item.Value], await OrderOfAsync(Returned, old, paid, refused, twice, young));

        foreach (var (item, request) in new[] { (paid.Item, toPay), (twice.Item, toPayFirst) })
        {
            await stage.Client.RecordAsync(stage.SellerSpeaks.Make(item, new Refund { Answers = request, Outcome = PaymentOutcome.Paid }), Cancellation);
        }

        await stage.Client.RecordAsync(stage.SellerSpeaks.Make(refused.Item, new Reply { Answers = toRefuse, Outcome = ReplyOutcome.Refused }), Cancellation);

        Assert.Equal([old.Item.Value, twice.Item.Value, young.Item.Value, refused.Item.Value, paid.Item.Value], await OrderOfAsync(Returned, old, paid, refused, twice, young));
    }

    private static Task<IReadOnlyList<string>> Complained(CaseIndex index) => index.SubjectsAsync(BuyerStage.Seller, Cancellation);

    private static Task<IReadOnlyList<string>> Returned(CaseIndex index) => index.ReturnsAsync(BuyerStage.Seller, Cancellation);

    private async Task<IEnumerable<string>> OrderOfAsync(Func<CaseIndex, Task<IReadOnlyList<string>>> read, params Bought[] among) =>
        (await read(stage.Service.Services.GetRequiredService<CaseIndex>())).Where(subject => among.Any(one => one.Item.Value == subject));

    private async Task<ByteString> AskAsync(Bought bought) =>
        ByteString.CopyFrom((await stage.SayAsync(bought.Item, bought.Buyer, s => s.ReturnRequest = new ReturnRequest { Opening = bought.Opening, Reason = ReturnReason.NoneGiven })).AsSpan());

    private Task<Hash256> CloseAsync(Bought bought, Hash256 complaint) =>
        stage.SayAsync(bought.Item, bought.Buyer, s => s.Closure = new Closure { Complaint = ByteString.CopyFrom(complaint.AsSpan()), Outcome = ClosureOutcome.Satisfied });

    private DeskReader DeskReader => stage.Service.Services.GetRequiredService<DeskReader>();

    private Task<ListCasesResponse> ListAsync(Ed25519Signer key, string party) => DeskReader.ListAsync(new ListCasesRequest { Proof = Proof(key, party) }, Method, Cancellation);

    private async Task<Reason> RefusedAsync(ChallengeResponse proof) =>
        (await Assert.ThrowsAsync<RefusedCallException>(() => DeskReader.ListAsync(new ListCasesRequest { Proof = proof }, Method, Cancellation))).Refusal.Reason;

    private ChallengeResponse Proof(Ed25519Signer signer, string party, string method = Method)
    {
        var challenge = stage.Service.Services.GetRequiredService<ChallengeDesk>().Issue("https://trace.example");
        var key = StatementSigner.PublicKeyOf(signer);
        var signed = SignatureContexts.Challenge(stage.Client.Ledger, challenge.Audience, challenge.Nonce.Span, challenge.Expiry, KeyId.Of(key), method, "desk");
        return new ChallengeResponse { Nonce = challenge.Nonce, Expiry = challenge.Expiry, Audience = challenge.Audience, Party = party, Key = key, Signature = ByteString.CopyFrom(signer.Sign(signed)) };
    }
}
