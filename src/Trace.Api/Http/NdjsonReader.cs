using System.Buffers;
using System.Runtime.CompilerServices;
using Trace.Api.Ledger;
using Trace.V1;

namespace Trace.Api.Http;

/// <summary>
/// Statements out of lines of JSON. A line that can't be read is refused in its place and the stream goes on behind it. Nothing is held beyond
/// one line, and a sender that says nothing for too long is let go.
/// </summary>
internal static class NdjsonReader
{
    // As long as a station that batches what it scans may pause.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The lines of a request's body; empty ones are passed over.</summary>
    /// <exception cref="ProblemException">No line came for too long: 408.</exception>
    public static async IAsyncEnumerable<Arrival> ReadAsync(HttpContext context, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = context.Request.BodyReader;
        // Within a line that is too long, up to its end.
        var skipping = false;
        while (true)
        {
            var read = await WaitAsync(reader, cancellation);
            var rest = read.Buffer;
            while (TryTakeLine(ref rest, read.IsCompleted, out var line))
            {
                if (!skipping && line.Length > HttpLimits.MaxLineBytes)
                {
                    yield return TooLong();
                }
                else if (!skipping && !IsBlank(line))
                {
                    yield return Parse(line);
                }

                skipping = false;
            }

            if (read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.End);
                yield break;
            }

            if (rest.Length > HttpLimits.MaxLineBytes)
            {
                if (!skipping)
                {
                    yield return TooLong();
                }

                skipping = true;
                rest = rest.Slice(rest.End);
            }

            reader.AdvanceTo(rest.Start, read.Buffer.End);
        }
    }

    private static async Task<System.IO.Pipelines.ReadResult> WaitAsync(System.IO.Pipelines.PipeReader reader, CancellationToken cancellation)
    {
        if (reader.TryRead(out var ready))
        {
            return ready;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            return await reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ProblemException(Problems.OfStatus(StatusCodes.Status408RequestTimeout, $"no line came for {Patience.TotalSeconds:F0} s"));
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        line = rest;
        rest = isLast ? rest.Slice(rest.End) : rest;
        return isLast && line.Length > 0;
    }

    private static Arrival Parse(in ReadOnlySequence<byte> line)
    {
        var (message, refusal) = Bodies.Parse(SignedStatement.Descriptor, BodyForm.Json, line.IsSingleSegment ? line.FirstSpan : line.ToArray());
        return new Arrival((SignedStatement?)message, refusal);
    }

    private static bool IsBlank(in ReadOnlySequence<byte> line)
    {
        foreach (var segment in line)
        {
            if (segment.Span.IndexOfAnyExcept(" \t\r"u8) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    private static Arrival TooLong() =>
        new(null, Refusal.Because(Reason.TooLarge, "", $"a line has at most {HttpLimits.MaxLineBytes} bytes; this one is passed over up to its end"));
}
