using System.CommandLine;
using System.CommandLine.Invocation;
using Trace.LabelPrinter;
using Trace.Tool;

var parsed = LabelCommands.Parse(args);
if (parsed.Action is ParseErrorAction)
{
    Surroundings.Tell(LabelCommands.WrongUsage(parsed), args.Contains("--json"));
    return ExitCodes.Usage;
}

// Ctrl-C ends between two jobs of a printer, so that what came out is known.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(35), EnableDefaultExceptionHandler = false });
