using System.CommandLine;
using Trace.Client.Logs;
using Trace.Tool.Output;

namespace Trace.Tool.Logs;

/// <summary><c>trace log</c>: a whole log as files, and back.</summary>
internal static class LogCommand
{
    /// <summary>How far the copying of a log is.</summary>
    internal static Meter<ExportProgress> Meter { get; } = new("entries", at => MeterReading.OfEntries(at.Done, at.Total, at.PerSecond, at.Left));

    public static Command Create(Surroundings surroundings) => new("log", "The whole log: write it as static files, build a store from them, and begin one that follows.")
    {
        ExportCommand.Create(surroundings),
        RestoreCommand.Create(surroundings),
        SucceedCommand.Create(surroundings),
    };
}
