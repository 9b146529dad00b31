using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Ledger;
using Trace.Api.Reports;
using Trace.Api.Tests.Http;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Disclosures;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Tests.Buyers;

/// <summary>A Report of somebody without a code, through the platform's intake.</summary>
public sealed class ReportTests(BuyerStage stage) : IClassFixture<BuyerStage>
{
    private const string Subject = "01/09521111100010/21/REPORTED";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_is_signed_by_the_intake_key_and_its_author_adds_to_it_and_erases_its_text()
    {
        var http = stage.NewCaller();
        using var author = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        var content = SealedContent.Create(stage.Client.Ledger, Report.Descriptor, "4", AuthoredContent.PlainText, "sold under another name"u8);
        var body = await SolvedAsync(http, ReportBy(author, content.Commitment));

        using var answer = await PostAsync(http, body);
        var said = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var identity = Hash256.From(Convert.FromHexString((string)said["identity"]!));
        var entry = (await stage.Client.GetEntryAsync(identity, Cancellation)).Entry;
        var intake = stage.Service.Services.GetRequiredService<LedgerKeys>().Intake;
        Assert.Equal((KeyId.Of(intake.PublicKey), intake.Party, (ulong)said["index"]!), (entry.Statement.Key, entry.Statement.Message.Party, entry.Index));

        await stage.Client.DiscloseAsync(identity, content, Cancellation);
        var more = SealedContent.Create(stage.Client.Ledger, FollowUp.Descriptor, "2", AuthoredContent.PlainText, "and again"u8);
        await stage.SayAsync(SubjectKey.Parse(Subject), author, statement => statement.FollowUp = new FollowUp { Report = ByteString.CopyFrom(identity.AsSpan()), Text = more.Commitment });
        Assert.Equal(content.Disclosure, await stage.Client.ReadDisclosureAsync(entry.Statement, "4", content.Commitment, author, "", Cancellation));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"/content/{identity}/text", Cancellation)).StatusCode);

        await EraseAsync(identity, content, author);
        var gone = await Assert.ThrowsAsync<RefusedException>(() => stage.Client.ReadDisclosureAsync(entry.Statement, "4", content.Commitment, author, "", Cancellation));
        Assert.Equal(Reason.Erased, gone.Reason);
        await stage.Client.ReadHistoryAsync(Subject, cancellation: Cancellation);
    }

    [Fact]
    public async Task Sent_again_after_a_lost_answer_it_is_recorded_once_and_a_challenge_serves_no_second_report()
    {
        var http = stage.NewCaller();
        using var author = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        var body = await SolvedAsync(http, ReportBy(author));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var answer = await PostAsync(http, body);
            return await answer.Content.ReadAsStringAsync(Cancellation);
        }));

        Assert.Single(answers.Distinct());
        using var other = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        var second = await SolvedAsync(http, ReportBy(other), Convert.FromBase64String((string)body["challenge"]!));
        using var refused = await PostAsync(http, second);
        Assert.Contains("another report", (string?)(await JsonLedger.ProblemAsync(HttpStatusCode.Forbidden, refused))["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("counter")]
    [InlineData("challenge")]
    [InlineData("subject")]
    [InlineData("report")]
    public async Task Without_the_work_for_just_this_report_nothing_is_recorded(string changed)
    {
        var http = stage.NewCaller();
        using var author = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        var body = await SolvedAsync(http, ReportBy(author));
        body[changed] = changed switch
        {
            "counter" => (ulong)body["counter"]! + 1,
            "challenge" => Convert.ToBase64String(new byte[ProofOfWork.ChallengeBytes]),
            "subject" => "01/09521111100010/21/ANOTHER",
            _ => Convert.ToBase64String(ReportBy(author, null, ReportCategory.Price).ToByteArray()),
        };

        using var answer = await PostAsync(http, body);

        Assert.Equal("CHALLENGE_INVALID", (string?)(await JsonLedger.ProblemAsync(HttpStatusCode.Forbidden, answer))["reason"]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"subject\":\"x\",\"report\":\"!\",\"challenge\":\"\",\"counter\":0}")]
    [InlineData("{\"subject\":null,\"report\":\"\",\"challenge\":\"\",\"counter\":-1}")]
    [InlineData("{\"subject\":\"x\",\"report\":\"\",\"challenge\":\"\",\"counter\":0}")]
    public async Task What_is_no_report_is_refused_with_its_reason(string json)
    {
        using var answer = await stage.NewCaller().PostAsync("/reports", JsonLedger.Json(json), Cancellation);

        Assert.NotEmpty((string)(await JsonLedger.ProblemAsync(HttpStatusCode.BadRequest, answer))["reason"]!);
    }

    [Fact]
    public async Task A_report_whose_author_does_not_hold_the_key_is_refused_by_the_ledger()
    {
        var http = stage.NewCaller();
        using var author = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        var report = ReportBy(author);
        report.Possession = ByteString.CopyFrom(new byte[64]);

        using var answer = await PostAsync(http, await SolvedAsync(http, report));

        Assert.Equal("POSSESSION_INVALID", (string?)(await JsonLedger.ProblemAsync(HttpStatusCode.BadRequest, answer))["reason"]);
    }

    [Fact]
    public async Task Of_a_thousand_reports_from_one_address_all_but_some_are_told_to_wait()
    {
        var http = stage.NewCaller();
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async _ =>
        {
            using var answer = await http.PostAsync("/reports", JsonLedger.Json("{}"), Cancellation);
            return answer.StatusCode;
        }));

        Assert.True(answers.Count(status => status == HttpStatusCode.TooManyRequests) > 900);
        Assert.Contains(HttpStatusCode.BadRequest, answers);
    }

    [Theory]
    [InlineData(0, 15)]
    [InlineData(30, 16)]
    [InlineData(60, 17)]
    [InlineData(1000, 21)]
    [InlineData(100_000, 22)]
    public void More_reports_ask_for_more_work(int recent, int bits)
    {
        Assert.Equal(bits, ProofOfWork.BitsAt(recent));
    }

    [Fact]
    public void A_challenge_expires_and_no_changed_one_is_ours()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var challenge = ProofOfWork.Challenge(key, expiry: 1000, bits: 0);
        Assert.Null(ProofOfWork.Problem(key, challenge, "x"u8, 0, now: 1000));
        Assert.Contains("expired", ProofOfWork.Problem(key, challenge, "x"u8, 0, now: 1001), StringComparison.Ordinal);
        for (var at = 0; at < challenge.Length; at++)
        {
            byte[] changed = [.. challenge];
            changed[at] ^= 1;
            Assert.Contains("not of this server", ProofOfWork.Problem(key, changed, "x"u8, 0, now: 0), StringComparison.Ordinal);
        }
    }

    private Report ReportBy(Ed25519Signer author, Commitment? text = null, ReportCategory category = ReportCategory.Counterfeit) => new()
    {
        AuthorKey = StatementSigner.PublicKeyOf(author),
        Possession = StatementSigner.Possession(stage.Client.Ledger, Subject, author),
        Category = category,
        Text = text,
    };

    private static async Task<JsonObject> SolvedAsync(HttpClient http, Report report, byte[]? challenge = null)
    {
        var asked = JsonNode.Parse(await http.GetStringAsync("/reports/challenge", Cancellation))!;
        challenge ??= Convert.FromBase64String((string)asked["challenge"]!);
        byte[] text = [.. challenge, .. SHA256.HashData([.. "01/09521111100010/21/REPORTED\n"u8, .. report.ToByteArray()]), .. new byte[8]];
        for (ulong counter = 0; ; counter++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(text.AsSpan(text.Length - 8), counter);
            if (System.Numerics.BitOperations.LeadingZeroCount(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(text))) >= (int)asked["bits"]!)
            {
                return new JsonObject { ["subject"] = Subject, ["report"] = Convert.ToBase64String(report.ToByteArray()), ["challenge"] = Convert.ToBase64String(challenge), ["counter"] = counter };
            }
        }
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, JsonObject body) => http.PostAsync("/reports", JsonLedger.Json(body.ToJsonString()), Cancellation);

    private Task EraseAsync(Hash256 identity, SealedContent content, Ed25519Signer author) =>
        stage.Client.EraseAsync(identity, content.Path, content.Commitment, author, Cancellation);
}
