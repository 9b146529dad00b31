using System.Globalization;
using Trace.Domain.Ledger;

namespace Trace.Testing;

/// <summary>A log in memory as files in a folder (C2SP tlog-tiles), with the checkpoints that it keeps: as a web server would serve it.</summary>
public sealed class LogFolder
{
    private readonly InMemoryLog _log;
    private readonly TileEdge _edge = new();
    private readonly SortedSet<long> _kept = [];

    public LogFolder(InMemoryLog log, string path)
    {
        _log = log;
        Path = path;
        Directory.CreateDirectory(path);
    }

    public string Path { get; }

    /// <summary>Writes what is new, the partial tiles and bundles, and the checkpoint, last.</summary>
    /// <param name="witness">Cosigns the checkpoint, if anybody does.</param>
    /// <param name="time">When, in seconds since 1970.</param>
    public void Write(CosignatureSigner? witness = null, long time = 0)
    {
        var before = _edge.Size;
        var leaves = _log.Entries.Skip((int)before).Select(entry => entry.LeafHash).ToList();
        foreach (var full in _edge.Append(leaves))
        {
            Write(TilePath.Format(full.Tile), full.Hashes.ToArray());
        }

        var snapshot = _edge.Snapshot();
        foreach (var tile in TileGeometry.TilesOf(_edge.Size).Where(tile => tile.IsPartial))
        {
            Write(TilePath.Format(tile), snapshot.Read(tile)!.Value.ToArray());
        }

        for (var bundle = before / TileGeometry.FullWidth; bundle * TileGeometry.FullWidth < _edge.Size; bundle++)
        {
            var entries = _log.Entries.Skip((int)bundle * TileGeometry.FullWidth).Take(TileGeometry.FullWidth).Select(entry => entry.Bytes.Memory).ToList();
            Write(TilePath.FormatEntries(bundle, entries.Count), EntryBundle.Encode(entries));
        }

        Write("checkpoint", Note(null, witness, time).ToBytes());
    }

    /// <summary>Keeps a checkpoint.</summary>
    public void Keep(long size, CosignatureSigner? witness = null, long time = 0)
    {
        _kept.Add(size);
        Write(string.Create(CultureInfo.InvariantCulture, $"checkpoints/{size}"), Note(size, witness, time).ToBytes());
        Write("checkpoints/index", System.Text.Encoding.ASCII.GetBytes(string.Concat(_kept.Select(kept => string.Create(CultureInfo.InvariantCulture, $"{kept}\n")))));
    }

    /// <summary>Writes one file, whatever it is.</summary>
    public void Write(string path, byte[] bytes)
    {
        var file = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
    }

    private SignedNote Note(long? size, CosignatureSigner? witness, long time)
    {
        var note = _log.Note(size);
        return witness is null ? note : note.With(witness.Cosign(note, time));
    }
}
