using Trace.Api.Disclosures;
using Trace.Api.Pages;
using Trace.Api.Pages.Buyers;
using Trace.Api.Products.Model;
using Trace.Api.Reviews;

namespace Trace.Api.Products.Slices;

/// <summary>What stands around every page.</summary>
/// <param name="Texts">The language.</param>
/// <param name="Title">Of the page.</param>
/// <param name="Path">Its one address, without query.</param>
/// <param name="SwitchTo">The same page in the other language.</param>
/// <param name="Suffix">What keeps the chosen language on the way to another page; empty where the browser's own is shown.</param>
public sealed record PageFrame(PageTexts Texts, string Title, string Path, string SwitchTo, string Suffix)
{
    /// <summary>How grave the line over all else is.</summary>
    public Gravity Gravity { get; init; } = Gravity.Good;

    /// <summary>The line over all else; empty for none.</summary>
    public string Line { get; init; } = "";

    /// <summary>The subject that the page's script checks; empty where there is nothing to check.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Of the checkpoint that the page was read at.</summary>
    public long Size { get; init; }

    /// <summary>The ledger's name.</summary>
    public string Ledger { get; init; } = "";

    /// <summary>The log's origin.</summary>
    public string Log { get; init; } = "";
}

/// <summary>A product's page in its frame.</summary>
public sealed record ProductInFrame(ProductPage Page, PageFrame Frame)
{
    /// <summary>Texts and pictures of reviews and of replies to them, by the statement's identity in hex: read anew for each page, since they may be erased.</summary>
    public IReadOnlyDictionary<string, ShownContent> Contents { get; init; } = new Dictionary<string, ShownContent>();

    /// <summary>What the buyers of other pieces of the product say.</summary>
    public ReviewsOfProduct OfProduct { get; init; } = ReviewsOfProduct.None;

    /// <summary>What a buyer may do about it.</summary>
    public BuyerActions Actions => new(Page.Subject, Frame.Ledger, Page.Safety.FirstCheck is not null, Page.Safety.FirstCheck?.When?.Text ?? "", Page.Texts);
}

/// <summary>A participant's page in its frame.</summary>
public sealed record PartyInFrame(PartyPage Page, PageFrame Frame)
{
    /// <summary>Where the page was asked for, such as <c>https://trace.example</c>: what its mark leads to.</summary>
    public string Origin { get; init; } = "";
}

/// <summary>A page about something of which nothing is recorded.</summary>
/// <param name="Asked">What was asked for.</param>
/// <param name="Product">The address of the product, where that is known; empty where it is not.</param>
/// <param name="Frame">What stands around it.</param>
public sealed record UnknownInFrame(string Asked, string Product, PageFrame Frame);

/// <summary>A page about an address that names nothing.</summary>
/// <param name="Problem">The rule that it breaks, and what came.</param>
/// <param name="Frame">What stands around it.</param>
public sealed record BadInFrame(string Problem, PageFrame Frame);

/// <summary>The form for a waybill.</summary>
/// <param name="Problem">Why the last look-up failed; empty where none did.</param>
/// <param name="Frame">What stands around it.</param>
public sealed record ParcelInFrame(string Problem, PageFrame Frame);
