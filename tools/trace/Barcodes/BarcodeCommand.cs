using System.CommandLine;
using Trace.Domain.Barcodes;
using Trace.Domain.Barcodes.Syntax;
using Trace.Tool.Output;

namespace Trace.Tool.Barcodes;

/// <summary><c>trace barcode</c>: what a code means, with no service and no key.</summary>
internal static class BarcodeCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var texts = new Argument<string[]>("text")
        {
            Description = "An element string such as ^0109521111100010 or (01)09521111100010, a GS1 Digital Link, a GTIN, or what a scanner sent with its symbology identifier. Without any, a line of standard input each.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var parse = new Command("parse", "Say whether texts are valid GS1 data, and give their element string, Digital Link and subject. Ends with 0 where all are valid, with 1 where one is not.") { texts };
        parse.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () => await ParseAsync(parsed.GetValue(texts)!, surroundings.Json(parsed), cancellation)));

        var read = new Command("read", "Say what a scan means at a station: a product, an item, a lot, a parcel, a claim code, a courier's waybill, or nothing of ours. Ends as parse does.") { texts };
        read.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () => await ScanAnswer.TellAsync(parsed.GetValue(texts)!, surroundings.Json(parsed), cancellation)));

        var rules = new Command("rules", "List the checks that the GS1 Barcode Syntax Dictionary asks for, and say of each whether it is made here.");
        rules.SetAction(parsed => surroundings.RunAsync(parsed, () => Task.FromResult(Rules(surroundings, parsed))));
        return new Command("barcode", "Say what barcodes mean, and draw them. Needs no service.") { parse, read, rules, DrawCommand.Create(surroundings) };
    }

    private static async Task<int> ParseAsync(string[] texts, bool json, CancellationToken cancellation)
    {
        bool valid = true;
        await foreach (var text in Lines.OfAsync(texts, cancellation))
        {
            var barcode = Barcode.Read(text);
            valid &= barcode.Valid;
            if (json)
            {
                Lines.Write(new
                {
                    input = barcode.Input,
                    valid = barcode.Valid,
                    elementString = barcode.ElementString,
                    digitalLink = barcode.DigitalLink,
                    subject = barcode.Subject?.Value,
                    error = barcode.Error,
                });
            }
            else
            {
                Print(barcode);
            }
        }

        return valid ? ExitCodes.Done : ExitCodes.Refused;
    }

    private static void Print(Barcode barcode)
    {
        Console.Out.WriteLine(Printed.Safe(barcode.Input));
        if (barcode.Error is { } error)
        {
            Console.Out.WriteLine($"  not valid: {Printed.Safe(error)}");
            return;
        }

        Console.Out.WriteLine($"  element string  {barcode.ElementString}");
        Console.Out.WriteLine($"  digital link    {barcode.DigitalLink ?? "none"}");
        Console.Out.WriteLine($"  subject         {barcode.Subject?.Value ?? "none"}{(barcode is { Lot: { } lot, Subject.Kind: SubjectKind.Item } ? $", of lot {lot}" : "")}");
    }

    private static int Rules(Surroundings surroundings, ParseResult parsed)
    {
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(BarcodeSyntax.Linters);
            return ExitCodes.Done;
        }

        foreach (var (name, built) in BarcodeSyntax.Linters)
        {
            Console.Out.WriteLine($"{name,-15} {(built ? "checked" : "NOT checked")}");
        }

        return ExitCodes.Done;
    }
}
