using System.Text;
using SkiaSharp;

namespace Trace.Documents.Typesetting;

/// <summary>How letters look.</summary>
/// <param name="Size">In points.</param>
/// <param name="Bold">Its weight.</param>
/// <param name="Colour">Its ink.</param>
internal readonly record struct Style(float Size, bool Bold, SKColor Colour)
{
    public float LineHeight => Size * 1.45f;
}

/// <summary>Sets text down A4 pages, from the top; pages are written once all of them are known, so that each can say how many there are.</summary>
internal sealed class Typesetter
{
    public const float Width = 595;
    public const float Height = 842;
    public const float Left = 54;
    public const float Right = 541;

    private const float Top = 56;
    private const float Bottom = 780;
    private const float AscentOfLine = 0.98f;

    private readonly List<List<Action<SKCanvas>>> _pages = [[]];
    private float _y = Top;

    /// <summary>Where the next line begins.</summary>
    public float Y => _y;

    /// <summary>Leaves space, but none at the top of a page.</summary>
    public void Space(float points) => _y += _y > Top ? points : 0;

    /// <summary>Leaves space below a line, wherever it stands.</summary>
    public void Below(float points) => _y += points;

    /// <summary>Begins a page where less than so much is left of this one.</summary>
    public void Keep(float points)
    {
        if (_y + points > Bottom)
        {
            _pages.Add([]);
            _y = Top;
        }
    }

    /// <summary>A text over its lines.</summary>
    public void Text(string text, Style style, float left = Left, float right = Right)
    {
        foreach (var line in Lines(text, style, right - left))
        {
            Keep(style.LineHeight);
            Put(line, style, left, _y);
            _y += style.LineHeight;
        }
    }

    /// <summary>A name and what it is, beside it.</summary>
    public void Row(string name, string value, Style names, Style values, float left, float column)
    {
        var lines = Lines(value, values, Right - left - column);
        var height = Math.Max(names.LineHeight, values.LineHeight);
        for (var i = 0; i < lines.Count; i++)
        {
            Keep(height);
            if (i == 0)
            {
                Put(name, names, left, _y);
            }

            Put(lines[i], values, left + column, _y);
            _y += height;
        }
    }

    /// <summary>Columns of one row, each broken in its own width.</summary>
    public void Columns(IReadOnlyList<(string Text, float Left, float Right)> cells, Style style)
    {
        var lines = cells.Select(cell => Lines(cell.Text, style, cell.Right - cell.Left)).ToList();
        Keep(lines.Max(cell => cell.Count) * style.LineHeight);
        for (var i = 0; i < cells.Count; i++)
        {
            for (var line = 0; line < lines[i].Count; line++)
            {
                Put(lines[i][line], style, cells[i].Left, _y + (line * style.LineHeight));
            }
        }

        _y += lines.Max(cell => cell.Count) * style.LineHeight;
    }

    /// <summary>A text at the height of the next line, which does not move on.</summary>
    public void Beside(string text, Style style, float left) => Put(DocumentFont.Printable(text), style, left, _y);

    /// <summary>A line across.</summary>
    public void Rule(SKColor colour, float thickness = 0.6f, float left = Left)
    {
        var y = _y;
        _pages[^1].Add(canvas =>
        {
            using var paint = new SKPaint { Color = colour, StrokeWidth = thickness, Style = SKPaintStyle.Stroke, IsAntialias = true };
            canvas.DrawLine(left, y, Right, y, paint);
        });
    }

    /// <summary>How tall a text will be.</summary>
    public static float HeightOf(string text, Style style, float width) => Lines(text, style, width).Count * style.LineHeight;

    /// <summary>Writes the pages, each with its foot.</summary>
    /// <param name="to">Stays the caller's.</param>
    /// <param name="metadata">What the file says of itself.</param>
    /// <param name="foot">Of a page and of how many, what stands left and right below it.</param>
    public void Write(Stream to, SKDocumentPdfMetadata metadata, Func<int, int, (string Left, string Right)> foot)
    {
        using var document = SKDocument.CreatePdf(to, metadata);
        var small = new Style(7.5f, false, Inks.Soft);
        for (var page = 0; page < _pages.Count; page++)
        {
            var canvas = document.BeginPage(Width, Height);
            _pages[page].ForEach(draw => draw(canvas));
            var (left, right) = foot(page + 1, _pages.Count);
            using (var paint = new SKPaint { Color = Inks.Line, StrokeWidth = 0.6f, Style = SKPaintStyle.Stroke })
            {
                canvas.DrawLine(Left, Height - 46, Right, Height - 46, paint);
            }

            Draw(canvas, DocumentFont.Printable(left), small, Left, Height - 41);
            using var font = DocumentFont.At(small.Bold, small.Size);
            Draw(canvas, right, small, Right - font.MeasureText(right), Height - 41);
            document.EndPage();
        }

        document.Close();
    }

    private void Put(string text, Style style, float left, float y) => _pages[^1].Add(canvas => Draw(canvas, text, style, left, y));

    private static void Draw(SKCanvas canvas, string text, Style style, float left, float y)
    {
        if (text.Length == 0)
        {
            return;
        }

        using var font = DocumentFont.At(style.Bold, style.Size);
        using var paint = new SKPaint { Color = style.Colour, IsAntialias = true };
        using var drawn = WithText(text, font, left, y + (style.Size * AscentOfLine));
        if (drawn is not null)
        {
            canvas.DrawText(drawn, 0, 0, paint);
        }
    }

    // With the text beside its shapes: the font has one shape for 白 and for the radical ⽩, and who searches or copies means the character.
    private static SKTextBlob? WithText(string text, SKFont font, float x, float y)
    {
        var glyphs = font.GetGlyphs(text);
        using var builder = new SKTextBlobBuilder();
        var run = builder.AllocateRawTextRun(font, glyphs.Length, x, y, Encoding.UTF8.GetByteCount(text), null);
        glyphs.CopyTo(run.Glyphs);
        Encoding.UTF8.GetBytes(text, run.Text);
        var (at, glyph) = (0u, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            run.Clusters[glyph++] = at;
            at += (uint)rune.Utf8SequenceLength;
        }

        return builder.Build();
    }

    private static List<string> Lines(string text, Style style, float width)
    {
        using var font = DocumentFont.At(style.Bold, style.Size);
        return LineBreaking.Break(DocumentFont.Printable(text), width, line => font.MeasureText(line));
    }
}

/// <summary>The inks of documents: they are read on paper, printed in black too.</summary>
internal static class Inks
{
    public static readonly SKColor Black = new(0x16, 0x1c, 0x19);
    public static readonly SKColor Soft = new(0x52, 0x5e, 0x58);
    public static readonly SKColor Line = new(0xc9, 0xd1, 0xcc);
    public static readonly SKColor Accent = new(0x1a, 0x61, 0x48);
    public static readonly SKColor Wait = new(0x8a, 0x55, 0x08);
}
