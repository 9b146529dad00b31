namespace Trace.Symbols;

/// <summary>A text can't be made a symbol of that kind; the message states the rule and what came.</summary>
/// <param name="message">The rule and what came.</param>
/// <param name="inner">What found it.</param>
public sealed class SymbolRefusedException(string message, Exception? inner = null) : FormatException(message, inner);
