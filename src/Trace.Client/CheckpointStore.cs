using System.Globalization;
using Trace.Domain.Ledger;

namespace Trace.Client;

/// <summary>An entry that the log promised to hold.</summary>
/// <param name="Index">Its index.</param>
/// <param name="Leaf">Its leaf hash.</param>
public sealed record AcceptedEntry(ulong Index, Hash256 Leaf);

/// <summary>A checkpoint under which statements were accepted, and which no later checkpoint has confirmed yet.</summary>
/// <param name="Note">The signed checkpoint: the promise.</param>
/// <param name="Entries">What was promised under it, each proven to lie in its tree.</param>
public sealed record AcceptedCheckpoint(SignedNote Note, IReadOnlyList<AcceptedEntry> Entries);

/// <summary>
/// What a client remembers of logs, in files: the last checkpoint that it accepted, accepted statements that are not final, and the evidence of
/// forks. A folder an origin; <c>checkpoint</c> is replaced atomically, <c>accepted/</c> grows, <c>forks/</c> is never deleted from. One process writes to it at a time.
/// </summary>
public sealed class CheckpointStore
{
    private readonly string _folder;
    private readonly Lock _lock = new();

    /// <summary>A store in a folder, which is made where it is not there.</summary>
    /// <param name="folder">The folder.</param>
    public CheckpointStore(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _folder = Path.GetFullPath(folder);
    }

    /// <summary>The last checkpoint accepted of a log; null where there is none.</summary>
    /// <param name="origin">The log's origin.</param>
    /// <exception cref="FormatException">The file is damaged.</exception>
    public SignedNote? Last(string origin)
    {
        var file = Path.Combine(Of(origin), "checkpoint");
        return File.Exists(file) ? SignedNote.Parse(File.ReadAllBytes(file)) : null;
    }

    /// <summary>Keeps a checkpoint as the last that was accepted. Whoever reads meanwhile reads the one before or this one, whole.</summary>
    /// <param name="origin">The log's origin.</param>
    /// <param name="note">Verified, and consistent with the one before.</param>
    public void SaveLast(string origin, SignedNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        lock (_lock)
        {
            WriteWhole(Path.Combine(Made(Of(origin)), "checkpoint"), note);
        }
    }

    /// <summary>Keeps what the log promised, until it is final.</summary>
    /// <param name="origin">The log's origin.</param>
    /// <param name="note">The checkpoint that the proof led to.</param>
    /// <param name="size">Its size.</param>
    /// <param name="entry">The entry that was proven.</param>
    public void Accept(string origin, SignedNote note, long size, AcceptedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(entry);
        lock (_lock)
        {
            var name = Path.Combine(Made(Path.Combine(Of(origin), "accepted")), Number(size));
            if (!File.Exists(name + ".note"))
            {
                WriteWhole(name + ".note", note);
            }

            File.AppendAllText(name + ".entries", $"{Number((long)entry.Index)} {entry.Leaf}\n");
        }
    }

    /// <summary>What was accepted and is not final, the smallest checkpoint first.</summary>
    /// <param name="origin">The log's origin.</param>
    public IReadOnlyList<AcceptedCheckpoint> Awaiting(string origin)
    {
        var folder = Path.Combine(Of(origin), "accepted");
        if (!Directory.Exists(folder))
        {
            return [];
        }

        lock (_lock)
        {
            return [.. Directory.GetFiles(folder, "*.note")
                .OrderBy(file => long.Parse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture))
                .Select(file => new AcceptedCheckpoint(SignedNote.Parse(File.ReadAllBytes(file)), EntriesOf(Path.ChangeExtension(file, ".entries"))))];
        }
    }

    /// <summary>Forgets what was accepted under a checkpoint: it is final.</summary>
    /// <param name="origin">The log's origin.</param>
    /// <param name="size">The checkpoint's size.</param>
    public void Finish(string origin, long size)
    {
        lock (_lock)
        {
            var name = Path.Combine(Of(origin), "accepted", Number(size));
            File.Delete(name + ".entries");
            File.Delete(name + ".note");
        }
    }

    /// <summary>Writes two checkpoints that can't both be true, for ever.</summary>
    /// <param name="origin">The log's origin.</param>
    /// <param name="accepted">What was accepted before.</param>
    /// <param name="offered">What the log says now.</param>
    /// <param name="problem">What does not fit.</param>
    /// <returns>The folder in which both lie.</returns>
    public string SaveFork(string origin, SignedNote accepted, SignedNote offered, string problem)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        ArgumentNullException.ThrowIfNull(offered);
        var folder = Made(Path.Combine(Of(origin), "forks", $"{DateTime.UtcNow:yyyyMMdd'T'HHmmss'Z'}-{Guid.NewGuid():n}"));
        WriteWhole(Path.Combine(folder, "accepted"), accepted);
        WriteWhole(Path.Combine(folder, "offered"), offered);
        File.WriteAllText(Path.Combine(folder, "problem.txt"), problem + "\n");
        return folder;
    }

    private static List<AcceptedEntry> EntriesOf(string file)
    {
        var entries = new List<AcceptedEntry>();
        if (!File.Exists(file))
        {
            return entries;
        }

        foreach (var line in File.ReadLines(file))
        {
            // A line cut short by a crash: its answer never reached the caller.
            var parts = line.Split(' ');
            if (parts.Length == 2 && parts[1].Length == 2 * Hash256.Size)
            {
                entries.Add(new AcceptedEntry(ulong.Parse(parts[0], CultureInfo.InvariantCulture), Hash256.FromHex(parts[1])));
            }
        }

        return entries;
    }

    private static void WriteWhole(string path, SignedNote note)
    {
        var temporary = path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(note.ToBytes());
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static string Made(string folder)
    {
        Directory.CreateDirectory(folder);
        return folder;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private string Of(string origin) => Path.Combine(_folder, FileNames.Of(origin));
}
