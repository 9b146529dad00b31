namespace Trace.Tool;

/// <summary>What the process ends with. The help of the root says the same.</summary>
internal static class ExitCodes
{
    /// <summary>Done; of a check: it holds.</summary>
    public const int Done = 0;

    /// <summary>The ledger refused it, or something did not verify.</summary>
    public const int Refused = 1;

    /// <summary>The command line, a file or a setting is wrong: nothing was sent.</summary>
    public const int Usage = 2;

    /// <summary>The service was not reached, or failed.</summary>
    public const int NotReached = 3;

    /// <summary>The log forked or shrank: both checkpoints are kept.</summary>
    public const int Forked = 4;

    /// <summary>An audit found something in the log.</summary>
    public const int Found = 5;

    /// <summary>Stopped by Ctrl-C, as shells count it.</summary>
    public const int Stopped = 130;

    public const string Help = "Exit codes: 0 done, 1 refused or not verified, 2 wrong usage, 3 the service was not reached or failed, 4 the log forked or shrank, 5 an audit found something, 130 stopped by Ctrl-C.";
}
