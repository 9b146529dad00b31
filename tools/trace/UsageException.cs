namespace Trace.Tool;

/// <summary>What was asked for can't be done as it was asked; the message says the rule, what came, and what to do.</summary>
internal sealed class UsageException(string message) : Exception(message);
