namespace Trace.Api.Hosting;

/// <summary>The service can't start, and the reader of <see cref="Exception.Message"/> can mend it: shown alone, without a stack trace.</summary>
public sealed class StartRefusedException : Exception
{
    public const int BadSetting = 2;
    public const int BadSurroundings = 1;

    public StartRefusedException(string message, int exitCode = BadSurroundings, Exception? inner = null) : base(message, inner) => ExitCode = exitCode;

    /// <summary>2 for a setting that breaks its rule, 1 for what the machine lacks or holds already.</summary>
    public int ExitCode { get; }
}
