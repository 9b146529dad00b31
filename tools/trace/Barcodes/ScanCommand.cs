using System.CommandLine;
using Trace.Domain.Barcodes;
using Trace.Symbols;
using Trace.Symbols.Pictures;
using Trace.Tool.Output;

namespace Trace.Tool.Barcodes;

/// <summary><c>trace scan PICTURE…</c>: what is on photographs, and what it means.</summary>
internal static class ScanCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var pictures = new Argument<string[]>("picture")
        {
            Description = $"PNG, JPEG or WebP files of at most {PictureLimits.MaxBytes >> 20} MB and {PictureLimits.MaxPixels / 1_000_000} million pixels; a hyphen is standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("scan", """
            Say which barcodes are on pictures, and what they mean. Needs no service.
            Ends with 0 where each picture holds one, with 1 where one holds none, with 2 where one can't be read at all; the others are answered nevertheless.
            """) { pictures };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, () => Task.FromResult(Look(surroundings, parsed, parsed.GetValue(pictures)!, cancellation))));
        return command;
    }

    private static int Look(Surroundings surroundings, ParseResult parsed, string[] pictures, CancellationToken cancellation)
    {
        // A command line reads one after another: one engine.
        using var reader = new BarcodeReader(new() { Engines = 1 });
        var found = new List<(string File, BarcodeRead Read)>();
        var code = ExitCodes.Done;
        foreach (var file in pictures)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                var reads = reader.Read(Files.Read(file, PictureLimits.MaxBytes), cancellation);
                found.AddRange(reads.Select(read => (file, read)));
                code = reads.Count == 0 ? Math.Max(code, ExitCodes.Refused) : code;
                if (!surroundings.Json(parsed))
                {
                    Tell(file, reads);
                }
            }
            catch (Exception problem) when (problem is PictureRefusedException or IOException or UnauthorizedAccessException or TimeoutException or UsageException)
            {
                code = ExitCodes.Usage;
                Surroundings.Tell(new Failure(ExitCodes.Usage, $"{file}: {problem.Message}", []), surroundings.Json(parsed));
            }
        }

        if (surroundings.Json(parsed))
        {
            surroundings.Answer(found.Select(one => new { file = one.File, symbology = SymbologyNames.Of(one.Read), text = Shown(one.Read, Meaning(one.Read)), means = Means(one.Read) }));
        }

        return code;
    }

    private static void Tell(string file, IReadOnlyList<BarcodeRead> reads)
    {
        Console.Out.WriteLine(reads.Count == 0 ? $"{Printed.Safe(file)}: no barcode" : Printed.Safe(file));
        foreach (var read in reads)
        {
            var scan = Meaning(read);
            Console.Out.WriteLine($"  {SymbologyNames.Of(read),-18}{Printed.Safe(Shown(read, scan))}");
            Console.Out.WriteLine($"  {"",-18}{Printed.Safe(scan.Sentence)}");
        }
    }

    private static object Means(BarcodeRead read)
    {
        var scan = Meaning(read);
        return new
        {
            kind = scan.Kind.ToString().ToLowerInvariant(),
            subject = scan.Subject?.Value,
            lot = scan.Lot,
            carriers = scan.Carriers.Count == 0 ? null : scan.Carriers.Select(carrier => carrier.Code),
            sentence = scan.Sentence,
        };
    }

    // A claim code is the secret of the package's buyer, and no answer of this program repeats it; see ScanAnswer.
    private static string Shown(BarcodeRead read, Scan scan) => scan.Kind == ScanKind.Claim ? "(hidden)" : read.Text;

    private static Scan Meaning(BarcodeRead read) => Scan.Read(read.Identifier + read.Text);
}
