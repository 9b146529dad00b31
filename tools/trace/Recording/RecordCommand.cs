using System.CommandLine;
using Trace.Domain.Statements;
using static Trace.V1.Statement;

namespace Trace.Tool.Recording;

/// <summary><c>trace record KIND</c>: any statement but Genesis, which begins a log and is the service's own.</summary>
internal static class RecordCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var signed = new Option<string?>("--signed") { Description = "Send a statement that --out wrote, or that was kept because it could not be sent.", HelpName = "file" };
        var command = new Command("record", "Sign a statement and record it.") { signed };
        foreach (var rules in RulesTable.All.Where(rules => rules.Kind != PayloadOneofCase.Genesis))
        {
            command.Subcommands.Add(KindCommand.Create(surroundings, rules));
        }

        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var path = parsed.GetValue(signed) ?? throw new UsageException("record: which kind is missing; ./trace record --help lists them, or --signed sends a file");
            await using var access = new LedgerAccess(surroundings, parsed, cancellation);
            return await new Recorder(surroundings, parsed, access).SendAsync(Outgoing.Read(path), []);
        }));
        return command;
    }
}
