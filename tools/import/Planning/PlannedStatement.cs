using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Import.Planning;

/// <summary>The content of one commitment of a planned statement, ready for <c>Ledger.Disclose</c>.</summary>
/// <param name="Path">The field's number path in the payload, or <c>sealed</c>.</param>
/// <param name="Commitment">As the statement has it.</param>
/// <param name="Content">Content and key.</param>
public sealed record PlannedDisclosure(string Path, Commitment Commitment, Disclosure Content);

/// <summary>One statement, signed, and what the plan knows of it.</summary>
/// <param name="Label">Its name in the plan, from ids of the source alone; each once.</param>
/// <param name="Kind">Its payload.</param>
/// <param name="Signed">Its bytes and signature.</param>
/// <param name="Identity">SHA-256 of its bytes.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Time">When it happened, in microseconds.</param>
/// <param name="Disclosures">What its commitments commit to.</param>
public sealed record PlannedStatement(
    string Label, Statement.PayloadOneofCase Kind, SignedStatement Signed, Hash256 Identity, string Subject, long Time, IReadOnlyList<PlannedDisclosure> Disclosures)
{
    /// <summary>The identity, as other statements refer to it.</summary>
    public ByteString Reference => ByteString.CopyFrom(Identity.AsSpan());

    // Not before its own time, nor before anything that it rests on; equal times by how long the chain below it is.
    internal long NotBefore { get; init; }

    internal int Depth { get; init; }
}
