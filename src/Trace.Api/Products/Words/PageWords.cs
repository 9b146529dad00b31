using System.Globalization;
using Trace.Api.Pages;
using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.Domain.Places;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Api.Products.Words;

/// <summary>What was said, in plain words of one language, with parties by the names that they are registered with.</summary>
/// <param name="texts">The language.</param>
/// <param name="parties">The parties known.</param>
/// <param name="registrar">The party that registers the others.</param>
public sealed class PageWords(PageTexts texts, IReadOnlyDictionary<string, PartyState> parties, string registrar = "")
{
    // Pages are China's where no script says where the reader is.
    private static readonly TimeSpan s_china = TimeSpan.FromHours(8);

    /// <summary>The language's texts.</summary>
    public PageTexts Texts => texts;

    /// <summary>A text in the language, else in the one that it has.</summary>
    public string Of(Text? text) => text is null ? "" : texts.IsChinese ? (text.Zh.Length > 0 ? text.Zh : text.En) : (text.En.Length > 0 ? text.En : text.Zh);

    /// <summary>Which field of a text <see cref="Of(Text?)"/> shows: <c>zh</c> or <c>en</c>.</summary>
    public string FieldOf(Text text) => texts.IsChinese ? (text.Zh.Length > 0 ? "zh" : "en") : (text.En.Length > 0 ? "en" : "zh");

    /// <summary>A party's registered name, or the code that it is known by.</summary>
    public string Party(string party) =>
        parties.GetValueOrDefault(party)?.Registration is { Name: { } name } && Of(name) is { Length: > 0 } words ? words
        : party == registrar ? texts["speaker.registrar"]
        : party[(party.LastIndexOf('/') + 1)..];

    /// <summary>Who says a statement.</summary>
    public string Speaker(RecordedEntry entry) => entry.Statement switch
    {
        { Message.Party.Length: > 0 } statement => Party(statement.Message.Party),
        { Kind: PayloadOneofCase.Opening } => texts["speaker.code"],
        { Kind: PayloadOneofCase.FollowUp } => texts["speaker.author"],
        _ => texts["speaker.buyer"],
    };

    /// <summary>The name of a kind of statement.</summary>
    public string Kind(PayloadOneofCase kind) => texts[$"Kind.{kind}"];

    /// <summary>The word of a code, such as a transit's activity.</summary>
    public string Code<T>(T code)
        where T : struct, Enum => texts[$"{typeof(T).Name}.{code}"];

    /// <summary>A region's province by name, and its code where that is finer.</summary>
    public string RegionName(string code)
    {
        if (!Region.TryParse(code, out var region, out _) || region.Known is not { } known)
        {
            return code;
        }

        var name = texts.IsChinese ? known.NameZh : known.NameEn;
        return region.Precision == RegionPrecision.Province ? name : texts.Say("region.finer", ("province", name), ("code", code));
    }

    /// <summary>Where it happened; empty where it names no place.</summary>
    public string Place(Statement message) => message.Place is { } place
        ? place.Gln.Length > 0 ? texts.Say("place.gln", ("gln", place.Extension.Length > 0 ? $"{place.Gln}/{place.Extension}" : place.Gln)) : RegionName(place.Region)
        : "";

    /// <summary>A time to read, by China's clocks.</summary>
    /// <param name="microseconds">Since 1970 UTC.</param>
    public string Time(long microseconds) => At(microseconds).ToString(texts.IsChinese ? "yyyy年M月d日 HH:mm" : "d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The day of a time.</summary>
    /// <param name="microseconds">Since 1970 UTC.</param>
    public string Day(long microseconds) => Day(DateOnly.FromDateTime(At(microseconds).DateTime));

    /// <summary>A day to read.</summary>
    public string Day(DateOnly day) => day.ToString(texts.IsChinese ? "yyyy年M月d日" : "d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A day as statements have it, YYYYMMDD; null where there is none.</summary>
    public static DateOnly? DateOf(uint number) =>
        DateOnly.TryParseExact(number.ToString(CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>A time for machines, as HTML has it: milliseconds, and none where there are none.</summary>
    /// <param name="microseconds">Since 1970 UTC.</param>
    public static string Iso(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds).ToString(microseconds % 1_000_000 < 1000 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A quantity, such as 50 g.</summary>
    public string Amount(Quantity quantity) =>
        $"{(quantity.Thousandths / 1000m).ToString("0.###", CultureInfo.InvariantCulture)}{(texts.IsChinese ? "" : " ")}{Code(quantity.Unit)}";

    /// <summary>How long something took, in the two greatest units.</summary>
    public string Span(TimeSpan span)
    {
        span = span.Duration();
        return span switch
        {
            { TotalDays: >= 2 } => texts.Say("span.days", ("n", (int)span.TotalDays)),
            { TotalHours: >= 2 } => texts.Say("span.hours", ("n", (int)span.TotalHours)),
            { TotalMinutes: >= 1 } => texts.Say("span.minutes", ("n", (int)span.TotalMinutes)),
            _ => texts["span.moment"],
        };
    }

    private static DateTimeOffset At(long microseconds) => DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds).ToOffset(s_china);
}
