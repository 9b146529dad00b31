using System.CommandLine;
using Trace.Tool;

var root = new RootCommand("Trace's command line: read and check histories, and post orders.\n\nExit codes: 0 done, 1 refused or not verified, 2 wrong usage, 3 the service was not reached, 4 the log forked.");
var surroundings = new Surroundings(root);
root.Subcommands.Add(VerifyCommand.Create(surroundings));
root.Subcommands.Add(ShowCommand.Create(surroundings));
root.Subcommands.Add(ImportCommand.Create(surroundings));
return await root.Parse(args).InvokeAsync();
