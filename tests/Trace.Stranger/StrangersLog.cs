using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Trace.Stranger;

/// <summary>
/// Reads a whole log as C2SP tlog-tiles says it lies there, and recomputes all of it: leaves from entries, every tile of every level from
/// leaves, the root from both.
/// </summary>
/// <param name="read">Reads a file under the log's prefix; null where there is none.</param>
public sealed class StrangersLog(Func<string, Task<byte[]?>> read)
{
    private const int Wide = 256;
    private const int HashBytes = 32;
    private const int AtOnce = 8;

    /// <summary>The newest checkpoint.</summary>
    public async Task<StrangersNote> CheckpointAsync(string vkey) => StrangersNote.Open(await ReadAsync("checkpoint"), vkey);

    /// <summary>The verifier key of the one log that <c>log/trust</c> names (C2SP tlog-policy).</summary>
    public async Task<string> TrustedAsync() =>
        Encoding.UTF8.GetString(await ReadAsync("log/trust")).Split('\n').Single(line => line.StartsWith("log ", StringComparison.Ordinal)).Split(' ')[1];

    /// <summary>The entries of one bundle.</summary>
    public async Task<IReadOnlyList<byte[]>> EntriesAsync(long index, int width)
    {
        var bytes = await ReadAsync($"tile/entries/{Name(index, width)}");
        var entries = new List<byte[]>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));
            entries.Add(bytes.AsSpan(at + 2, length).ToArray());
            at += 2 + length;
        }

        return entries.Count == width ? entries : throw new StrangerException($"bundle {index} holds {entries.Count} entries, not {width}");
    }

    /// <summary>Recomputes the log up to a checkpoint.</summary>
    /// <returns>The leaf hashes, in order.</returns>
    /// <exception cref="StrangerException">A tile differs from what the entries say, or the root does.</exception>
    public async Task<IReadOnlyList<byte[]>> RecomputeAsync(StrangersNote checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var leaves = new List<byte[]>();
        for (var bundle = 0L; bundle * Wide < checkpoint.Size; bundle += AtOnce)
        {
            var part = Enumerable.Range(0, AtOnce).Select(i => bundle + i).Where(index => index * Wide < checkpoint.Size);
            foreach (var entries in await Task.WhenAll(part.Select(index => EntriesAsync(index, (int)Math.Min(Wide, checkpoint.Size - (index * Wide))))))
            {
                leaves.AddRange(entries.Select(entry => StrangersTree.Leaf(entry)));
            }
        }

        IReadOnlyList<byte[]> row = leaves;
        for (var level = 0; row.Count > 0; level++)
        {
            row = await RequireTilesAsync(level, row);
        }

        return StrangersTree.Root(leaves, 0, leaves.Count).AsSpan().SequenceEqual(checkpoint.Root)
            ? leaves
            : throw new StrangerException($"{leaves.Count} entries have another root than the checkpoint says");
    }

    /// <summary>A path's last part: <c>x001/x234/067</c>, and behind it the width of a partial tile.</summary>
    public static string Name(long index, int width)
    {
        var name = new StringBuilder((index % 1000).ToString("D3", CultureInfo.InvariantCulture));
        for (var rest = index / 1000; rest > 0; rest /= 1000)
        {
            name.Insert(0, string.Create(CultureInfo.InvariantCulture, $"x{rest % 1000:D3}/"));
        }

        return width == Wide ? name.ToString() : name.Append(CultureInfo.InvariantCulture, $".p/{width}").ToString();
    }

    // The hashes of a level, tile by tile; and those of the level above, one of each full tile.
    private async Task<IReadOnlyList<byte[]>> RequireTilesAsync(int level, IReadOnlyList<byte[]> row)
    {
        var above = new List<byte[]>();
        for (var first = 0; first < row.Count; first += Wide)
        {
            var width = Math.Min(Wide, row.Count - first);
            var path = $"tile/{level}/{Name(first / Wide, width)}";
            var tile = await ReadAsync(path);
            if (tile.Length != width * HashBytes || !tile.AsSpan().SequenceEqual(row.Skip(first).Take(width).SelectMany(hash => hash).ToArray()))
            {
                throw new StrangerException($"{path} is not what the entries say");
            }

            if (width == Wide)
            {
                above.Add(StrangersTree.Root(row, first, Wide));
            }
        }

        return above;
    }

    private async Task<byte[]> ReadAsync(string path) => await read(path) ?? throw new StrangerException($"there is no {path}");
}
