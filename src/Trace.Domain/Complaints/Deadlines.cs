using Trace.V1;

namespace Trace.Domain.Complaints;

/// <summary>How long whoever is asked has to answer a complaint.</summary>
/// <param name="RemindAfter">Until the party first asked is reminded.</param>
/// <param name="PlatformAfter">Until the platform takes it over.</param>
/// <param name="OfferAfterDays">Working days until the complainant is offered the case file for 12315.</param>
public sealed record Deadline(TimeSpan RemindAfter, TimeSpan PlatformAfter, int OfferAfterDays)
{
    /// <summary>Working days that the platform has at least, where a case comes to it late.</summary>
    public int DecideWithinDays { get; init; } = 7;

    /// <summary>Working days until what the platform paid first is settled with who was responsible.</summary>
    public int SettleWithinDays { get; init; } = 15;

    /// <summary>Days after an answer or a decision from which on the platform may close a case of which nothing more is heard.</summary>
    public int CloseAfterDays { get; init; } = 15;

    /// <summary>The same after the case file was offered.</summary>
    public int OfferedForDays { get; init; } = 60;
}

/// <summary>How long a return without reason takes at most, step by step.</summary>
/// <param name="Days">Days in which it may be asked for, from the day after receipt (Consumer Protection Law, art. 25: seven); a pledge makes it longer.</param>
/// <param name="AnswerAfter">Until the seller says where the goods go.</param>
/// <param name="ParcelWithinDays">Days from that answer until the goods are back.</param>
/// <param name="RefundWithinDays">Days from their coming back until the price is paid back (art. 25: seven).</param>
public sealed record ReturnDeadline(int Days, TimeSpan AnswerAfter, int ParcelWithinDays, int RefundWithinDays);

/// <summary>How long parcels may take.</summary>
/// <param name="CollectWithinDays">Days that one may lie in a locker or station.</param>
/// <param name="ArriveWithinDays">Days after its Shipment by which one is received or has come back.</param>
public sealed record ParcelDeadline(int CollectWithinDays, int ArriveWithinDays);

/// <summary>All deadlines for one kind of goods.</summary>
/// <param name="Complaint">Of complaints whose category has none of its own.</param>
/// <param name="ByCategory">Of these categories.</param>
/// <param name="Return">Of returns.</param>
/// <param name="Parcel">Of parcels.</param>
public sealed record GoodsDeadlines(Deadline Complaint, IReadOnlyDictionary<ComplaintCategory, Deadline> ByCategory, ReturnDeadline Return, ParcelDeadline Parcel)
{
    /// <summary>Complaints: 24 hours, 72 hours and 10 working days. Returns: 7 days, 48 hours, 15 and 7 days. Parcels: 3 and 15 days.</summary>
    public static GoodsDeadlines Default { get; } = new(
        new Deadline(TimeSpan.FromHours(24), TimeSpan.FromHours(72), 10),
        new Dictionary<ComplaintCategory, Deadline>(),
        new ReturnDeadline(7, TimeSpan.FromHours(48), 15, 7),
        new ParcelDeadline(3, 15));
}

/// <summary>The deadlines by kind of goods and category of complaint (product model, <em>Deadlines</em>).</summary>
/// <param name="others">Of all goods that have none of their own.</param>
/// <param name="byGoods">Of these goods.</param>
public sealed class Deadlines(GoodsDeadlines others, IReadOnlyDictionary<Category, GoodsDeadlines> byGoods)
{
    /// <summary><see cref="GoodsDeadlines.Default"/>, whatever the goods.</summary>
    public static Deadlines Default { get; } = new(GoodsDeadlines.Default, new Dictionary<Category, GoodsDeadlines>());

    /// <summary>The deadline of a complaint.</summary>
    /// <param name="category">What it is about.</param>
    /// <param name="goods">The goods.</param>
    public Deadline Of(ComplaintCategory category, Category goods = Category.Unspecified)
    {
        var all = Of(goods);
        return all.ByCategory.GetValueOrDefault(category, all.Complaint);
    }

    /// <summary>All deadlines of one kind of goods.</summary>
    /// <param name="goods">The goods.</param>
    public GoodsDeadlines Of(Category goods) => byGoods.GetValueOrDefault(goods, others);
}
