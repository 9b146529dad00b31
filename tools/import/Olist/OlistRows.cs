namespace Trace.Import.Olist;

/// <summary>An order. Times are microseconds since 1970 UTC; null where the file has none.</summary>
/// <param name="Id">The order's id.</param>
/// <param name="CustomerState">Two letters of the buyer's state; empty where unknown.</param>
/// <param name="Status">As the file has it.</param>
/// <param name="Purchase">When it was placed.</param>
/// <param name="Approved">When it was paid.</param>
/// <param name="Carrier">When it was handed to the carrier.</param>
/// <param name="Delivered">When it was delivered.</param>
/// <param name="Estimate">When it was to be delivered.</param>
public sealed record OlistOrder(string Id, string CustomerState, string Status, long? Purchase, long? Approved, long? Carrier, long? Delivered, long? Estimate);

/// <summary>An item of an order.</summary>
/// <param name="Order">The order's id.</param>
/// <param name="Number">Its number in the order, from 1.</param>
/// <param name="Product">The product's id; empty where unknown.</param>
/// <param name="Seller">The seller's id; empty where unknown.</param>
/// <param name="PriceCentavos">Null where unknown.</param>
public sealed record OlistItem(string Order, int Number, string Product, string Seller, ulong? PriceCentavos);

/// <summary>A review of an order.</summary>
/// <param name="Id">The review's id; one review may stand with several orders.</param>
/// <param name="Order">The order's id.</param>
/// <param name="Score">1 to 5; null where the file has none.</param>
/// <param name="Created">When it was asked for, which is the day that it counts as; null where unknown.</param>
public sealed record OlistReview(string Id, string Order, uint? Score, long? Created);

/// <summary>A product.</summary>
/// <param name="Id">The product's id.</param>
/// <param name="Category">Its category; empty where unknown.</param>
public sealed record OlistProduct(string Id, string Category);

/// <summary>A seller.</summary>
/// <param name="Id">The seller's id.</param>
/// <param name="State">Two letters of its state; empty where unknown.</param>
public sealed record OlistSeller(string Id, string State);

/// <summary>All files of one folder.</summary>
/// <param name="Orders">Required.</param>
/// <param name="Items">Empty where there is no file.</param>
/// <param name="Reviews">Empty where there is no file.</param>
/// <param name="Products">Empty where there is no file.</param>
/// <param name="Sellers">Empty where there is no file.</param>
public sealed record OlistData(
    IReadOnlyList<OlistOrder> Orders, IReadOnlyList<OlistItem> Items, IReadOnlyList<OlistReview> Reviews, IReadOnlyList<OlistProduct> Products, IReadOnlyList<OlistSeller> Sellers);
