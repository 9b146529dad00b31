using System.Globalization;

namespace Trace.Import.Reading;

/// <summary>A file of the source can't be read; the message names file, place and field.</summary>
public sealed class ImportFormatException : FormatException
{
    internal ImportFormatException(string file, int line, string field, string what)
        : this(file, string.Create(CultureInfo.InvariantCulture, $"line {line}"), field, what) => Line = line;

    internal ImportFormatException(string file, string place, string field, string what)
        : base($"{file}, {place}, {field}: {what}")
    {
        File = file;
        Place = place;
        Field = field;
    }

    /// <summary>The file's name.</summary>
    public string File { get; }

    /// <summary>Where in it: a line, or a statement's label.</summary>
    public string Place { get; }

    /// <summary>The line, from 1; 0 where the place is no line.</summary>
    public int Line { get; }

    /// <summary>The column or field.</summary>
    public string Field { get; }
}
