using Microsoft.AspNetCore.Html;
using Trace.Api.Pages;
using Trace.Api.Products.Model;

namespace Trace.Api.Products.Slices;

/// <summary>The few elements that every part of a page writes, with the marks by which the page's script finds entries and fields.</summary>
public static class Tags
{
    /// <summary>A text, marked with the field that it is.</summary>
    public static HtmlString Text(Shown shown)
    {
        ArgumentNullException.ThrowIfNull(shown);
        return new HtmlString(shown.Field is null ? PageSlice.Encoder.Encode(shown.Text) : $"<span data-field=\"{PageSlice.Encoder.Encode(shown.Field)}\">{PageSlice.Encoder.Encode(shown.Text)}</span>");
    }

    /// <summary>A time.</summary>
    public static HtmlString Time(When when)
    {
        ArgumentNullException.ThrowIfNull(when);
        return new HtmlString($"<time{(when.Field is null ? "" : $" data-field=\"{PageSlice.Encoder.Encode(when.Field)}\"")} datetime=\"{when.Iso}\">{PageSlice.Encoder.Encode(when.Text)}</time>");
    }

    /// <summary>A party's name, which leads to its page.</summary>
    public static HtmlString Party(Named party, PageFrame frame)
    {
        ArgumentNullException.ThrowIfNull(party);
        ArgumentNullException.ThrowIfNull(frame);
        var name = PageSlice.Encoder.Encode(party.Name);
        var standing = party.IsSuspended ? " class=\"suspended\"" : "";
        return new HtmlString(party.IsRegistered ? $"<a{standing} href=\"/{PageSlice.Encoder.Encode(party.Subject)}{frame.Suffix}\">{name}</a>" : name);
    }

    /// <summary>A link to an entry of the record below, with what is to be known of the key that signed it.</summary>
    public static HtmlString Entry(EntryLink entry, PageTexts texts)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new HtmlString(FormattableString.Invariant($"<a class=\"entry\" href=\"#e{entry.Index}\" data-entry=\"{entry.Index}\">{PageSlice.Encoder.Encode(entry.Text)}</a>{Marks(entry.Marks, texts)}"));
    }

    /// <summary>Late and disputed, in a word each.</summary>
    public static HtmlString Marks(IReadOnlyList<string> marks, PageTexts texts)
    {
        ArgumentNullException.ThrowIfNull(marks);
        ArgumentNullException.ThrowIfNull(texts);
        return new HtmlString(string.Concat(marks.Select(mark => $" <span class=\"mark {mark.ToLowerInvariant()}\">{PageSlice.Encoder.Encode(texts[$"Flag.{mark}"])}</span>")));
    }

    /// <summary>A document: its hash, and the file where it is said to lie.</summary>
    public static HtmlString Document(DocumentLink document, PageFrame frame)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(frame);
        var texts = frame.Texts;
        var hash = $"<code class=\"hash\" data-sha256=\"{document.Sha256}\" title=\"{document.Sha256}\">{document.Sha256[..16]}…</code>";
        return new HtmlString(document.Url.Length > 0
            ? $"<a href=\"{PageSlice.Encoder.Encode(document.Url)}\" rel=\"noreferrer noopener\" data-sha256=\"{document.Sha256}\">{PageSlice.Encoder.Encode(texts["document.open"])}</a> <span class=\"quiet\">SHA-256 {hash}</span>"
            : $"<span class=\"quiet\">SHA-256 {hash} · {PageSlice.Encoder.Encode(texts["document.noUrl"])}</span>");
    }

    /// <summary>A text inside an element, with no more escaped than HTML asks for there.</summary>
    public static HtmlString Plain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new HtmlString(text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal));
    }

    /// <summary>A word for styles.</summary>
    public static string Of(Gravity gravity) => gravity switch { Gravity.Danger => "danger", Gravity.Caution => "caution", Gravity.Note => "note", _ => "good" };
}
