using System.Globalization;
using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Client;

public sealed partial class LedgerClient
{
    /// <summary>Uploads what a recorded statement commits to, so that those may read it whom the product model lets.</summary>
    /// <param name="identity">Of the statement; it is recorded.</param>
    /// <param name="content">As the statement was made with it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RefusedException">The statement is not recorded, or commits to something else.</exception>
    public Task DiscloseAsync(Hash256 identity, SealedContent content, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var request = new DiscloseRequest { Identity = Bytes(identity), Path = content.Path, Upload = content.Disclosure };
        return CallAsync(options => _stub.DiscloseAsync(request, options), _options.Retry.RetryRefusals, cancellation);
    }

    /// <summary>Reads what a statement commits to, as a key's holder, and checks that it is that.</summary>
    /// <param name="statement">The statement, such as an entry of a history.</param>
    /// <param name="path">The field's number path in the payload; <see cref="SealedContent.SealedPath"/> for the statement's own.</param>
    /// <param name="commitment">From that field.</param>
    /// <param name="reader">The key.</param>
    /// <param name="party">Party of the key; empty for a buyer's or author's.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RefusedException">This key may not read it, or it was erased.</exception>
    /// <exception cref="VerificationException">What came is not what was committed to.</exception>
    public async Task<Disclosure> ReadDisclosureAsync(
        ParsedStatement statement, string path, Commitment commitment, Ed25519Signer reader, string party, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var proof = await AnswerChallengeAsync(LedgerMethod("Disclose"), statement.Subject.Value, reader, party, cancellation).ConfigureAwait(false);
        var request = new DiscloseRequest { Identity = Bytes(statement.Identity), Path = path, Read = proof };
        var answer = await CallAsync(options => _stub.DiscloseAsync(request, options), false, cancellation).ConfigureAwait(false);
        return answer.Disclosure is { } disclosure && SealedContent.Matches(commitment, disclosure, Ledger, statement.Rules.Descriptor, path)
            ? disclosure
            : throw VerificationException.Because(VerificationRule.Answer, $"what came is not what the statement commits to at {path}", statement.Subject.Value);
    }

    /// <summary>Has content and key deleted beside the log, as whose they are. The statement and every proof stay.</summary>
    /// <param name="identity">Of the statement.</param>
    /// <param name="path">The field's number path in the payload; <see cref="SealedContent.SealedPath"/> for the statement's own.</param>
    /// <param name="commitment">From that field.</param>
    /// <param name="author">
    /// Of a party's statement any key of the party which could sign such a statement now; of a Registration's evidence also an administrator's key
    /// of the party that it registers. Else the buyer's key that signed the statement, or the Report's author's.
    /// </param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RefusedException">This key may not erase it, or has ended.</exception>
    public Task EraseAsync(Hash256 identity, string path, Commitment commitment, Ed25519Signer author, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(commitment);
        ArgumentNullException.ThrowIfNull(author);
        var time = UnixMicroseconds.Of(_options.Time.GetUtcNow());
        var signature = author.Sign(SignatureContexts.Erasure(Ledger, Hash256.From(commitment.Digest.Span), time));
        var request = new EraseRequest { Identity = Bytes(identity), Path = path, Time = time, Signature = ByteString.CopyFrom(signature), Key = Bytes(KeyId.Of(StatementSigner.PublicKeyOf(author))) };
        return CallAsync(options => _stub.EraseAsync(request, options), false, cancellation);
    }

    /// <summary>The key of a year with which a registered party computes parcel keys of waybill numbers offline. Secret: keep it as keys are kept.</summary>
    /// <param name="year">UTC+8.</param>
    /// <param name="signer">A key of the party.</param>
    /// <param name="party">The party.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>32 bytes.</returns>
    public async Task<byte[]> GetWaybillKeyAsync(int year, Ed25519Signer signer, string party, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(party);
        var subject = string.Create(CultureInfo.InvariantCulture, $"waybill/{year}");
        var proof = await AnswerChallengeAsync(LedgerMethod("GetWaybillKey"), subject, signer, party, cancellation).ConfigureAwait(false);
        var request = new GetWaybillKeyRequest { Year = (uint)year, Proof = proof };
        var answer = await CallAsync(options => _stub.GetWaybillKeyAsync(request, options), false, cancellation).ConfigureAwait(false);
        return answer.Key.ToByteArray();
    }

    /// <summary>The parcel keys of a waybill number, for those who hold no key. The number goes to the service, which keeps it nowhere.</summary>
    /// <param name="carrier">快递100's code of the courier.</param>
    /// <param name="number">The waybill number.</param>
    /// <param name="year">UTC+8; 0 is this year.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The parcel's subject key, and that of the year before; null where histories do not join over the turn of the year.</returns>
    public async Task<(string Parcel, string? PreviousYear)> ResolveWaybillAsync(string carrier, string number, int year = 0, CancellationToken cancellation = default)
    {
        var request = new ResolveWaybillRequest { Carrier = carrier, Number = number, Year = (uint)year };
        var answer = await CallAsync(options => _stub.ResolveWaybillAsync(request, options), false, cancellation).ConfigureAwait(false);
        return (answer.Parcel, answer.PreviousYearParcel.Length == 0 ? null : answer.PreviousYearParcel);
    }

    // The server says for whom it takes itself; a key signs only for the server that its holder meant to call, or else one server could
    // pass another's challenge on and speak with the answer.
    private async Task<ChallengeResponse> AnswerChallengeAsync(string method, string subject, Ed25519Signer signer, string party, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signer);
        var challenge = await CallAsync(options => _stub.GetChallengeAsync(new GetChallengeRequest(), options), false, cancellation).ConfigureAwait(false);
        if (challenge.Audience != _audience)
        {
            throw VerificationException.Because(
                VerificationRule.Answer, $"the server takes itself for \"{challenge.Audience}\", and \"{_audience}\" was called; where both are the same, say so in {nameof(LedgerClientOptions)}.{nameof(LedgerClientOptions.Audience)}");
        }

        if (challenge.Nonce.Length != SignatureContexts.NonceBytes)
        {
            throw VerificationException.Because(VerificationRule.Answer, $"a challenge's nonce has {SignatureContexts.NonceBytes} bytes; {challenge.Nonce.Length} came");
        }

        var key = StatementSigner.PublicKeyOf(signer);
        var signed = SignatureContexts.Challenge(Ledger, _audience, challenge.Nonce.Span, challenge.Expiry, KeyId.Of(key), method, subject);
        return new ChallengeResponse
        {
            Nonce = challenge.Nonce,
            Expiry = challenge.Expiry,
            Audience = _audience,
            Party = party,
            Key = key,
            Signature = ByteString.CopyFrom(signer.Sign(signed)),
        };
    }

    private static string LedgerMethod(string method) => $"/{LedgerReflection.Descriptor.Services[0].FullName}/{method}";

    private static ByteString Bytes(Hash256 hash) => ByteString.CopyFrom(hash.AsSpan());
}
