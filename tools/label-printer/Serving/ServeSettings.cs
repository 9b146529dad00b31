using Trace.LabelPrinter.Drawing;
using Trace.LabelPrinter.Journals;
using Trace.LabelPrinter.Outputs;

namespace Trace.LabelPrinter.Serving;

/// <summary>What <c>label-printer serve</c> was told.</summary>
internal sealed record ServeSettings
{
    /// <summary>0 for any that is free.</summary>
    public required int Port { get; init; }

    /// <summary>Printers by the names that <c>--to</c> gave them; the first is the station's.</summary>
    public IReadOnlyList<(string Name, Destination To)> Printers { get; init; } = [];

    public Resolution Resolution { get; init; } = Resolution.Dpi203;

    /// <summary>Millimetres between the labels of a roll.</summary>
    public double Gap { get; init; } = 2;

    /// <summary>Size of the station's labels.</summary>
    public string StationSize { get; init; } = "60x40";

    /// <summary>The one other web site that may print: scheme, host and port; null for none.</summary>
    public string? Origin { get; init; }

    public required PublicAddress Address { get; init; }

    /// <summary>What a request must bring.</summary>
    public required string Token { get; init; }

    /// <summary>Opens the journal of all that was printed by this user.</summary>
    public required Func<Journal> OpenJournal { get; init; }
}
