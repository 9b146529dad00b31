namespace Trace.Symbols;

/// <summary>How hard a <see cref="BarcodeReader"/> looks.</summary>
public sealed class BarcodeReaderOptions
{
    /// <summary>How long one look of the engine at one picture may take; at most five looks are taken.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many pictures are read at once, each by an engine of some 60 MB.</summary>
    public int Engines { get; init; } = Environment.ProcessorCount;
}
