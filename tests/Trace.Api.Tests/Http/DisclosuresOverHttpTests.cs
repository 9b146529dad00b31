using System.Net;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Ledger;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Tests.Http;

/// <summary>Content of commitments, and waybills: what only a key's holder may call, by challenges over HTTP.</summary>
public class DisclosuresOverHttpTests(PostgresFixture postgres) : LedgerTest(postgres)
{
    private static readonly SubjectKey Product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sealed_content_is_uploaded_read_by_a_signed_challenge_and_erased_for_good()
    {
        await using var service = await StartAsync();
        using var json = new JsonLedger(service);
        var platform = service.Services.GetRequiredService<LedgerKeys>().Platform;
        var (signed, content) = await RecordSealedAsync(service);
        var identity = StatementFactory.IdentityOf(signed);
        var subject = Statement.Parser.ParseFrom(signed.Statement).Subject;
        var upload = new DiscloseRequest { Identity = identity, Path = content.Path, Upload = content.Disclosure };
        Assert.Null((await json.PostAsync<DiscloseResponse>("/v1/disclosures", upload)).Disclosure);

        var read = new DiscloseRequest { Identity = identity, Path = content.Path, Read = await AnswerAsync(service, json, platform, "Disclose", subject) };
        Assert.Equal(content.Disclosure, (await json.PostAsync<DiscloseResponse>("/v1/disclosures", read)).Disclosure);
        using var again = await json.PostAsync("/v1/disclosures", read);
        Assert.Equal("CHALLENGE_INVALID", (string?)(await JsonLedger.ProblemAsync(HttpStatusCode.Forbidden, again))["reason"]);

        var time = UnixMicroseconds.Of(DateTimeOffset.UtcNow);
        var words = SignatureContexts.Erasure(Ledger(service), Hash256.From(content.Commitment.Digest.Span), time);
        await json.PostAsync<EraseResponse>("/v1/erasures", new EraseRequest { Identity = identity, Path = content.Path, Time = time, Signature = ByteString.CopyFrom(platform.Signer.Sign(words)) });
        using var erased = await json.PostAsync("/v1/disclosures", upload);
        Assert.Equal("ERASED", (string?)(await JsonLedger.ProblemAsync(HttpStatusCode.Gone, erased))["reason"]);
    }

    [Fact]
    public async Task A_content_of_four_mebibytes_fits()
    {
        await using var service = await StartAsync();
        using var json = new JsonLedger(service);
        var (signed, _) = await RecordSealedAsync(service);
        var large = new DiscloseRequest
        {
            Identity = StatementFactory.IdentityOf(signed),
            Path = SealedContent.SealedPath,
            Upload = new Disclosure { Key = ByteString.CopyFrom(new byte[32]), Content = ByteString.CopyFrom(new byte[4 * 1024 * 1024]) },
        };

        using var answer = await json.PostAsync("/v1/disclosures", large);

        Assert.Equal("COMMITMENT_MISMATCH", (string?)(await JsonLedger.ProblemAsync(HttpStatusCode.Conflict, answer))["reason"]);
    }

    [Fact]
    public async Task A_waybill_is_resolved_to_the_parcel_that_the_years_key_gives()
    {
        await using var service = await StartAsync();
        using var json = new JsonLedger(service);
        var platform = service.Services.GetRequiredService<LedgerKeys>().Platform;
        var year = (uint)DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8)).Year;

        var resolved = await json.PostAsync<ResolveWaybillResponse>("/v1/waybills/resolve", new ResolveWaybillRequest { Carrier = "shunfeng", Number = "SF1234567890123", Year = year });
        var key = await json.PostAsync<WaybillKeyResponse>("/v1/waybills/key", new GetWaybillKeyRequest { Year = year, Proof = await AnswerAsync(service, json, platform, "GetWaybillKey", $"waybill/{year}") });

        Assert.True(WaybillKey.TryGetSubject(key.Key.ToByteArray(), "shunfeng", "SF1234567890123", (int)year, out var parcel, out _));
        Assert.Equal(parcel.Value, resolved.Parcel);
    }

    [Fact]
    public async Task Behind_a_proxy_that_ends_TLS_a_challenge_names_the_origin_that_the_caller_sees()
    {
        await using var service = await StartAsync(change: settings => settings with { PublicUrl = new Uri("https://trace.example") });
        using var json = new JsonLedger(service);
        json.Http.DefaultRequestHeaders.Host = "trace.example";

        using var answer = await json.Http.PostAsync("/v1/challenges", null, Cancellation);

        Assert.Equal("https://trace.example", (await JsonLedger.ReadAsync<Challenge>(answer)).Audience);
    }

    private static async Task<(SignedStatement Signed, SealedContent Content)> RecordSealedAsync(RunningService service)
    {
        await using var client = service.Connect();
        var platform = service.Services.GetRequiredService<LedgerKeys>().Platform;
        var seller = new StatementFactory(Ledger(service), platform.Party!, platform.Signer);
        var content = seller.Seal(new Sale.Types.Confidential { OrderReference = "A-1001", Channel = "web" });
        var signed = seller.Make(SubjectKey.ForItem(Product, CrockfordBase32.NewSerial()), new Sale { ClaimKey = seller.NewClaim().Key }, secret: content);
        await client.RecordAsync(signed, Cancellation);
        return (signed, content);
    }

    private static async Task<ChallengeResponse> AnswerAsync(RunningService service, JsonLedger json, HeldKey by, string method, string subject)
    {
        using var answer = await json.Http.PostAsync("/v1/challenges", null, Cancellation);
        var challenge = await JsonLedger.ReadAsync<Challenge>(answer);
        Assert.Equal(service.Http.GetLeftPart(UriPartial.Authority), challenge.Audience);
        var words = SignatureContexts.Challenge(Ledger(service), challenge.Audience, challenge.Nonce.Span, challenge.Expiry, KeyId.Of(by.PublicKey), $"/trace.v1.Ledger/{method}", subject);
        return new ChallengeResponse
        {
            Nonce = challenge.Nonce,
            Expiry = challenge.Expiry,
            Audience = challenge.Audience,
            Party = by.Party,
            Key = by.PublicKey,
            Signature = ByteString.CopyFrom(by.Signer.Sign(words)),
        };
    }

    private static string Ledger(RunningService service) => service.Services.GetRequiredService<LogOptions>().Ledger;
}
