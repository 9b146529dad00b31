using Trace.Domain.Ledger;

namespace Trace.Domain.Products;

/// <summary>A remark about a recorded statement.</summary>
/// <param name="Kind">What is remarked.</param>
/// <param name="On">The statement that it is about.</param>
/// <param name="With">The statements that it follows from beside that one; none where it follows from that one alone.</param>
/// <param name="Detail">What came, in one English phrase without personal data.</param>
public sealed record Flag(FlagKind Kind, RecordedEntry On, IReadOnlyList<RecordedEntry> With, string Detail)
{
    internal static Flag Of(FlagKind kind, Said on, string detail, params IEnumerable<Said> with) =>
        new(kind, on.Entry, [.. with.Select(said => said.Entry)], detail);
}

/// <summary>A row of <see cref="Flags.All"/>.</summary>
/// <param name="Kind">The flag.</param>
/// <param name="Chinese">Its name in Chinese, as pages show it.</param>
/// <param name="English">Its name in English.</param>
/// <param name="ExplanationZh">What it means, in one line.</param>
/// <param name="ExplanationEn">The same in English.</param>
/// <param name="Find">Finds it in a history: a pure function.</param>
public sealed record FlagRule(
    FlagKind Kind, string Chinese, string English, string ExplanationZh, string ExplanationEn, Func<JoinedHistory, FlagContext, IEnumerable<Flag>> Find);
