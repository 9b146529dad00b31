namespace Trace.Api.Products.Model;

/// <summary>A text on the page, and the field of an entry that it is word for word.</summary>
/// <param name="Text">The text.</param>
/// <param name="Field"><c>&lt;index&gt;:&lt;path&gt;</c>, the path by the names of the protobuf JSON, such as <c>17:listing.name.zh</c>; null where the text is no field.</param>
public sealed record Shown(string Text, string? Field = null)
{
    /// <summary>A text that is no field.</summary>
    public static implicit operator Shown(string text) => new(text);

    /// <summary>The same as a conversion.</summary>
    public static Shown FromString(string text) => new(text);
}

/// <summary>A time on the page.</summary>
/// <param name="Text">To read, by China's clocks.</param>
/// <param name="Iso">For machines, in UTC.</param>
/// <param name="Field">Which field it is; null where it follows from others.</param>
public sealed record When(string Text, string Iso, string? Field = null);

/// <summary>A party that is named.</summary>
/// <param name="Subject">Its subject key, which is its page's address too; empty where nobody is named.</param>
/// <param name="Name">As it is registered.</param>
/// <param name="IsSuspended">Whether a suspension is in force now.</param>
/// <param name="IsRegistered">Whether it is registered.</param>
public sealed record Named(string Subject, string Name, bool IsSuspended, bool IsRegistered);

/// <summary>A link to an entry's place in the record.</summary>
/// <param name="Index">Of the entry; of one of the log before, its position below 0.</param>
/// <param name="Text">What it says, to read.</param>
/// <param name="Marks">Late, Disputed: how the key stood that signed it; shown wherever the entry is.</param>
public sealed record EntryLink(long Index, string Text, IReadOnlyList<string> Marks);

/// <summary>A public document.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Sha256">As hex.</param>
/// <param name="Url">Where it lies; empty where the statement does not say.</param>
/// <param name="MediaType">Its type.</param>
/// <param name="Entry">The entry that names it.</param>
/// <param name="Field">Path of the document's hash in that entry.</param>
public sealed record DocumentLink(string Name, string Sha256, string Url, string MediaType, EntryLink Entry, string Field);
