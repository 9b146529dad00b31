using System.CommandLine;
using System.CommandLine.Help;
using Trace.Tool.Agents;
using Trace.Tool.Audits;
using Trace.Tool.Barcodes;
using Trace.Tool.Cases;
using Trace.Tool.Completion;
using Trace.Tool.Disclosures;
using Trace.Tool.Histories;
using Trace.Tool.Keys;
using Trace.Tool.Logs;
using Trace.Tool.Monitoring;
using Trace.Tool.Outboxes;
using Trace.Tool.Output;
using Trace.Tool.Parties;
using Trace.Tool.Policies;
using Trace.Tool.Reaching;
using Trace.Tool.Recording;
using Trace.Tool.Relays;
using Trace.Tool.Witnesses;

namespace Trace.Tool;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    // A text that begins with an at sign is a text, or a file of content; never a file of arguments.
    private static readonly ParserConfiguration Configuration = new() { ResponseFileTokenReplacer = null };

    public static RootCommand Create()
    {
        var root = new RootCommand($"""
            Trace's command line: keys, parties, statements, histories and their proofs.

            Settings, by environment:
              TRACE_GRPC_PORT  8081    the local service
              TRACE_HTTP_PORT  8080    its log as files
              TRACE_DATA       ./data  its folder, with the keys in it
              TRACE_STATE              where accepted checkpoints, audits and unsent statements are kept; by default in your own data folder
              NO_COLOR                 no colours on terminals either

            {ExitCodes.Help}
            """);
        var surroundings = new Surroundings(root);
        root.Subcommands.Add(KeysCommand.Create(surroundings));
        root.Subcommands.Add(PartyCommand.Create(surroundings));
        root.Subcommands.Add(RecordCommand.Create(surroundings));
        root.Subcommands.Add(ContentCommand.Create(surroundings));
        root.Subcommands.Add(ShowCommand.Create(surroundings));
        root.Subcommands.Add(ResponsibleCommand.Create(surroundings));
        root.Subcommands.Add(ReachCommand.Create(surroundings));
        root.Subcommands.Add(VerifyCommand.Create(surroundings));
        root.Subcommands.Add(ProofCommand.Create(surroundings));
        root.Subcommands.Add(CaseCommand.Create(surroundings));
        root.Subcommands.Add(PolicyCommand.Create(surroundings));
        root.Subcommands.Add(WitnessCommand.Create(surroundings));
        root.Subcommands.Add(AuditCommand.Create(surroundings));
        root.Subcommands.Add(MonitorCommand.Create(surroundings));
        root.Subcommands.Add(BarcodeCommand.Create(surroundings));
        root.Subcommands.Add(ScanCommand.Create(surroundings));
        root.Subcommands.Add(ImportCommand.Create(surroundings));
        root.Subcommands.Add(AgentCommand.Create(surroundings));
        root.Subcommands.Add(RelayCommand.Create(surroundings));
        root.Subcommands.Add(OutboxCommand.Create(surroundings));
        root.Subcommands.Add(LogCommand.Create(surroundings));
        root.Subcommands.Add(CompletionCommand.Create());
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ShortLists((HelpAction)help.Action!);
        return root;
    }

    public static ParseResult Parse(IReadOnlyList<string> arguments) => Create().Parse(arguments, Configuration);

    /// <summary>What is wrong with a command line, and whose help says how it is right.</summary>
    public static Failure WrongUsage(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Push(result.Command is RootCommand ? "./trace" : result.Command.Name);
        }

        return new Failure(ExitCodes.Usage, string.Join("; ", parsed.Errors.Select(error => error.Message)), [$"{string.Join(' ', names)} --help tells how it is used."]);
    }

    /// <summary>Whether errors are wanted in JSON too, as far as a wrong command line says.</summary>
    public static bool WantsJson(IReadOnlyList<string> arguments) => arguments.Contains("--json");
}
