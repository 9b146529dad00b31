using System.Text.Json;
using Trace.Client.Outboxes;

namespace Trace.Agent.Outcomes;

/// <summary>
/// Appends outcomes to a file, a line each, durably. The file itself says how far it is: a line that was cut short is written again. It is opened
/// for each appending, so that whoever takes it away finds whatever comes later in the next one.
/// </summary>
public sealed class OutcomesFile
{
    private const int TailBytes = 64 * 1024;

    // A reader who takes the file away at every appending is none that waiting helps.
    private const int Tries = 5;

    private readonly string _path;

    private OutcomesFile(string path, long last) => (_path, Last) = (path, last);

    /// <summary>Number of the last outcome in it; 0 before the first.</summary>
    public long Last { get; private set; }

    /// <summary>Opens a file, or begins one.</summary>
    /// <param name="path">Where.</param>
    /// <param name="bookmark">How far a file that is empty, since somebody took the old one away, was by then.</param>
    /// <exception cref="IOException">It is no file of outcomes, and is left as it is; or it can't be written.</exception>
    public static OutcomesFile Open(string path, long bookmark)
    {
        using var file = OpenEnd(path, out var last);
        return new OutcomesFile(path, last ?? bookmark);
    }

    /// <summary>Appends outcomes, all or none.</summary>
    /// <exception cref="IOException">They are not in it: the disk is full, or the file became something else.</exception>
    public void Append(IReadOnlyList<OutboxOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        if (outcomes.Count == 0)
        {
            return;
        }

        var lines = outcomes.SelectMany(outcome => JsonSerializer.SerializeToUtf8Bytes(OutcomeForm.Of(outcome), OutcomeForm.Json).Append((byte)'\n')).ToArray();
        for (var i = 0; i < Tries; i++)
        {
            if (IsThere(Write(lines), lines))
            {
                Last = outcomes[^1].Number;
                return;
            }
        }

        throw new IOException($"\"{_path}\" is taken away whenever it is written");
    }

    // Where they begin. What a full disk cut short is taken off again, as far as that disk lets us; else the next opening does it.
    private long Write(byte[] lines)
    {
        using var file = OpenEnd(_path, out _);
        var begin = file.Length;
        try
        {
            file.Write(lines);
            file.Flush(flushToDisk: true);
            return begin;
        }
        catch (Exception full) when (full is IOException or ArgumentOutOfRangeException)
        {
            // .NET's word for a file that may grow no further is the latter.
            file.SetLength(begin);
            throw new IOException(full.Message, full);
        }
    }

    // Taken away between opening and writing, they would be in a file that somebody has read already.
    private bool IsThere(long begin, byte[] lines)
    {
        try
        {
            using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length < begin + lines.Length)
            {
                return false;
            }

            var there = new byte[lines.Length];
            file.Seek(begin, SeekOrigin.Begin);
            file.ReadExactly(there);
            return there.AsSpan().SequenceEqual(lines);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or EndOfStreamException)
        {
            return false;
        }
    }

    // At its end, behind the last whole line. Judged before it is touched: a mistyped name must cost nobody a file.
    private static FileStream OpenEnd(string path, out long? last)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        try
        {
            var tail = new byte[(int)Math.Min(file.Length, TailBytes)];
            file.Seek(-tail.Length, SeekOrigin.End);
            file.ReadExactly(tail);
            var end = Array.LastIndexOf(tail, (byte)'\n') + 1;
            last = end > 0 ? NumberOf(tail.AsMemory(..(end - 1)))
                : tail.Length < TailBytes && BeginsOutcome(tail) ? null
                : throw new IOException($"\"{path}\" is no file of outcomes; name another, or move it away");
            if (end < tail.Length)
            {
                file.SetLength(file.Length - tail.Length + end);
            }

            file.Seek(0, SeekOrigin.End);
            return file;
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            file.Dispose();
            throw new IOException($"\"{path}\" is no file of outcomes; name another, or move it away: {problem.Message}", problem);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // Of the last line, which has what every outcome has.
    private static long NumberOf(ReadOnlyMemory<byte> lines)
    {
        using var json = JsonDocument.Parse(lines[(lines.Span.LastIndexOf((byte)'\n') + 1)..]);
        var (number, identity, state) = (json.RootElement.GetProperty("n").GetInt64(), json.RootElement.GetProperty("identity").GetString(), json.RootElement.GetProperty("state").GetString());
        return identity is not null && state is not null ? number : throw new FormatException("its last line is no outcome");
    }

    // The first line, cut short however early.
    private static bool BeginsOutcome(ReadOnlySpan<byte> torn)
    {
        var begin = "{\"n\":"u8;
        var length = Math.Min(torn.Length, begin.Length);
        return torn[..length].SequenceEqual(begin[..length]);
    }
}
