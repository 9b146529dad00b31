using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Trace.Api.Hosting;
using Trace.Domain.Ledger;

namespace Trace.Api.Restoring;

/// <summary>
/// A log as <c>./trace log restore</c> hands it over on standard input: the line <c>trace restore v1</c>, then frames of a letter, a length
/// (uint32, big-endian) and as many bytes. P: the trust policy under which the log was read. C: its newest checkpoint. R, for a log that begins behind it: the recovery key. E: entries in order from
/// index 0, each behind its length as in an entry bundle. F, empty: no more entries. K: a kept checkpoint. Z, empty: the end. It is verified here again as if nobody had.
/// </summary>
/// <param name="input">The stream.</param>
internal sealed class RestoreInput(Stream input)
{
    private const int MaxFrameBytes = TileGeometry.FullWidth * (sizeof(ushort) + EntryBundle.MaxEntryBytes);
    private const int HeadBytes = 5;

    /// <summary>Reads what stands before the entries.</summary>
    /// <exception cref="StartRefusedException">It is not such a stream, or its checkpoint is not believed under its policy.</exception>
    public async Task<VerifiedCheckpoint> ReadCheckpointAsync(CancellationToken cancellation) => (await ReadPolicyAndCheckpointAsync(cancellation)).Checkpoint;

    /// <summary>Reads what stands before the entries, with the policy under which it is believed.</summary>
    /// <exception cref="StartRefusedException">It is not such a stream, or its checkpoint is not believed under its policy.</exception>
    public async Task<(TrustPolicy Policy, VerifiedCheckpoint Checkpoint)> ReadPolicyAndCheckpointAsync(CancellationToken cancellation)
    {
        var line = "trace restore v1\n"u8.ToArray();
        var came = new byte[line.Length];
        await input.ReadAtLeastAsync(came, came.Length, throwOnEndOfStream: false, cancellation);
        if (!came.AsSpan().SequenceEqual(line))
        {
            throw new StartRefusedException("Trace.Api restore reads what ./trace log restore writes to it; start it by that.", StartRefusedException.BadSetting);
        }

        var (_, text) = await FrameAsync("P", cancellation);
        if (!TrustPolicy.TryParse(text, out var policy, out var problem))
        {
            throw new StartRefusedException($"The policy that came with the log is none: {problem}");
        }

        var (_, note) = await FrameAsync("C", cancellation);
        return policy.TryVerify(note, out var checkpoint, out var refusal)
            ? (policy, checkpoint)
            : throw new StartRefusedException($"The checkpoint that came is not believed: {refusal.Reason}: {refusal.Problem}");
    }

    /// <summary>The recovery key, as it was shown when the ledger was founded.</summary>
    /// <exception cref="StartRefusedException">It is no key.</exception>
    public async Task<Ed25519Signer> ReadRecoveryKeyAsync(CancellationToken cancellation)
    {
        var (_, text) = await FrameAsync("R", cancellation);
        try
        {
            return KeyText.Parse(System.Text.Encoding.ASCII.GetString(text), out _);
        }
        catch (FormatException problem)
        {
            throw new StartRefusedException($"The recovery key can't be read: {problem.Message}", StartRefusedException.BadSetting, problem);
        }
        finally
        {
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>The entries, in stretches of at most 256.</summary>
    /// <exception cref="StartRefusedException">The stream ended before its end, or is none.</exception>
    public async IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> ReadEntriesAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (await FrameAsync("EF", cancellation) is ('E', var bytes))
        {
            yield return Entries(bytes);
        }
    }

    /// <summary>The kept checkpoints, which follow the entries.</summary>
    /// <exception cref="StartRefusedException">The stream ended before its end, or is none.</exception>
    public async IAsyncEnumerable<byte[]> ReadKeptAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (await FrameAsync("KZ", cancellation) is ('K', var note))
        {
            yield return note;
        }
    }

    private static List<ReadOnlyMemory<byte>> Entries(ReadOnlyMemory<byte> rest)
    {
        var entries = new List<ReadOnlyMemory<byte>>();
        while (!rest.IsEmpty)
        {
            if (rest.Length < sizeof(ushort) || BinaryPrimitives.ReadUInt16BigEndian(rest.Span) is var length && rest.Length < sizeof(ushort) + length)
            {
                throw new StartRefusedException("An entry of the stream is cut.");
            }

            entries.Add(rest.Slice(sizeof(ushort), length));
            rest = rest[(sizeof(ushort) + length)..];
        }

        return entries;
    }

    private async Task<(char Kind, byte[] Bytes)> FrameAsync(string kinds, CancellationToken cancellation)
    {
        var head = new byte[HeadBytes];
        try
        {
            await input.ReadExactlyAsync(head, cancellation);
            var (kind, length) = ((char)head[0], BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(1)));
            if (!kinds.Contains(kind, StringComparison.Ordinal) || length > MaxFrameBytes)
            {
                throw new StartRefusedException($"A frame {head[0]:x2} of {length} bytes came where {string.Join(" or ", kinds.ToCharArray())} was to come.");
            }

            var bytes = new byte[length];
            await input.ReadExactlyAsync(bytes, cancellation);
            return (kind, bytes);
        }
        catch (EndOfStreamException)
        {
            throw new StartRefusedException("The stream ended before its end: what came is stored, and the same command goes on from there.");
        }
    }
}
