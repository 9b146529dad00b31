using Trace.V1;

namespace Trace.Agent.Lines;

/// <summary>What is wrong with a line.</summary>
/// <param name="Field">The field at fault; empty where it is the whole line.</param>
/// <param name="Rule">What it must be.</param>
/// <param name="Came">What came instead, shortened; null where it must not be told, as a waybill's number.</param>
public sealed record LineError(string Field, string Rule, string? Came = null);

/// <summary>One fact, as a courier's own system tells it, read and understood.</summary>
public sealed record Line
{
    /// <summary>The waybill's number: personal, and never sent.</summary>
    public required string Waybill { get; init; }

    /// <summary>快递100's code of the courier.</summary>
    public required string Courier { get; init; }

    /// <summary>What happened.</summary>
    public required EventRow Event { get; init; }

    /// <summary>When, with the offset of the place; as the device said.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Region code or GLN; empty for none.</summary>
    public string Place { get; init; } = "";

    /// <summary>Of a receipt: whether the recipient agreed to that way.</summary>
    public Agreed Agreed { get; init; } = Agreed.Unknown;

    /// <summary>Subject key of the party that takes the parcel over; empty for none.</summary>
    public string NextCourier { get; init; } = "";

    /// <summary>Identity of the Shipment; null for none.</summary>
    public byte[]? Shipment { get; init; }

    /// <summary>The caller's own word for the fact; empty for none. Facts may share one.</summary>
    public string Ref { get; init; } = "";

    /// <summary>What a relay passes on; null where it is the courier's own word.</summary>
    public Relayed? Relayed { get; init; }
}
