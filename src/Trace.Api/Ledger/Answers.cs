using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>The log's answers as messages.</summary>
internal static class Answers
{
    public static Recorded Recorded(RecordedEntry entry, ReadOnlySpan<Hash256> proof, long size, ByteString note) => new()
    {
        Entry = entry.Bytes,
        Proof = Inclusion((long)entry.Index, size, proof),
        Checkpoints = { note },
    };

    public static V1.InclusionProof Inclusion(long index, long size, ReadOnlySpan<Hash256> hashes)
    {
        var proof = new V1.InclusionProof { Index = (ulong)index, Size = (ulong)size };
        foreach (var hash in hashes)
        {
            proof.Hashes.Add(ByteString.CopyFrom(hash.AsSpan()));
        }

        return proof;
    }

    public static V1.ConsistencyProof Consistency(long first, long second, ReadOnlySpan<Hash256> hashes)
    {
        var proof = new V1.ConsistencyProof { First = (ulong)first, Second = (ulong)second };
        foreach (var hash in hashes)
        {
            proof.Hashes.Add(ByteString.CopyFrom(hash.AsSpan()));
        }

        return proof;
    }
}
