using System.CommandLine;
using Trace.LabelPrinter.Claims;
using Trace.LabelPrinter.Items;
using Trace.LabelPrinter.Layouts;
using Trace.LabelPrinter.Marking;
using Trace.LabelPrinter.Parcels;
using Trace.LabelPrinter.Samples;
using Trace.LabelPrinter.Serving;
using Trace.Tool;
using Trace.Tool.Output;

namespace Trace.LabelPrinter;

/// <summary>All commands.</summary>
internal static class LabelCommands
{
    private static readonly ParserConfiguration Configuration = new() { ResponseFileTokenReplacer = null };

    public static RootCommand Create()
    {
        var root = new RootCommand($"""
            Labels for items, parcels and inserts: to files and to label printers.

            Settings, by environment:
              TRACE_PUBLIC_URL         the https address that labels lead to; without it they are marked SAMPLE
              TRACE_DATA       ./data  with the keys in it, for Markings
              TRACE_STATE              where the journal of printed labels lies; by default in your own data folder

            {ExitCodes.Help}
            """);
        var surroundings = new Surroundings(root);
        root.Subcommands.Add(ItemsCommand.Create(surroundings));
        root.Subcommands.Add(MarkCommand.Create(surroundings));
        root.Subcommands.Add(ParcelsCommand.Create(surroundings));
        root.Subcommands.Add(ClaimsCommand.Create(surroundings));
        root.Subcommands.Add(ServeCommand.Create(surroundings));
        root.Subcommands.Add(TemplateCommand.Create(surroundings));
        root.Subcommands.Add(SampleCommand.Create(surroundings));
        return root;
    }

    public static ParseResult Parse(IReadOnlyList<string> arguments) => Create().Parse(arguments, Configuration);

    public static Failure WrongUsage(ParseResult parsed) => new(ExitCodes.Usage, string.Join("; ", parsed.Errors.Select(error => error.Message)),
        [$"./label-printer {(parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ")}--help tells how it is used."]);
}
