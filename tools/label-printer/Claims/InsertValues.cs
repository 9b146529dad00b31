using Trace.Domain.Statements;
using Trace.LabelPrinter.Layouts;

namespace Trace.LabelPrinter.Claims;

/// <summary>The values of an insert.</summary>
internal static class InsertValues
{
    /// <summary>From its code, which stands on the label and nowhere else.</summary>
    /// <param name="code">The covered code.</param>
    /// <param name="visible">The code that tells inserts apart while theirs are covered.</param>
    /// <param name="subject">What it is about: the page that the symbol leads to; the service's first page where empty.</param>
    /// <param name="name">The product's name, or empty.</param>
    /// <param name="address">The service's.</param>
    public static Values Of(ClaimCode code, string visible, string subject, string name, PublicAddress address) => new(visible, new Dictionary<string, string>
    {
        ["link"] = LinkOf(code, subject, address),
        ["code"] = code.Text,
        ["code.grouped"] = code.Grouped,
        ["visible"] = visible,
        ["name.zh"] = name,
        ["sample"] = address.Sample,
    });

    /// <summary>The code stands after the #, which browsers never send.</summary>
    public static string LinkOf(ClaimCode code, string subject, PublicAddress address) => $"{address.Stem}/{subject}#{code.Text}";
}
