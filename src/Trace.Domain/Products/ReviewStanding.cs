using Trace.Domain.Ledger;
using static Trace.V1.Statement;

namespace Trace.Domain.Products;

/// <summary>How a review counts.</summary>
public enum ReviewCount
{
    /// <summary>Shown, in no average.</summary>
    NotCounted,

    /// <summary>By the paper's code alone; averaged apart.</summary>
    WithPackage,

    /// <summary>By the paper's code and the buyer's account both.</summary>
    Verified,
}

/// <summary>Why a review does not count.</summary>
public enum ReviewReason
{
    /// <summary>It counts.</summary>
    None,

    /// <summary>Its author withdrew or replaced it.</summary>
    Corrected,

    /// <summary>The Opening that it names, or its Sale, was not read, or is no first one.</summary>
    NoOpening,

    /// <summary>The buyer's key opened the account's code, and not the one that came with the goods.</summary>
    PaperNotOpened,

    /// <summary>No courier or relay that is neither seller nor producer has said that the goods were received.</summary>
    NotReceived,

    /// <summary>The code was used before that receipt.</summary>
    OpenedBeforeReceipt,
}

/// <summary>
/// How a review counts. What is proven is that its author used a code first of which the seller had a copy; a Correction of Sale or Receipt
/// takes nothing from what buyers built on it.
/// </summary>
/// <param name="Review">The review.</param>
/// <param name="Count">How it counts.</param>
/// <param name="Reason">Why it does not.</param>
public sealed record ReviewStanding(Said Review, ReviewCount Count, ReviewReason Reason)
{
    /// <summary>The standing of every review of an item or parcel, by index.</summary>
    /// <param name="history">The history.</param>
    /// <param name="context">For credit codes of parties.</param>
    public static IReadOnlyList<ReviewStanding> Of(JoinedHistory history, FlagContext context)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(context);
        return [.. history.Own.Where(said => said.Kind == PayloadOneofCase.Review).Select(review => Judge(history, context, review))];
    }

    private static ReviewStanding Judge(JoinedHistory history, FlagContext context, Said review)
    {
        if (!review.Stands)
        {
            return new ReviewStanding(review, ReviewCount.NotCounted, ReviewReason.Corrected);
        }

        if (history.Read.Find(Said.Reference(review.Message.Review.Opening)) is not { Message.Opening: not null } opening
            || opening.Entry.Statement.Subject != history.Subject
            || SaleOf(history, opening) is not { } sale || OpeningFlags.FirstOf(history, opening).Identity != opening.Identity)
        {
            return new ReviewStanding(review, ReviewCount.NotCounted, ReviewReason.NoOpening);
        }

        // All first Openings of the same purchase that name this buyer's key: of the paper's code, and of the account's.
        var principal = Deliveries.Principal(history, sale);
        var buyer = KeyId.Of(opening.Message.Opening.BuyerKey);
        var opened = OpeningFlags.Openings(history)
            .Where(other => OpeningFlags.FirstOf(history, other).Identity == other.Identity && KeyId.Of(other.Message.Opening.BuyerKey) == buyer)
            .Select(other => (Opening: other, Sale: SaleOf(history, other)))
            .Where(other => other.Sale is not null && Deliveries.Principal(history, other.Sale).Identity == principal.Identity)
            .ToList();
        var paper = opened.Where(other => other.Sale!.Message.Sale.Confirms.IsEmpty).Select(other => other.Opening).ToList();
        if (paper.Count == 0)
        {
            return new ReviewStanding(review, ReviewCount.NotCounted, ReviewReason.PaperNotOpened);
        }

        var receipts = Receipts(history, context, principal);
        if (!paper.Exists(other => Follows(other, receipts)))
        {
            return new ReviewStanding(review, ReviewCount.NotCounted, receipts.Exists(receipt => receipt.Stands) ? ReviewReason.OpenedBeforeReceipt : ReviewReason.NotReceived);
        }

        var account = opened.Exists(other => !other.Sale!.Message.Sale.Confirms.IsEmpty && Follows(other.Opening, receipts));
        return new ReviewStanding(review, account ? ReviewCount.Verified : ReviewCount.WithPackage, ReviewReason.None);
    }

    private static List<Said> Receipts(JoinedHistory history, FlagContext context, Said sale)
    {
        var producers = history.Products.Select(product => product.Owner?.Value ?? "")
            .Concat(history.Products.SelectMany(history.HistoryOf).Where(said => said.Message.Listing is { Offer: false }).Select(said => said.Party))
            .Append(sale.Party)
            .ToList();

        // A relay's word shown under a courier's is a receipt said by that relay too.
        return [.. Deliveries.ReceiptsOf(history, sale).Where(receipt => receipt.Relays.Prepend(receipt.Entry).Any(entry =>
            !producers.Exists(party => context.IsSame(party, entry.Statement.Message.Party))))];
    }

    // A receipt corrected after the Opening stands for it; one corrected before does not.
    private static bool Follows(Said opening, List<Said> receipts) => receipts.Exists(receipt =>
        receipt.Moment <= opening.Moment && (receipt.Correction is not { } correction || correction.Position > opening.Entry.Position));

    private static Said? SaleOf(JoinedHistory history, Said opening) =>
        history.Read.Find(Said.Reference(opening.Message.Opening.Sale)) is { Message.Sale: not null } sale ? sale : null;
}
