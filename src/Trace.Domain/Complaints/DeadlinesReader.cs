using System.Text.Json;
using Trace.V1;

namespace Trace.Domain.Complaints;

/// <summary>
/// Reads deadlines from JSON: <c>complaint</c>, <c>complaintsOf</c> by category, <c>return</c>, <c>parcel</c>, and <c>goods</c> with the same by kind
/// of goods. What is left out is as in the wider one. A file that gives less than the law is refused.
/// </summary>
public static class DeadlinesReader
{
    private const int LawDays = 7;

    /// <summary>Reads a settings file.</summary>
    /// <param name="json">Its text; comments are allowed.</param>
    /// <exception cref="FormatException">It breaks a rule; the message names where.</exception>
    public static Deadlines Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 8 });
            var root = document.RootElement;
            var others = GoodsOf(root, GoodsDeadlines.Default, "", "goods");
            var byGoods = new Dictionary<Category, GoodsDeadlines>();
            foreach (var one in Members(root, "goods"))
            {
                byGoods.Add(Named<Category>(one.Name, "goods"), GoodsOf(one.Value, others, $"goods.{one.Name}."));
            }

            return new Deadlines(others, byGoods);
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException)
        {
            throw new FormatException($"deadlines: {problem.Message}", problem);
        }
    }

    private static GoodsDeadlines GoodsOf(JsonElement from, GoodsDeadlines wider, string path, string? also = null)
    {
        Require(from, path, also, "complaint", "complaintsOf", "return", "parcel");
        var complaint = ComplaintOf(Member(from, "complaint"), wider.Complaint, $"{path}complaint");

        // A category that the wider one singles out stays singled out, unless this one changes complaints as a whole.
        var byCategory = Member(from, "complaint") is null ? wider.ByCategory.ToDictionary(pair => pair.Key, pair => pair.Value) : [];
        foreach (var one in Members(from, "complaintsOf"))
        {
            var category = Named<ComplaintCategory>(one.Name, $"{path}complaintsOf");
            byCategory[category] = ComplaintOf(one.Value, byCategory.GetValueOrDefault(category, complaint), $"{path}complaintsOf.{one.Name}");
        }

        return new GoodsDeadlines(complaint, byCategory, ReturnOf(Member(from, "return"), wider.Return, $"{path}return"), ParcelOf(Member(from, "parcel"), wider.Parcel, $"{path}parcel"));
    }

    private static Deadline ComplaintOf(JsonElement? from, Deadline wider, string path)
    {
        if (from is not { } given)
        {
            return wider;
        }

        Require(given, path, null, "remindAfterHours", "platformAfterHours", "offerAfterDays", "decideWithinDays", "settleWithinDays", "closeAfterDays", "offeredForDays");
        var read = new Deadline(Hours(given, "remindAfterHours", wider.RemindAfter, path), Hours(given, "platformAfterHours", wider.PlatformAfter, path), Days(given, "offerAfterDays", wider.OfferAfterDays, path))
        {
            DecideWithinDays = Days(given, "decideWithinDays", wider.DecideWithinDays, path),
            SettleWithinDays = Days(given, "settleWithinDays", wider.SettleWithinDays, path),
            CloseAfterDays = Days(given, "closeAfterDays", wider.CloseAfterDays, path, least: LawDays),
            OfferedForDays = Days(given, "offeredForDays", wider.OfferedForDays, path, least: LawDays),
        };
        return read.RemindAfter < read.PlatformAfter ? read : throw new FormatException($"deadlines, {path}: the reminder comes before the platform takes over");
    }

    private static ReturnDeadline ReturnOf(JsonElement? from, ReturnDeadline wider, string path)
    {
        if (from is not { } given)
        {
            return wider;
        }

        Require(given, path, null, "days", "answerAfterHours", "parcelWithinDays", "refundWithinDays");
        return new ReturnDeadline(
            Days(given, "days", wider.Days, path, least: LawDays),
            Hours(given, "answerAfterHours", wider.AnswerAfter, path),
            Days(given, "parcelWithinDays", wider.ParcelWithinDays, path),
            Days(given, "refundWithinDays", wider.RefundWithinDays, path, most: LawDays));
    }

    private static ParcelDeadline ParcelOf(JsonElement? from, ParcelDeadline wider, string path)
    {
        if (from is not { } given)
        {
            return wider;
        }

        Require(given, path, null, "collectWithinDays", "arriveWithinDays");
        return new ParcelDeadline(Days(given, "collectWithinDays", wider.CollectWithinDays, path), Days(given, "arriveWithinDays", wider.ArriveWithinDays, path));
    }

    private static JsonElement? Member(JsonElement of, string name) => of.TryGetProperty(name, out var member) ? member : null;

    private static JsonElement.ObjectEnumerator Members(JsonElement of, string name) => Member(of, name) is not { } member ? default
        : member.ValueKind == JsonValueKind.Object ? member.EnumerateObject() : throw new FormatException($"deadlines, {name}: must be an object");

    private static void Require(JsonElement given, string path, string? also, params string[] names)
    {
        if (given.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"deadlines, {path}: must be an object");
        }

        foreach (var member in given.EnumerateObject().Where(member => !names.Contains(member.Name) && member.Name != also))
        {
            throw new FormatException($"deadlines, {path}: there is no \"{member.Name}\"; there are {string.Join(", ", names)}");
        }
    }

    // By the names of the protos, such as CODE_USED_BEFORE.
    private static T Named<T>(string name, string path)
        where T : struct, Enum =>
        Enum.TryParse<T>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value) && Enum.IsDefined(value) && Convert.ToInt32(value, null) > 0 && !char.IsDigit(name[0])
            ? value
            : throw new FormatException($"deadlines, {path}: there is no \"{name}\"; there are {string.Join(", ", Enum.GetNames<T>().Skip(1).Select(one => one.ToUpperInvariant()))}");

    private static TimeSpan Hours(JsonElement of, string name, TimeSpan wider, string path) =>
        Member(of, name) is not { } given ? wider
        : given.ValueKind == JsonValueKind.Number && given.TryGetDouble(out var hours) && hours is > 0 and <= 2400 ? TimeSpan.FromHours(hours)
        : throw new FormatException($"deadlines, {path}.{name}: must be a number of hours, over 0 and up to 2400");

    private static int Days(JsonElement of, string name, int wider, string path, int least = 1, int most = 250) =>
        Member(of, name) is not { } given ? wider
        : given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var days) && days >= least && days <= most ? days
        : throw new FormatException($"deadlines, {path}.{name}: must be a number of days from {least} to {most}");
}
