using Trace.Api.Pages;
using Trace.Api.Products.Model;
using Trace.Api.Products.Reading;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Tests.Products;

namespace Trace.Api.Tests.Products;

/// <summary>Pages made of histories that a test tells, with no server and no database.</summary>
internal static class ToldPages
{
    public static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddMicroseconds(HistoryBuilder.At(100));

    public static ProductPage PageOf(this HistoryBuilder told, string subject, string language = "en", string? claimedLot = null)
    {
        var key = SubjectKey.Parse(subject);
        var claimed = claimedLot is null ? null : SubjectKey.ForLot(key.Product!, claimedLot);
        var ofClaimed = claimed is null || told.Join(subject).Lots.Contains(claimed) ? null : told.ReadOf(claimed.Value);
        return PageMaking.Make(told.ReadOf(subject), claimed, ofClaimed, PageTexts.Of(language), told.Context.Now ?? Now);
    }

    public static ReadProduct ReadOf(this HistoryBuilder told, string subject) => new(
        SubjectKey.Parse(subject),
        told.Read.Values.Sum(entries => entries.Count),
        told.Join(subject),
        told.Context,
        told.Read.Where(history => history.Key.StartsWith("party/", StringComparison.Ordinal)).ToDictionary(history => history.Key, history => history.Value),
        told.Read.Where(history => SubjectKey.Parse(history.Key).Is(SubjectKind.Lot | SubjectKind.Product)).ToDictionary(history => history.Key, history => history.Value));

    public static RecordedEntry EntryAt(this HistoryBuilder told, long index) => told.Read.Values.SelectMany(entries => entries).Single(entry => entry.Position == index);

    public static Step StepOf(this ProductPage page, string key) => page.Steps.Single(step => step.Key == key);
}
