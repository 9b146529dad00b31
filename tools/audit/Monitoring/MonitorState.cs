using System.Text.Json;
using Trace.Client;
using Trace.Domain.Ledger;

namespace Trace.Audit.Monitoring;

/// <summary>
/// How far a monitor has come, in one file: the last checkpoint that it accepted, and the entry that comes next. Replaced whole; held by one
/// process at a time.
/// </summary>
internal sealed class MonitorState : IDisposable
{
    private const int MaxBytes = 1024 * 1024;

    private readonly string _file;
    private readonly FileStream _lock;

    private MonitorState(string file, FileStream held) => (_file, _lock) = (file, held);

    /// <summary>The last checkpoint accepted; null before the first.</summary>
    public SignedNote? Accepted { get; private set; }

    /// <summary>Index of the entry that comes next; everything before it was told.</summary>
    public long Next { get; private set; }

    /// <summary>Opens the state of one monitor of one log, or begins it.</summary>
    /// <param name="folder">The folder of monitors' states.</param>
    /// <param name="origin">The log's.</param>
    /// <param name="name">The monitor's.</param>
    /// <exception cref="IOException">Another process holds it, or it is damaged.</exception>
    public static MonitorState Open(string folder, string origin, string name)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{FileNames.Of(origin)}.{FileNames.Of(name)}.monitor");
        FileStream held;
        try
        {
            held = new FileStream(file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken)
        {
            throw new IOException($"another monitor named \"{name}\" follows this log; give this one another --name", taken);
        }

        var state = new MonitorState(file, held);
        try
        {
            state.Load();
            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>Keeps a checkpoint that was accepted, or how far what was told goes. Durable when it returns.</summary>
    public void Save(SignedNote accepted, long next)
    {
        var beside = _file + ".new";
        using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, new Kept(next, accepted.ToString()));
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, _file, overwrite: true);
        (Accepted, Next) = (accepted, next);
    }

    public void Dispose() => _lock.Dispose();

    private void Load()
    {
        if (!File.Exists(_file))
        {
            return;
        }

        try
        {
            if (new FileInfo(_file).Length > MaxBytes)
            {
                throw new FormatException($"it has more than {MaxBytes} bytes");
            }

            var kept = JsonSerializer.Deserialize<Kept>(File.ReadAllBytes(_file)) ?? throw new FormatException("it is empty");
            (Accepted, Next) = (SignedNote.Parse(System.Text.Encoding.UTF8.GetBytes(kept.Accepted)), kept.Next);
        }
        catch (Exception damaged) when (damaged is JsonException or FormatException)
        {
            throw new IOException($"the monitor's state \"{_file}\" is damaged: {damaged.Message}", damaged);
        }
    }

    private sealed record Kept(long Next, string Accepted);
}
