using System.Text.Json;
using Trace.Client.Outboxes;

namespace Trace.Agent.Outcomes;

/// <summary>Appends outcomes to a file, a line each, durably. The file itself says how far it is: a line that was cut short is written again.</summary>
public sealed class OutcomesFile : IDisposable
{
    private const int TailBytes = 64 * 1024;

    private readonly FileStream _file;

    private OutcomesFile(FileStream file, long last) => (_file, Last) = (file, last);

    /// <summary>Number of the last outcome in it; 0 before the first.</summary>
    public long Last { get; private set; }

    /// <summary>Opens a file, or begins one.</summary>
    /// <param name="path">Where.</param>
    /// <param name="bookmark">How far a file that is empty, since somebody took the old one away, was by then.</param>
    /// <exception cref="IOException">It is no file of outcomes, or another process has it.</exception>
    public static OutcomesFile Open(string path, long bookmark)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            var tail = new byte[(int)Math.Min(file.Length, TailBytes)];
            file.Seek(-tail.Length, SeekOrigin.End);
            file.ReadExactly(tail);
            var end = Array.LastIndexOf(tail, (byte)'\n') + 1;
            file.SetLength(file.Length - tail.Length + end);
            file.Seek(0, SeekOrigin.End);
            if (end == 0)
            {
                return tail.Length < TailBytes ? new OutcomesFile(file, bookmark) : throw new IOException($"\"{path}\" is no file of outcomes");
            }

            var line = tail.AsMemory(..(end - 1));
            using var json = JsonDocument.Parse(line[(line.Span.LastIndexOf((byte)'\n') + 1)..]);
            return new OutcomesFile(file, json.RootElement.GetProperty("n").GetInt64());
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            file.Dispose();
            throw new IOException($"\"{path}\" is no file of outcomes: {problem.Message}", problem);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Appends outcomes.</summary>
    public void Append(IReadOnlyList<OutboxOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        foreach (var outcome in outcomes)
        {
            _file.Write(JsonSerializer.SerializeToUtf8Bytes(OutcomeForm.Of(outcome), OutcomeForm.Json));
            _file.WriteByte((byte)'\n');
        }

        _file.Flush(flushToDisk: true);
        Last = outcomes.Count > 0 ? outcomes[^1].Number : Last;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
