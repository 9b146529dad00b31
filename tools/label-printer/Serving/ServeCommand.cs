using System.CommandLine;
using System.Globalization;
using Trace.LabelPrinter.Drawing;
using Trace.LabelPrinter.Outputs;
using Trace.Tool;
using Trace.Tool.Output;

namespace Trace.LabelPrinter.Serving;

/// <summary><c>label-printer serve</c>: the page, and the local mode that a dispatch station prints by.</summary>
internal static class ServeCommand
{
    private const int UsualPort = 8090;

    public static Command Create(Surroundings surroundings)
    {
        var port = new Option<int>("--port") { Description = "The port, on this machine alone (127.0.0.1).", HelpName = "port", DefaultValueFactory = _ => UsualPort };
        var to = new Option<string[]>("--to") { Description = "A printer: tcp:HOST[:9100], cups:QUEUE or windows:PRINTER. Can be given again; the first is the dispatch station's. Without one, labels are downloaded.", HelpName = "printer" };
        var language = new Option<string>("--language") { Description = "What the printers speak: tspl or zpl; of a queue of CUPS also pdf.", HelpName = "language", DefaultValueFactory = _ => "tspl" };
        var dpi = new Option<int>("--dpi") { Description = "Their dots an inch: 203 or 300.", HelpName = "dpi", DefaultValueFactory = _ => 203 };
        var gap = new Option<double>("--gap") { Description = "Millimetres between the labels of a roll.", HelpName = "mm", DefaultValueFactory = _ => 2 };
        var size = new Option<string>("--size") { Description = "The size of the dispatch station's labels.", HelpName = "size", DefaultValueFactory = _ => "60x40" };
        var origin = new Option<string?>("--origin") { Description = "The one web site whose dispatch page may print here, such as https://192.168.1.20:8443.", HelpName = "origin" };
        var renew = new Option<bool>("--new-token") { Description = "Make another token: stations that know the old one print no more." };
        var command = new Command("serve", "Open a page on this machine to choose, see and print labels; and print what the dispatch station sends. Ctrl-C ends it.") { port, to, language, dpi, gap, size, origin, renew };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var printers = (parsed.GetValue(to) ?? []).Select(name => (name, Destination.Parse(name, parsed.GetValue(language)!))).ToList();
            if (printers.Find(one => one.Item2.Printer is null).name is { } file)
            {
                throw new UsageException($"--to \"{file}\": is a file; must be a printer: tcp:HOST[:9100], cups:QUEUE or windows:PRINTER");
            }

            var site = parsed.GetValue(origin) is { } named ? Guard.OriginOf(named) : null;
            var settings = new ServeSettings
            {
                Port = parsed.GetValue(port) is >= 0 and <= 65535 and var number ? number : throw new UsageException($"--port {parsed.GetValue(port)}: must be 1 to 65535"),
                Printers = printers,
                Resolution = Resolution.All.FirstOrDefault(one => one.Dpi == parsed.GetValue(dpi)) ?? throw new UsageException($"--dpi {parsed.GetValue(dpi)}: must be 203 or 300"),
                Gap = parsed.GetValue(gap) is >= 0 and <= 50 and var millimetres ? millimetres : throw new UsageException("--gap: must be 0 to 50 millimetres"),
                StationSize = parsed.GetValue(size)!,
                Origin = site,
                Address = AddressOf(Environment.GetEnvironmentVariable("TRACE_PUBLIC_URL"), site),
                Token = Token.Load(Surroundings.StateFolder, parsed.GetValue(renew)),
                OpenJournal = PrintOptions.OpenJournal,
            };
            await using var server = await LocalServer.StartAsync(settings, cancellation);
            Tell(surroundings, parsed, server, settings);
            await server.UntilStoppedAsync(cancellation);
            return ExitCodes.Done;
        }));
        return command;
    }

    /// <summary>Labels lead to the service's own address; where only the station's site is known, and it is an https address, to that.</summary>
    public static PublicAddress AddressOf(string? setting, string? origin) =>
        PublicAddress.Of(string.IsNullOrEmpty(setting) && origin?.StartsWith("https:", StringComparison.Ordinal) == true ? origin : setting);

    private static void Tell(Surroundings surroundings, ParseResult parsed, LocalServer server, ServeSettings settings)
    {
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(new { address = server.OpeningAddress, port = server.Port, printers = settings.Printers.Select(one => one.Name), origin = settings.Origin, sample = settings.Address.Sample.Length > 0 });
            return;
        }

        Printed.Line($"Labels: {server.OpeningAddress}");
        Printed.Line($"Whoever has this address prints here. The dispatch station takes it in its settings{(settings.Origin is null ? ", once --origin names its web site" : $", at {settings.Origin}")}.");
        Printed.Line($"{(settings.Printers.Count == 0 ? "No printer is named by --to: labels are downloaded." : string.Join(", ", settings.Printers.Select(one => one.Name)))}");
        Printed.Line($"Ctrl-C ends it. ({DateTimeOffset.Now.ToString("t", CultureInfo.InvariantCulture)})");
    }
}
