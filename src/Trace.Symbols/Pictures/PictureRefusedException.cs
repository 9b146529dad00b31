namespace Trace.Symbols.Pictures;

/// <summary>A file is no picture that is read here; the message states the rule and what came. Nothing of it was decoded, or nothing is kept.</summary>
/// <param name="message">The rule and what came.</param>
public sealed class PictureRefusedException(string message) : FormatException(message);
