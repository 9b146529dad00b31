using Google.Protobuf;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Tool.Keys;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Tool.Recording;

/// <summary>
/// The keys that statements bring in, made, shown to be held, and found again: a Sale's claim code, the buyer's key of an Opening, the author's
/// of a Report, the party's of a KeyGrant.
/// </summary>
internal static class NamedKeys
{
    /// <summary>Fills in what was not given, before the statement is signed.</summary>
    public static async Task CompleteAsync(Draft draft, Signing signing, KeyChoice choice, LedgerAccess access)
    {
        var message = draft.Statement;
        switch (draft.Rules.Kind)
        {
            case PayloadOneofCase.Sale when message.Sale.ClaimKey is null && !draft.Subject.Is(SubjectKind.Lot):
                var claim = Claim.Create(draft.Ledger);
                message.Sale.ClaimKey = claim.Key;
                draft.Told.Add(("claimCode", claim.Code.Grouped, "Print it with the goods. It is not kept, and not shown again."));
                break;
            case PayloadOneofCase.Opening:
                var opening = message.Opening;
                if (opening.Sale.IsEmpty)
                {
                    opening.Sale = await ReferenceAsync(draft, signing, access, said => said.Sale?.ClaimKey, "--sale: no Sale of this subject names the key of this code");
                }

                (opening.BuyerKey, opening.Possession) = Holder(draft, choice, "buyer", opening.Sale, opening.BuyerKey, opening.Possession);
                break;
            case PayloadOneofCase.Report:
                var report = message.Report;
                (report.AuthorKey, report.Possession) = Holder(draft, choice, "author", message.Nonce, report.AuthorKey, report.Possession);
                break;
            case PayloadOneofCase.KeyGrant when message.KeyGrant.Possession.IsEmpty && choice.Given is { } given:
                using (var key = choice.Shelf.Load(given))
                {
                    message.KeyGrant.Possession = StatementSigner.Possession(draft.Ledger, draft.Subject.Value, key.Signer);
                }

                break;
            case PayloadOneofCase.Review when message.Review.Opening.IsEmpty:
                message.Review.Opening = await OpeningAsync(draft, signing, access);
                break;
            case PayloadOneofCase.Complaint when message.Complaint.Opening.IsEmpty:
                message.Complaint.Opening = await OpeningAsync(draft, signing, access);
                break;
            case PayloadOneofCase.ReturnRequest when message.ReturnRequest.Opening.IsEmpty:
                message.ReturnRequest.Opening = await OpeningAsync(draft, signing, access);
                break;
            case PayloadOneofCase.FollowUp when message.FollowUp.Report.IsEmpty:
                message.FollowUp.Report = await ReferenceAsync(draft, signing, access, said => said.Report?.AuthorKey, "--report: no Report of this subject names this key");
                break;
            default:
                break;
        }
    }

    /// <summary>The verified history of a subject.</summary>
    public static async Task<IReadOnlyList<RecordedEntry>> HistoryAsync(SubjectKey subject, LedgerAccess access)
    {
        try
        {
            var history = await (await access.ClientAsync()).ReadHistoryAsync(subject.Value, cancellation: access.Cancellation);
            return [.. history.Entries.Select(verified => verified.Entry)];
        }
        catch (RefusedException refused) when (refused.Reason == Reason.NotFound)
        {
            return [];
        }
    }

    private static Task<ByteString> OpeningAsync(Draft draft, Signing signing, LedgerAccess access) =>
        ReferenceAsync(draft, signing, access, said => said.Opening?.BuyerKey, "--opening: no Opening of this subject names this key");

    // The first that named the key: later ones grant nothing.
    private static async Task<ByteString> ReferenceAsync(Draft draft, Signing signing, LedgerAccess access, Func<Statement, PublicKey?> names, string otherwise)
    {
        var key = StatementSigner.PublicKeyOf(signing.Signer);
        var found = (await HistoryAsync(draft.Subject, access)).FirstOrDefault(entry => key.Equals(names(entry.Statement.Message)));
        return found is null ? throw new UsageException(otherwise) : ByteString.CopyFrom(found.Statement.Identity.AsSpan());
    }

    // A key of the shelf, or one made for this statement and kept there; with hex alone, its holder gives the possession too.
    private static (PublicKey Key, ByteString Possession) Holder(Draft draft, KeyChoice choice, string kind, ByteString of, PublicKey? given, ByteString possession)
    {
        if (given is not null && (choice.Given is null || !possession.IsEmpty))
        {
            return (given, possession);
        }

        // Of one Sale always the same name, so that a second try finds the key of the first.
        var name = choice.Given ?? $"{kind}-{Convert.ToHexStringLower(of.Span[..6])}";
        if (!choice.Shelf.Has(name) && !choice.MayMake)
        {
            using var passing = new Ed25519Signer(System.Security.Cryptography.RandomNumberGenerator.GetBytes(Ed25519Strict.SeedBytes));
            return (StatementSigner.PublicKeyOf(passing), StatementSigner.Possession(draft.Ledger, draft.Subject.Value, passing));
        }

        using var key = choice.Shelf.Has(name) ? choice.Shelf.Load(name) : choice.Shelf.Create(name, null);
        if (choice.Given is null)
        {
            draft.Told.Add(("keyFile", key.Path, $"The {kind}'s key: it alone can go on with this. Keep it."));
        }

        return (key.PublicKey, StatementSigner.Possession(draft.Ledger, draft.Subject.Value, key.Signer));
    }
}

/// <summary>Which key a statement brings in.</summary>
/// <param name="Shelf">Where keys lie.</param>
/// <param name="Given">The name of a key file, where one was named; null where none was, or hex.</param>
/// <param name="MayMake">Whether a key that is made is kept; not where nothing will be sent.</param>
internal sealed record KeyChoice(KeyShelf Shelf, string? Given, bool MayMake);
