using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Domain.Parties;

/// <summary>A participant, folded from its history as far as rules read it. Immutable.</summary>
/// <param name="Registration">Its registration; null before it.</param>
/// <param name="Suspensions">Identities of the suspensions in force: each is ended by its own reinstatement; null where there are none.</param>
public sealed record PartyState(Registration? Registration = null, IReadOnlyList<Hash256>? Suspensions = null)
{
    /// <summary>A party of which nothing is recorded.</summary>
    public static readonly PartyState Unknown = new();

    /// <summary>Whether a suspension is in force.</summary>
    public bool IsSuspended => Suspensions is { Count: > 0 };

    /// <summary>Whether a role is one of its own.</summary>
    /// <param name="role">A role of parties.</param>
    public bool Has(Role role) => Registration?.Roles.Contains(role) ?? false;

    /// <summary>Whether a product, lot or item is under one of its GTIN prefixes, or of its own numbering.</summary>
    /// <param name="party">Its subject key.</param>
    /// <param name="subject">The product, lot or item.</param>
    public bool Owns(string party, SubjectKey subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (subject.Owner is { } owner)
        {
            return owner.Value == party;
        }

        if (subject.Gtin is not { } gtin || Registration is null)
        {
            return false;
        }

        foreach (var prefix in Registration.Prefixes)
        {
            if (gtin.IsUnder(prefix))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The unified social credit code under which the party stands, if it is known.</summary>
    /// <param name="party">Its subject key.</param>
    public string? CreditCode(string party)
    {
        ArgumentNullException.ThrowIfNull(party);
        return party.StartsWith("party/uscc/", StringComparison.Ordinal) ? party["party/uscc/".Length..]
            : Registration?.CreditCode is { Length: > 0 } code ? code : null;
    }

    /// <summary>The state after one more entry of the party's own history.</summary>
    /// <param name="before">The state before it.</param>
    /// <param name="entry">An entry about this party.</param>
    public static PartyState After(PartyState before, RecordedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(entry);
        var message = entry.Statement.Message;
        return message.PayloadCase switch
        {
            Statement.PayloadOneofCase.Registration => before with { Registration = message.Registration },
            Statement.PayloadOneofCase.Suspension => before with { Suspensions = [.. before.Suspensions ?? [], entry.Statement.Identity] },
            Statement.PayloadOneofCase.Reinstatement => before with { Suspensions = [.. (before.Suspensions ?? []).Where(one => one != Hash256.From(message.Reinstatement.Suspension.Span))] },
            _ => before,
        };
    }
}
