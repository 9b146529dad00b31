using System.Globalization;
using System.Text;
using Trace.Client.Logs;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;

namespace Trace.Client.Tests.Logs;

/// <summary>A log in memory, shown as files at a size of the test's choice, with what the test does to them.</summary>
internal sealed class ShownLog(InMemoryLog log, long size) : ILogFiles
{
    private int _reads;

    /// <summary>A log of this many entries: lots of one product.</summary>
    public static InMemoryLog Of(int entries, string origin = "log.test/00000001", string lots = "L")
    {
        var log = new InMemoryLog(origin: origin);
        var producer = log.Register(1, Role.Producer, "95211111");
        for (var i = log.Entries.Count; i < entries; i++)
        {
            log.Append(log.Say(producer, $"01/09521111100010/10/{lots}{i}", new Listing { Name = new Text { Zh = "白牡丹" } }));
        }

        return log;
    }

    public string Place => "memory";

    public InMemoryLog Log => log;

    /// <summary>Sizes whose checkpoints are kept.</summary>
    public long[] Kept { get; init; } = [];

    /// <summary>What a file is shown as; null for as it is.</summary>
    public Func<string, byte[]?, byte[]?>? Bend { get; init; }

    /// <summary>After how many reads it breaks down.</summary>
    public int BreaksAfter { get; init; } = int.MaxValue;

    /// <summary>What was asked for, in order.</summary>
    public List<string> Asked { get; } = [];

    public Task<byte[]?> ReadAsync(string path, CancellationToken cancellation)
    {
        lock (Asked)
        {
            Asked.Add(path);
        }

        if (Interlocked.Increment(ref _reads) > BreaksAfter)
        {
            throw new LogUnreachableException(Place, path, "the test broke it", mayPass: false);
        }

        var bytes = Read(path);
        return Task.FromResult(Bend is null ? bytes : Bend(path, bytes));
    }

    private byte[]? Read(string path)
    {
        if (path == "checkpoint")
        {
            return log.Note(size).ToBytes();
        }

        if (path == "log/trust")
        {
            return Encoding.UTF8.GetBytes($"# ledger {log.Ledger}\nlog {log.VerifierKey}\nquorum none\n");
        }

        if (path == "checkpoints/index")
        {
            return Kept.Length == 0 ? null : Encoding.ASCII.GetBytes(string.Concat(Kept.Select(kept => $"{kept}\n")));
        }

        if (path.StartsWith("checkpoints/", StringComparison.Ordinal))
        {
            return log.Note(long.Parse(path["checkpoints/".Length..], CultureInfo.InvariantCulture)).ToBytes();
        }

        if (TilePath.TryParseEntries(path, out var bundle))
        {
            return bundle.Width > TileGeometry.WidthAt(0, bundle.Index, size)
                ? null
                : EntryBundle.Encode([.. log.Entries.Skip((int)bundle.Index * 256).Take(bundle.Width).Select(entry => entry.Bytes.Memory)]);
        }

        if (!TilePath.TryParse(path, out var tile) || tile.Width > TileGeometry.WidthAt(tile.Level, tile.Index, size))
        {
            return null;
        }

        var under = 1 << (8 * tile.Level);
        return [.. Enumerable.Range((int)tile.Index * 256, tile.Width).SelectMany(i => MerkleTree.RootOf([.. log.Entries.Skip(i * under).Take(under).Select(entry => entry.LeafHash)]).ToArray())];
    }
}
