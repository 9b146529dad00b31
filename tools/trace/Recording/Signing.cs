using Trace.Client;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Tool.Recording;

/// <summary>Who signs a statement.</summary>
/// <param name="Signer">The key.</param>
/// <param name="Party">Whose it is; empty for claim, buyer and author keys.</param>
internal sealed record Signing(Ed25519Signer Signer, string Party) : IDisposable
{
    private const string Registrar = "registrar";
    private const string Intake = "intake";

    public void Dispose() => Signer.Dispose();

    /// <summary>
    /// The key that <c>--key</c> names. Without it: for what registrars alone say the registrar's, for a Report the platform's intake key; for
    /// what buyers and authors say, the key on the shelf that an Opening or Report of the subject's verified history names.
    /// </summary>
    public static async Task<Signing> FindAsync(Draft draft, string? name, Keys.KeyShelf shelf, LedgerAccess access)
    {
        if ((name ?? Usual(draft.Rules)) is { } known)
        {
            var key = shelf.Load(known);
            return new Signing(key.Signer, key.Party ?? "");
        }

        return await NamedAsync(draft, shelf, access)
            ?? throw new UsageException($"--key: whose key signs this {draft.Rules.Kind} is missing; ./trace keys show lists the keys there are");
    }

    /// <summary>The key of a claim code.</summary>
    public static Signing Of(ClaimCode code, string ledger) => new(Claim.SignerOf(code, ledger), "");

    private static string? Usual(KindRules rules) => rules switch
    {
        { Kind: PayloadOneofCase.Report } => Intake,
        _ when rules.Speakers.Any(speaker => speaker.Role == Role.Registrar) => Registrar,
        _ => null,
    };

    private static async Task<Signing?> NamedAsync(Draft draft, Keys.KeyShelf shelf, LedgerAccess access)
    {
        if (!draft.Rules.Speakers.Any(speaker => speaker.Kind is SpeakerKind.BuyerKey or SpeakerKind.AuthorKey))
        {
            return null;
        }

        Signing? found = null;
        var held = shelf.All().ToList();
        foreach (var said in await NamedKeys.HistoryAsync(draft.Subject, access))
        {
            var named = said.Statement.Message.Opening?.BuyerKey ?? said.Statement.Message.Report?.AuthorKey;
            found ??= named is null ? null : held.Where(one => one.Key.PublicKey.Equals(named)).Select(one => new Signing(one.Key.Signer, "")).FirstOrDefault();
        }

        held.Where(one => one.Key.Signer != found?.Signer).ToList().ForEach(one => one.Key.Dispose());
        return found;
    }
}
