using System.CommandLine;
using System.CommandLine.Invocation;
using Trace.Tool;

var parsed = CommandTree.Parse(args);
if (parsed.Action is ParseErrorAction)
{
    Surroundings.Tell(CommandTree.WrongUsage(parsed), CommandTree.WantsJson(args));
    return ExitCodes.Usage;
}

// Ctrl-C ends the call in hand; nothing needs longer to stop than a request to be cancelled.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(5), EnableDefaultExceptionHandler = false });
