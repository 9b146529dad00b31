using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Trace.Api.Ledger;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Privacy;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Parties;

/// <summary>What an application has to be, so that its Registration can be recorded as it stands. Pure.</summary>
internal static partial class ApplicationForm
{
    /// <summary>Of the evidence's content.</summary>
    public const string EvidenceType = "application/vnd.trace.evidence";

    /// <summary>Path of Registration.evidence.</summary>
    public const string EvidencePath = "10";

    /// <summary>The most bytes of all files together.</summary>
    public const int MostEvidenceBytes = 4 * 1024 * 1024;

    private const int MostFiles = 8;
    private const int MostFileName = 120;
    private const int MostEmail = 254;

    private static readonly string[] s_mediaTypes = ["application/pdf", "image/jpeg", "image/png", "image/webp"];

    /// <summary>The first thing that is wrong with an application, or null.</summary>
    /// <param name="request">As it came.</param>
    /// <param name="registration">What is to be entered, evidence with it.</param>
    /// <param name="ledger">The ledger's name.</param>
    /// <param name="registrar">Who would enter it.</param>
    /// <param name="now">In microseconds since 1970 UTC.</param>
    public static Refusal? Problem(ApplyRequest request, Registration registration, string ledger, HeldKey registrar, long now)
    {
        if (!SubjectKey.TryParse(request.Party, out var party, out var problem) || !party.Is(SubjectKind.Party))
        {
            return Refusal.Because(Reason.SubjectInvalid, "party", problem ?? $"\"{request.Party}\" is no party: party/uscc/ and 18 characters, or party/gln/ and 13 digits");
        }

        return Length(request.Contact, "contact", 3, 200) ?? EmailProblem(request.Email) ?? KeyProblem(request, party, ledger) ?? RegistrationProblem(party, registration, ledger, registrar, now);
    }

    /// <summary>The files of an evidence, or why it is none.</summary>
    /// <param name="evidence">Content and key.</param>
    /// <param name="files">The files, where the answer is null.</param>
    public static Refusal? Read(Disclosure evidence, out Evidence files)
    {
        files = new Evidence();
        if (evidence.Key.Length != CommitmentDigest.KeyBytes || evidence.Content.Length is 0 or > MostEvidenceBytes)
        {
            return Refusal.Because(Reason.FieldOutOfBounds, "evidence", $"an evidence has 1 to {MostEvidenceBytes} bytes, and a key of {CommitmentDigest.KeyBytes}");
        }

        try
        {
            files = Evidence.Parser.ParseFrom(evidence.Content);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            return Refusal.Because(Reason.Malformed, "evidence", $"not a trace.v1.Evidence: {malformed.Message}");
        }

        if (files.Files.Count is 0 or > MostFiles)
        {
            return Refusal.Because(Reason.FieldOutOfBounds, "evidence.files", $"an evidence has 1 to {MostFiles} files; {files.Files.Count} came");
        }

        for (var i = 0; i < files.Files.Count; i++)
        {
            var file = files.Files[i];
            if (Length(file.Name, $"evidence.files[{i}].name", 1, MostFileName) is { } unnamed)
            {
                return unnamed;
            }

            if (!s_mediaTypes.Contains(file.MediaType) || file.Content.IsEmpty)
            {
                return Refusal.Because(Reason.FieldForm, $"evidence.files[{i}].media_type", $"a file is {string.Join(", ", s_mediaTypes)}, and not empty; \"{file.MediaType}\" of {file.Content.Length} bytes came");
            }
        }

        return null;
    }

    /// <summary>A text that people read: its length, and no characters that texts may not hold.</summary>
    public static Refusal? Length(string text, string field, int least, int most) =>
        NormalText.Problem(text) is { } abnormal ? Refusal.Because(Reason.TextNotNormal, field, $"{field}: {abnormal}")
        : NormalText.Length(text.Trim()) < least || NormalText.Length(text) > most ? Refusal.Because(Reason.FieldOutOfBounds, field, $"{field} has {least} to {most} characters")
        : null;

    // One bare address, so that nothing of a header gets into a message: whether anybody reads there, only sending shows.
    private static Refusal? EmailProblem(string email) =>
        email.Length == 0 ? null
        : Length(email, "email", 5, MostEmail) ?? (Address().IsMatch(email) ? null : Refusal.Because(Reason.FieldForm, "email", "an e-mail address such as service@shop.example, with no name and no space"));

    [GeneratedRegex("^[^\\s@<>,;:\"()\\[\\]\\\\]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+$")]
    private static partial Regex Address();

    private static Refusal? KeyProblem(ApplyRequest request, SubjectKey party, string ledger)
    {
        if (request.Key is not { Key.Length: Ed25519Strict.PublicKeyBytes, Algorithm: Algorithm.Ed25519 } || Ed25519Strict.IsWeak(request.Key.Key.Span))
        {
            return Refusal.Because(Reason.WeakKey, "key", "an application names an Ed25519 key, canonical and not of small order");
        }

        var id = KeyId.Of(request.Key);
        var possession = SignatureContexts.KeyPossession(ledger, SubjectKey.ForKey(party, id.AsSpan()).Value, id);
        return Ed25519Strict.Verify(request.Key.Key.Span, possession, request.Possession.Span)
            ? null
            : Refusal.Because(Reason.PossessionInvalid, "possession", "the possession is not this key's signature over KeyPossession for this party");
    }

    // By the rules that its Registration would meet, so that nobody waits for days to hear of a typing error.
    private static Refusal? RegistrationProblem(SubjectKey party, Registration registration, string ledger, HeldKey registrar, long now)
    {
        var trial = new Statement
        {
            Ledger = ledger,
            Subject = party.Value,
            Party = registrar.Party,
            Key = ByteString.CopyFrom(KeyId.Of(registrar.PublicKey).AsSpan()),
            Time = now,
            Nonce = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16)),
            Registration = registration,
        };
        return ParsedStatement.Parse(trial.ToByteString(), out var parsed) ?? parsed!.CheckRules(ledger) ?? PersonalData.Check(parsed);
    }
}
