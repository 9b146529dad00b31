using Trace.V1;

namespace Trace.Domain.Complaints;

/// <summary>How long whoever is asked has to answer a complaint.</summary>
/// <param name="RemindAfter">Until the party first asked is reminded.</param>
/// <param name="PlatformAfter">Until the platform takes it over.</param>
/// <param name="OfferAfterDays">Working days until the complainant is offered the case file for 12315.</param>
public sealed record Deadline(TimeSpan RemindAfter, TimeSpan PlatformAfter, int OfferAfterDays);

/// <summary>The deadlines by category (product model, <em>Deadlines</em>).</summary>
public sealed class Deadlines
{
    private readonly Dictionary<ComplaintCategory, Deadline> _byCategory;
    private readonly Deadline _others;

    /// <param name="others">Of every category that has none of its own.</param>
    /// <param name="byCategory">Of these categories.</param>
    public Deadlines(Deadline others, IReadOnlyDictionary<ComplaintCategory, Deadline> byCategory)
    {
        ArgumentNullException.ThrowIfNull(byCategory);
        _others = others;
        _byCategory = new Dictionary<ComplaintCategory, Deadline>(byCategory);
    }

    /// <summary>24 hours, 72 hours and 10 working days, whatever the category.</summary>
    public static Deadlines Default { get; } = new(new Deadline(TimeSpan.FromHours(24), TimeSpan.FromHours(72), 10), new Dictionary<ComplaintCategory, Deadline>());

    /// <summary>The deadline of a category.</summary>
    /// <param name="category">Any.</param>
    public Deadline Of(ComplaintCategory category) => _byCategory.GetValueOrDefault(category, _others);
}
