using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Trace.Tool.Output;

/// <summary>Help in which a command has one line in the list of its parent, and all of them in its own.</summary>
internal sealed class ShortLists(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        // The tree is made anew for each command line, so that nobody else sees the shorter texts.
        foreach (var below in parseResult.CommandResult.Command.Subcommands)
        {
            below.Description = below.Description!.Split('\n')[0];
        }

        return help.Invoke(parseResult);
    }
}
