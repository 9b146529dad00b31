using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Domain.Statements;

/// <summary>The first entry that used something up, or named a key.</summary>
/// <param name="Index">Of the entry.</param>
/// <param name="LeafHash">Of the entry.</param>
public sealed record Use(ulong Index, Hash256 LeafHash);

/// <summary>
/// What can be done once on a subject: the first Opening of a claim key, one first review and one follow-up of a buyer's key a line, the
/// first naming of a buyer's or author's key. Each is known by a hash, so that one lookup by key decides, however long the history is.
/// </summary>
public static class Uses
{
    /// <summary>The first Opening signed by a claim key on a subject.</summary>
    /// <param name="subject">The item or parcel.</param>
    /// <param name="claimKey">Key id of the claim key.</param>
    public static Hash256 Opening(string subject, Hash256 claimKey) => Of('O', subject, claimKey, 0, 0);

    /// <summary>The first Opening or Report on a subject that named a buyer's or author's key.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="key">Key id of the key named.</param>
    public static Hash256 Naming(string subject, Hash256 key) => Of('N', subject, key, 0, 0);

    /// <summary>A buyer's review of a line.</summary>
    /// <param name="subject">The item or parcel.</param>
    /// <param name="buyerKey">Key id of the buyer's key.</param>
    /// <param name="line">The parcel's line; 0 for an item.</param>
    /// <param name="stage">First, or follow-up.</param>
    public static Hash256 Review(string subject, Hash256 buyerKey, uint line, ReviewStage stage) => Of('R', subject, buyerKey, line, (uint)stage);

    /// <summary>What recording a statement uses up or names.</summary>
    /// <param name="statement">A statement in canonical form.</param>
    public static IReadOnlyList<Hash256> By(ParsedStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var (subject, message) = (statement.Subject.Value, statement.Message);
        return statement.Kind switch
        {
            Statement.PayloadOneofCase.Opening => [Opening(subject, statement.Key), Naming(subject, KeyId.Of(message.Opening.BuyerKey))],
            Statement.PayloadOneofCase.Report => [Naming(subject, KeyId.Of(message.Report.AuthorKey))],
            Statement.PayloadOneofCase.Review => [Review(subject, statement.Key, message.Review.Line, message.Review.Stage)],
            _ => [],
        };
    }

    private static Hash256 Of(char what, string subject, Hash256 key, uint line, uint stage)
    {
        var length = Encoding.ASCII.GetByteCount(subject);
        Span<byte> text = stackalloc byte[1 + Hash256.Size + 8 + length];
        text[0] = (byte)what;
        key.CopyTo(text[1..]);
        BinaryPrimitives.WriteUInt32BigEndian(text[(1 + Hash256.Size)..], line);
        BinaryPrimitives.WriteUInt32BigEndian(text[(5 + Hash256.Size)..], stage);
        Encoding.ASCII.GetBytes(subject, text[(9 + Hash256.Size)..]);
        Span<byte> digest = stackalloc byte[Hash256.Size];
        SHA256.HashData(text, digest);
        return Hash256.From(digest);
    }
}
