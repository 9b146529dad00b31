using Trace.V1;

namespace Trace.Domain.Statements;

/// <summary>Whose key signs a statement.</summary>
public enum SpeakerKind
{
    /// <summary>A granted key of the party that the statement names.</summary>
    Party,

    /// <summary>The claim key of the Sale that it names.</summary>
    ClaimKey,

    /// <summary>The buyer's key of an Opening on this subject.</summary>
    BuyerKey,

    /// <summary>The author's key of a Report on this subject.</summary>
    AuthorKey,

    /// <summary>The recovery key of Genesis.</summary>
    RecoveryKey,
}

/// <summary>Over what a speaker may say a kind of statement.</summary>
public enum Over
{
    /// <summary>Any subject of the kind.</summary>
    Any,

    /// <summary>Products, lots and items under a GTIN prefix of its own, or of its own numbering.</summary>
    OwnProducts,

    /// <summary>Products with a GTIN, whoever's; of those without, its own alone.</summary>
    OfferedProducts,

    /// <summary>The party itself, or its keys.</summary>
    Itself,

    /// <summary>Keys and parties other than the registrar's.</summary>
    NotRegistrar,

    /// <summary>Keys of the registrar.</summary>
    RegistrarKeys,

    /// <summary>Lots of a product for which a PrinterGrant names the party.</summary>
    GrantedLots,

    /// <summary>What answers a statement that concerns the party: as respondent, seller, sender, or owner of the product.</summary>
    Concerned,

    /// <summary>What the same party, or the same key without a party, said before.</summary>
    OwnStatements,

    /// <summary>What the same buyer's or author's key opened.</summary>
    OwnCases,
}

/// <summary>One row of who may say a kind of statement, over what, and on which condition on the statement itself.</summary>
/// <param name="Kind">Whose key signs.</param>
/// <param name="Role">For a party: the role that both the party and its key have; <see cref="Role.Unspecified"/> for any.</param>
/// <param name="Over">Over what.</param>
/// <param name="When">What must hold of the statement for this row to apply; null for always.</param>
/// <param name="Condition">The condition in words, for documentation and messages; empty for always.</param>
public sealed record Speaker(SpeakerKind Kind, Role Role, Over Over, Func<Statement, bool>? When = null, string Condition = "")
{
    /// <summary>Whether this row applies to a statement, by whose it is and by its condition.</summary>
    /// <param name="statement">A statement in canonical form.</param>
    public bool AppliesTo(Statement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var byParty = Kind is SpeakerKind.Party or SpeakerKind.RecoveryKey;
        return byParty == (statement.Party.Length > 0) && (When is null || When(statement));
    }
}
