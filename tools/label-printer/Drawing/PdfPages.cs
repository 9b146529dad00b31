using SkiaSharp;

namespace Trace.LabelPrinter.Drawing;

/// <summary>Labels as a PDF, written page by page: symbols as vectors, letters as embedded shapes that can still be searched and copied.</summary>
internal sealed class PdfPages : IDisposable
{
    private const double PointsOfMillimetre = 72 / 25.4;
    private const float Hairline = 0.3f;

    private readonly SKDocument _document;
    private readonly Sheet _sheet;
    private SKCanvas? _page;
    private int _onPage;

    /// <summary>Begins.</summary>
    /// <param name="to">Stays the caller's.</param>
    /// <param name="sheet">How labels lie on pages.</param>
    /// <param name="title">What the file is called inside.</param>
    public PdfPages(Stream to, Sheet sheet, string title)
    {
        _document = SKDocument.CreatePdf(to, new SKDocumentPdfMetadata { Title = title, Creator = "Trace label-printer", RasterDpi = 300, EncodingQuality = 101 });
        _sheet = sheet;
    }

    public void Add(Drawn drawn)
    {
        _page ??= _document.BeginPage((float)(_sheet.Width * PointsOfMillimetre), (float)(_sheet.Height * PointsOfMillimetre));
        var (x, y) = _sheet.Place(_onPage);
        _page.Save();
        _page.Translate((float)(x * PointsOfMillimetre), (float)(y * PointsOfMillimetre));
        _page.Scale((float)(PointsOfMillimetre / drawn.Resolution.DotsPerMillimetre));
        Painter.Paint(_page, drawn);
        if (_sheet.Cuts)
        {
            using var cut = new SKPaint { Color = SKColors.LightGray, Style = SKPaintStyle.Stroke, StrokeWidth = Hairline };
            _page.DrawRect(0, 0, drawn.Width, drawn.Height, cut);
        }

        _page.Restore();
        if (++_onPage == _sheet.Count)
        {
            EndPage();
        }
    }

    /// <summary>Writes what is left; without it the file is none.</summary>
    public void Finish()
    {
        EndPage();
        _document.Close();
    }

    public void Dispose() => _document.Dispose();

    private void EndPage()
    {
        if (_page is not null)
        {
            _document.EndPage();
            (_page, _onPage) = (null, 0);
        }
    }
}
