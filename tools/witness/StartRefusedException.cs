namespace Trace.Witness;

/// <summary>A witness does not start like this. The message says what is wrong and what to do.</summary>
public sealed class StartRefusedException : Exception
{
    public StartRefusedException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
