using System.CommandLine;

namespace Trace.Tool.Witnesses;

/// <summary><c>trace witness run|keys</c>: a witness of logs, C2SP tlog-witness.</summary>
internal static class WitnessCommand
{
    public static Command Create(Surroundings surroundings) => new("witness", """
        Be a witness: cosign the checkpoints of logs that only ever grow.

        Examples:
          ./trace witness keys new witness.example/w1 --out w1.key
          ./trace witness run --key w1.key --state w1.db --listen 127.0.0.1:7380 --policy trace.policy
        """)
    {
        WitnessRunCommand.Create(surroundings),
        WitnessKeysCommand.Create(surroundings),
    };
}
