using static Trace.V1.Statement;

namespace Trace.Domain.Products;

/// <summary>Flags about Openings. Which Opening is first goes by index alone.</summary>
internal static class OpeningFlags
{
    public static IEnumerable<Flag> SecondOpening(JoinedHistory history, FlagContext context) =>
        from opening in Openings(history)
        let first = FirstOf(history, opening)
        where first.Identity != opening.Identity
        select Flag.Of(FlagKind.SecondOpening, opening, "the code was used before", first);

    public static IEnumerable<Flag> OpeningBeforeReceipt(JoinedHistory history, FlagContext context) =>
        from opening in Openings(history)
        where FirstOf(history, opening).Identity == opening.Identity
        let sale = history.Read.Find(Said.Reference(opening.Message.Opening.Sale))
        where sale is not null
        let receipt = Deliveries.ReceiptsOf(history, Deliveries.Principal(history, sale)).FirstOrDefault(said => said.Stands)
        where receipt is not null && opening.Moment < receipt.Moment
        select Flag.Of(FlagKind.OpeningBeforeReceipt, opening, "the code was used before the goods were received", receipt);

    /// <summary>The Openings, by index.</summary>
    internal static IEnumerable<Said> Openings(JoinedHistory history) => history.Own.Where(said => said.Kind == PayloadOneofCase.Opening);

    /// <summary>The first Opening of the same claim key.</summary>
    internal static Said FirstOf(JoinedHistory history, Said opening) =>
        Openings(history).First(other => other.Entry.Statement.Key == opening.Entry.Statement.Key);
}
