using Trace.Domain.Barcodes;

namespace Trace.Domain.Products;

/// <summary>
/// Finds what a product or lot leads to: ask for the links of what is <see cref="Wanted"/>, give them to <see cref="Answer"/>, until nothing is
/// wanted. Then what was found is whole, as far as the links are. Lots that were made of it are followed, and those made of them.
/// </summary>
public sealed class ReachSearch
{
    private readonly HashSet<string> _asked = [];
    private readonly HashSet<string> _wanted = [];
    private readonly HashSet<string> _lots = [];
    private readonly HashSet<string> _certain = [];
    private readonly HashSet<string> _notNamed = [];
    private readonly HashSet<string> _named = [];
    private readonly string _product;
    private readonly bool _ofProduct;

    /// <summary>Begins at a product or lot; at an item or parcel that alone is found.</summary>
    /// <param name="subject">Where to begin.</param>
    public ReachSearch(SubjectKey subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        _product = subject.Product?.Value ?? "";
        _ofProduct = subject.Kind == SubjectKind.Product;
        if (subject.Is(SubjectKind.Item | SubjectKind.Parcel))
        {
            _certain.Add(subject.Value);
            return;
        }

        _wanted.Add(_product);
        if (subject.Kind == SubjectKind.Lot)
        {
            _lots.Add(subject.Value);
            _wanted.Add(subject.Value);
        }
    }

    /// <summary>Products, lots and Markings whose links are asked for.</summary>
    public IReadOnlySet<string> Wanted => _wanted;

    /// <summary>The lots: the one that was begun at or all of the product, and those made of them.</summary>
    public IReadOnlySet<string> Lots => _lots;

    /// <summary>Items and parcels that are, or hold, of it.</summary>
    public IReadOnlySet<string> Certain => _certain;

    /// <summary>Items and parcels of the same product whose lot nobody named: they may be of it or not. None where a product was begun at.</summary>
    public IReadOnlySet<string> Possible => _possible ??= [.. _notNamed.Where(subject => !_certain.Contains(subject) && (IsParcel(subject) || !_named.Contains(subject)))];

    private HashSet<string>? _possible;

    /// <summary>Takes the links of one of what was wanted.</summary>
    /// <param name="goods">The product, lot or Marking.</param>
    /// <param name="links">All links whose goods it is.</param>
    public void Answer(string goods, IEnumerable<ReachLink> links)
    {
        ArgumentNullException.ThrowIfNull(goods);
        ArgumentNullException.ThrowIfNull(links);
        _wanted.Remove(goods);
        _asked.Add(goods);
        foreach (var link in links)
        {
            Take(link);
        }
    }

    private void Take(ReachLink link)
    {
        _possible = null;
        switch (link.Kind)
        {
            case ReachLinkKind.Holds:
                _certain.Add(link.To);
                break;
            case ReachLinkKind.LotNamed:
                _named.Add(link.To);
                AddOfProduct(link);
                break;
            case ReachLinkKind.LotNotNamed:
                _notNamed.Add(link.To);
                AddOfProduct(link);
                break;
            case ReachLinkKind.MadeInto:
                Follow(link.To);
                break;
            case ReachLinkKind.MarkedBy:
                Want(link.To);
                break;
            case ReachLinkKind.Lot when _ofProduct && link.Goods == _product:
                Follow(link.To);
                break;
        }
    }

    private void AddOfProduct(ReachLink link)
    {
        if (_ofProduct && link.Goods == _product)
        {
            _certain.Add(link.To);
        }
    }

    private void Follow(string lot)
    {
        if (_lots.Add(lot))
        {
            Want(lot);
        }
    }

    private void Want(string goods)
    {
        if (!_asked.Contains(goods))
        {
            _wanted.Add(goods);
        }
    }

    private static bool IsParcel(string subject) => SubjectKey.TryParse(subject, out var key, out _) && key.Is(SubjectKind.Parcel);
}
