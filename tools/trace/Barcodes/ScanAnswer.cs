using Trace.Domain.Barcodes;
using Trace.Tool.Output;

namespace Trace.Tool.Barcodes;

/// <summary>What scans mean, a line each. A claim code is a secret and is never repeated.</summary>
internal static class ScanAnswer
{
    public static async Task<int> TellAsync(string[] texts, bool json, CancellationToken cancellation)
    {
        var ours = true;
        await foreach (var text in Lines.OfAsync(texts, cancellation))
        {
            var scan = Scan.Read(text);
            ours &= scan.Kind != ScanKind.Nothing;
            if (json)
            {
                Lines.Write(Json(scan.Kind == ScanKind.Claim ? null : text, scan));
            }
            else
            {
                Console.Out.WriteLine($"{(scan.Kind == ScanKind.Claim ? "(hidden)" : Printed.Safe(text))}\n  {Printed.Safe(scan.Sentence)}");
            }
        }

        return ours ? ExitCodes.Done : ExitCodes.Refused;
    }

    private static object Json(string? text, Scan scan) => new
    {
        input = text,
        means = scan.Kind.ToString().ToLowerInvariant(),
        subject = scan.Subject?.Value,
        lot = scan.Lot,
        elementString = scan.Elements?.ToString(),
        number = scan.Number,
        carriers = scan.Carriers.Select(carrier => carrier.Code),
        sentence = scan.Sentence,
    };
}
