using Trace.Domain.Products;
using Trace.V1;

namespace Trace.Domain.Complaints;

/// <summary>What kind of goods a case is about, as the producer lists them.</summary>
internal static class GoodsCategory
{
    /// <summary>The category of the newest listing that stands and gives one; of a parcel of several goods the first that gives one.</summary>
    public static Category Of(JoinedHistory history) => history.Products
        .Select(product => history.HistoryOf(product).LastOrDefault(said => said.Stands && said.Message.Listing is { Offer: false, Category: not Category.Unspecified })?.Message.Listing.Category)
        .FirstOrDefault(category => category is not null) ?? Category.Unspecified;
}
