using System.Collections.Frozen;
using System.Text.Json;
using Trace.Api.Disclosures;
using Trace.Web;

namespace Trace.Api.Pages.Buyers;

/// <summary>What a buyer may do about a subject: the part of a product's page that leads there.</summary>
/// <param name="Subject">The subject key.</param>
/// <param name="Ledger">The ledger's name, for the code's seed.</param>
/// <param name="IsBought">Whether it can have a code: an item or parcel.</param>
/// <param name="UsedOn">When a code of it was first used, to read; empty where none was.</param>
/// <param name="Texts">The language.</param>
public sealed record BuyerActions(string Subject, string Ledger, bool IsBought, string UsedOn, PageTexts Texts)
{
    /// <summary>Whether a code of it was used.</summary>
    public bool IsUsed => UsedOn.Length > 0;

    /// <summary>A text of the buyers' pages.</summary>
    /// <param name="name">Of the text.</param>
    public string Say(string name) => BuyerTexts.Of(Texts.Language)[name].Replace("{date}", UsedOn, StringComparison.Ordinal);
}

/// <summary>A review's or reply's content in a page.</summary>
/// <param name="Identity">Of the statement, in hex.</param>
/// <param name="Content">What is there, or became of it.</param>
/// <param name="Texts">The language.</param>
public sealed record ContentInPage(string Identity, ShownContent Content, PageTexts Texts)
{
    /// <summary>The content of a statement among those that were read.</summary>
    /// <param name="identity">Of the statement, in hex.</param>
    /// <param name="contents">What was read.</param>
    /// <param name="texts">The language.</param>
    public static ContentInPage Of(string identity, IReadOnlyDictionary<string, ShownContent> contents, PageTexts texts)
    {
        ArgumentNullException.ThrowIfNull(contents);
        return new ContentInPage(identity, contents.GetValueOrDefault(identity, ShownContent.Missing), texts);
    }

    /// <summary>A text of the buyers' pages.</summary>
    /// <param name="name">Of the text.</param>
    public string Say(string name) => BuyerTexts.Of(Texts.Language)[name];
}

/// <summary>The buyers' pages' texts, out of <c>web/buyer/buyer.*.json</c>.</summary>
internal static class BuyerTexts
{
    private static readonly Dictionary<string, FrozenDictionary<string, string>> s_all = PageLanguage.All.ToDictionary(
        language => language, language => JsonSerializer.Deserialize<Dictionary<string, string>>(WebFiles.ReadText($"buyer.{language}.json"))!.ToFrozenDictionary());

    public static FrozenDictionary<string, string> Of(string language) => s_all[language];
}
