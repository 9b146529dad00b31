using System.CommandLine;

namespace Trace.Tool.Logs;

/// <summary><c>trace log</c>: a whole log as files, and back.</summary>
internal static class LogCommand
{
    public static Command Create(Surroundings surroundings) => new("log", "The whole log: write it as static files, and build a store from them.")
    {
        ExportCommand.Create(surroundings),
        RestoreCommand.Create(surroundings),
    };
}
