using System.CommandLine;

namespace Trace.Tool.Disclosures;

/// <summary><c>trace content …</c>: what lies beside the log.</summary>
internal static class ContentCommand
{
    public static Command Create(Surroundings surroundings) => new("content", "What statements commit to, and lies beside the log: have it erased, and change the key under which it is sealed.")
    {
        EraseCommand.Create(surroundings),
        RotateCommand.Create(surroundings),
    };
}
