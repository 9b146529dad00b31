using System.Text;
using Microsoft.Playwright;
using SkiaSharp;

namespace Trace.Browser.Tests;

/// <summary>What a fake camera sees: pictures of symbols one after the other, as an uncompressed film (YUV4MPEG2) that Chromium plays over and over.</summary>
internal static class Film
{
    private const int Width = 640;
    private const int Height = 480;
    private const int FramesASecond = 5;

    // Draws a symbol as the station's own labels are drawn, tilted a little and on grey, and hands back its brightness, a byte a pixel.
    private const string Draw = """
        async ([kind, text, width, height]) => {
          const symbols = await import('/assets/symbols.js');
          const svg = symbols[kind]({ bcid: kind, text, scale: 2, paddingwidth: 12, paddingheight: 12, backgroundcolor: 'FFFFFF' }, symbols.drawingSVG());
          const [, w, h] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg);
          const image = new Image();
          image.src = URL.createObjectURL(new Blob([svg.replace('<svg', `<svg width="${w}" height="${h}"`)], { type: 'image/svg+xml' }));
          await image.decode();
          const canvas = new OffscreenCanvas(width, height);
          const drawing = canvas.getContext('2d');
          drawing.fillStyle = '#8a8f8c';
          drawing.fillRect(0, 0, width, height);
          const scale = Math.min(width * 0.8 / w, height * 0.7 / h);
          drawing.translate(width / 2, height / 2);
          drawing.rotate(0.05);
          drawing.drawImage(image, -w * scale / 2, -h * scale / 2, w * scale, h * scale);
          const { data } = drawing.getImageData(0, 0, width, height);
          let grey = '';
          for (let i = 0; i < data.length; i += 4) grey += String.fromCharCode(data[i]);
          return btoa(grey);
        }
        """;

    /// <summary>A photograph of a symbol, as a telephone's camera keeps it: JPEG, grey around, a little turned.</summary>
    public static async Task<byte[]> PhotographAsync(IPage page, string kind, string text)
    {
        var brightness = Convert.FromBase64String(await page.EvaluateAsync<string>(Draw, new object[] { kind, text, 2 * Width, 2 * Height }));
        using var bitmap = new SKBitmap(new SKImageInfo(2 * Width, 2 * Height, SKColorType.Gray8, SKAlphaType.Opaque));
        brightness.CopyTo(bitmap.GetPixelSpan());
        return bitmap.Encode(SKEncodedImageFormat.Jpeg, 80).ToArray();
    }

    /// <summary>Writes a film of symbols.</summary>
    /// <param name="page">A page of the service, which draws.</param>
    /// <param name="path">Where the film goes.</param>
    /// <param name="scenes">Kind, such as <c>ean13</c>, text and seconds of each; without text an empty table.</param>
    public static async Task ShootAsync(IPage page, string path, params (string Kind, string Text, int Seconds)[] scenes)
    {
        await using var film = File.Create(path);
        await film.WriteAsync(Encoding.ASCII.GetBytes($"YUV4MPEG2 W{Width} H{Height} F{FramesASecond}:1 Ip A1:1 C420jpeg\n"));
        foreach (var (kind, text, seconds) in scenes)
        {
            var brightness = new byte[Width * Height];
            Array.Fill(brightness, (byte)0x8a);
            if (text.Length > 0) brightness = Convert.FromBase64String(await page.EvaluateAsync<string>(Draw, new object[] { kind, text, Width, Height }));
            var colour = new byte[Width * Height / 2];
            Array.Fill(colour, (byte)128);
            for (var frame = 0; frame < seconds * FramesASecond; frame++)
            {
                await film.WriteAsync("FRAME\n"u8.ToArray());
                await film.WriteAsync(brightness);
                await film.WriteAsync(colour);
            }
        }
    }
}
