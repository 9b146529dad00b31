using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.Domain.Places;
using Trace.Domain.Products;
using Trace.Domain.Statements;
using Trace.Tool.Recording;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Tool.Histories;

/// <summary>What was said, in plain words of one of two languages, with the names of parties as they are registered.</summary>
internal sealed class Words(bool chinese, IReadOnlyDictionary<string, PartyState> parties)
{
    private static readonly string[] LanguageSettings = ["LC_ALL", "LC_MESSAGES", "LANG"];

    /// <summary>Whether Chinese is wanted: <paramref name="language"/>, else what the surroundings of the terminal say.</summary>
    public static bool IsChinese(string? language) => language is not null
        ? language == "zh"
        : LanguageSettings.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value))?.StartsWith("zh", StringComparison.Ordinal) == true;

    public string Pick(string zh, string en) => chinese ? zh : en;

    /// <summary>A text in the language, else in the one that it has.</summary>
    public string Of(Text? text) => text is null ? "" : chinese ? (text.Zh.Length > 0 ? text.Zh : text.En) : (text.En.Length > 0 ? text.En : text.Zh);

    /// <summary>A party's name, or its subject key.</summary>
    public string Party(string party) => parties.GetValueOrDefault(party)?.Registration is { Name: { } name } && Of(name) is { Length: > 0 } words ? words : party;

    /// <summary>Who says a statement.</summary>
    public string Speaker(RecordedEntry entry)
    {
        var message = entry.Statement.Message;
        return message.Party.Length > 0
            ? Party(message.Party)
            : entry.Statement.Kind == PayloadOneofCase.Opening ? Pick("持码人", "whoever held the code")
            : entry.Statement.Kind == PayloadOneofCase.FollowUp ? Pick("举报人", "the report's author")
            : Pick("买家", "the buyer");
    }

    /// <summary>Where it happened.</summary>
    public string Place(Statement message) => message.Place is not { } place ? ""
        : place.Gln.Length > 0 ? $"GLN {place.Gln}{(place.Extension.Length > 0 ? $"/{place.Extension}" : "")}"
        : Region(place.Region);

    /// <summary>A region's province by name, and its code where that is finer.</summary>
    public string Region(string code)
    {
        if (!Domain.Places.Region.TryParse(code, out var region, out _) || region.Known is not { } known)
        {
            return code;
        }

        var name = Pick(known.NameZh, known.NameEn);
        return region.Precision == RegionPrecision.Province ? name : $"{name} {code}";
    }

    /// <summary>When it happened, by the clocks of the place.</summary>
    public static string Time(Statement message) => DateTimeOffset.UnixEpoch.AddMicroseconds(message.Time)
        .ToOffset(TimeSpan.FromMinutes(message.Offset)).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    /// <summary>The name of a kind.</summary>
    public string Kind(KindRules rules) => chinese ? rules.Chinese : rules.Kind.ToString();

    /// <summary>How far goods have come.</summary>
    public string Stage(Stage stage) => stage switch
    {
        Domain.Products.Stage.Listed => Pick("已上架", "listed"),
        Domain.Products.Stage.Sold => Pick("已售出", "sold"),
        Domain.Products.Stage.Shipped => Pick("已发货", "shipped"),
        Domain.Products.Stage.InTransit => Pick("在途", "on its way"),
        Domain.Products.Stage.Received => Pick("已签收", "received"),
        Domain.Products.Stage.Returned => Pick("已退回", "returned"),
        Domain.Products.Stage.Recalled => Pick("已召回", "recalled"),
        _ => Pick("无记录", "nothing recorded"),
    };

    /// <summary>What a statement says beside its kind.</summary>
    /// <param name="entry">The statement.</param>
    /// <param name="indexOf">The entry that an identity stands for, where it was read.</param>
    public string Said(RecordedEntry entry, Func<ByteString, ulong?> indexOf)
    {
        var payload = (IMessage)Statement.Descriptor.FindFieldByNumber((int)entry.Statement.Kind).Accessor.GetValue(entry.Statement.Message);
        var parts = new List<string>();
        foreach (var field in payload.Descriptor.Fields.InFieldNumberOrder())
        {
            if (Part(field, field.Accessor.GetValue(payload), indexOf) is { Length: > 0 } part)
            {
                parts.Add(part);
            }
        }

        return string.Join(Pick(",", ", "), parts);
    }

    private string? Part(FieldDescriptor field, object? value, Func<ByteString, ulong?> indexOf) => value switch
    {
        Enum code when Convert.ToInt32(code, CultureInfo.InvariantCulture) is > 0 and var number => EnumWordsZh.Of(field.EnumType, number, chinese),
        ByteString { Length: Hash256.Size } identity when indexOf(identity) is { } index => Pick($"见第 {index} 条", $"of entry {index}"),
        string { Length: > 0 } text => FieldBounds.Of(field).Form switch
        {
            Form.Party => Party(text),
            Form.Region => Region(text),
            _ => text,
        },
        Text text => Of(text),
        Relayed relayed => Pick($"转述自 {relayed.Courier}", $"as told by {relayed.Courier}"),
        uint number when number > 0 && field.Name == "rating" => Pick($"{number} 分", $"{number} of 5"),
        uint number when number > 0 => $"{EnumWords.Kebab(field.Name)} {number}",
        Quantity quantity => $"{(quantity.Thousandths / 1000m).ToString(CultureInfo.InvariantCulture)} {EnumWordsZh.Of(CommonReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(Unit)), (int)quantity.Unit, chinese)}",
        Google.Protobuf.Collections.RepeatedField<Line> lines => string.Join(" + ", lines.Select(line => line.Subject)),
        Document document => document.Url,
        _ => null,
    };
}
