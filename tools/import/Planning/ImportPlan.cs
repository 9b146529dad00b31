using System.Security.Cryptography;
using Trace.V1;

namespace Trace.Import.Planning;

/// <summary>Statements in the order in which they are to be posted: everything after what it rests on, and otherwise by time.</summary>
/// <param name="Statements">All of them.</param>
/// <param name="NotRepresentable">Facts of the source for which there is no statement, by reason.</param>
/// <param name="Assumed">What the source does not say and a statement must, by assumption.</param>
public sealed record ImportPlan(
    IReadOnlyList<PlannedStatement> Statements, IReadOnlyDictionary<string, int> NotRepresentable, IReadOnlyDictionary<string, int> Assumed)
{
    /// <summary>Statements by kind, in the order of their field numbers.</summary>
    public IReadOnlyList<(Statement.PayloadOneofCase Kind, int Count)> Counts { get; } =
        [.. Statements.CountBy(planned => planned.Kind).OrderBy(count => count.Key).Select(count => (count.Key, count.Value))];

    /// <summary>SHA-256 over all identities in order, in hex: tells whether a state that was kept is of this plan.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var planned in Statements)
        {
            hash.AppendData(planned.Identity.AsSpan());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
