using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Trace.Api.Pages;
using Trace.Api.Products.Model;
using Trace.Api.Products.Words;
using Trace.Domain.Tests.Products;

namespace Trace.Api.Tests.Products;

/// <summary>All that a page marks as a field of an entry, and what that field is: as the page's script reads it in the browser.</summary>
internal static partial class FieldsShown
{
    /// <summary>Texts and times that are marked.</summary>
    public static IEnumerable<(string Text, string Field)> In(object? part)
    {
        switch (part)
        {
            case null or string or PageTexts:
                return [];
            case Shown shown:
                return shown.Field is null ? [] : [(shown.Text, shown.Field)];
            case When time:
                return time.Field is null ? [] : [(time.Iso, time.Field)];
            case IEnumerable several:
                return several.Cast<object?>().SelectMany(In);
            case ITuple tuple:
                return Enumerable.Range(0, tuple.Length).SelectMany(i => In(tuple[i]));
            default:
                return part.GetType() is { IsPrimitive: true } or { IsEnum: true }
                    ? []
                    : part.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0).SelectMany(property => In(property.GetValue(part)));
        }
    }

    /// <summary>What a field is, by its mark.</summary>
    public static string Read(HistoryBuilder told, string field)
    {
        var colon = field.IndexOf(':', StringComparison.Ordinal);
        var entry = told.EntryAt(long.Parse(field[..colon], CultureInfo.InvariantCulture));
        if (field[(colon + 1)..] == "recordedAt")
        {
            return PageWords.Iso(entry.RecordedAt);
        }

        JsonNode? node = JsonNode.Parse(JsonFormatter.Default.Format(entry.Statement.Message));
        foreach (Match step in Step().Matches(field[(colon + 1)..]))
        {
            node = step.Value[0] == '[' ? node![int.Parse(step.Value[1..^1], CultureInfo.InvariantCulture)] : node![step.Value];
        }

        return field.EndsWith(":time", StringComparison.Ordinal) ? PageWords.Iso(long.Parse((string)node!, CultureInfo.InvariantCulture)) : (string)node!;
    }

    [GeneratedRegex(@"\w+|\[\d+\]")]
    private static partial Regex Step();
}
