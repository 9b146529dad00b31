using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Domain.Ledger;

/// <summary>
/// Public keys by their key ids. A key id is a hash of the key, so it does not matter who brings a key in: admission, verifier and auditor
/// find the key to check a signature here, and whether that key stands is decided elsewhere.
/// </summary>
public static class NamedKeys
{
    /// <summary>The keys that a statement brings in, each with its key id.</summary>
    /// <param name="statement">A statement in canonical form.</param>
    public static IEnumerable<(Hash256 Id, PublicKey Key)> In(ParsedStatement statement) =>
        Possessions.Of(statement).Where(named => named.Key is not null).Select(named => (KeyId.Of(named.Key), named.Key));

    /// <summary>The statement that brings in the key with which another is signed, where that other names it; else it lies in the key's own history.</summary>
    /// <param name="statement">A statement in canonical form.</param>
    public static Hash256? BroughtInBy(ParsedStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var message = statement.Message;
        var identity = message.Party.Length > 0 ? null : message.PayloadCase switch
        {
            Statement.PayloadOneofCase.Opening => message.Opening.Sale,
            Statement.PayloadOneofCase.Review => message.Review.Opening,
            Statement.PayloadOneofCase.Complaint => message.Complaint.Opening,
            Statement.PayloadOneofCase.ReturnRequest => message.ReturnRequest.Opening,
            Statement.PayloadOneofCase.FollowUp => message.FollowUp.Report,
            _ => null,
        };
        return identity is { Length: Hash256.Size } ? Hash256.From(identity.Span) : null;
    }
}
