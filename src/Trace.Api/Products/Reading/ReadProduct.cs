using System.Collections.Concurrent;
using Trace.Api.Products.Model;
using Trace.Domain.Barcodes;
using Trace.Domain.Complaints;
using Trace.Domain.Ledger;
using Trace.Domain.Products;

namespace Trace.Api.Products.Reading;

/// <summary>All that a product page tells of, read at one published checkpoint.</summary>
/// <param name="Subject">Whose page it is.</param>
/// <param name="Size">Of the log at that checkpoint.</param>
/// <param name="Joined">Its history with those of its lot, product and parcels.</param>
/// <param name="Context">The keys and parties of all of them.</param>
/// <param name="Parties">By subject, the whole history of each party that is named: for licences and pledges.</param>
/// <param name="Made">By lot, the histories of the lots that it was made from, two levels deep, and of their products.</param>
public sealed record ReadProduct(
    SubjectKey Subject,
    long Size,
    JoinedHistory Joined,
    FlagContext Context,
    IReadOnlyDictionary<string, IReadOnlyList<RecordedEntry>> Parties,
    IReadOnlyDictionary<string, IReadOnlyList<RecordedEntry>> Made)
{
    /// <summary>Every subject that was read, those without entries too: nothing changes on the page until one of them does.</summary>
    internal IReadOnlyCollection<string> Subjects { get; init; } = [];

    /// <summary>The party that registers the others, which nobody registers; empty where it was not read.</summary>
    public string Registrar { get; init; } = "";

    /// <summary>What its cases are folded by.</summary>
    public CaseRules Rules { get; init; } = CaseRules.Default;

    /// <summary>The pages that were made of it, by language, each good for a minute. Copies share them.</summary>
    internal ConcurrentDictionary<string, (long Minute, ProductPage Page)> Pages { get; } = new();
}
