using System.Globalization;
using System.Text;
using Trace.Domain.Ledger;

namespace Trace.Client.Logs;

/// <summary>The checkpoints that a log keeps for ever, one a minute (<c>checkpoints/&lt;size&gt;</c>), and the list of their sizes.</summary>
public static class CheckpointList
{
    private const string Index = "checkpoints/index";
    private const int AtOnce = 8;
    private const int MostDigits = 19;

    /// <summary>The sizes that a log lists, ascending; none where it lists none.</summary>
    /// <param name="files">The log.</param>
    /// <param name="after">Greater than this; -1 for all.</param>
    /// <param name="upTo">At most this.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LogFileException">The list is malformed.</exception>
    public static async Task<IReadOnlyList<long>> ListAsync(ILogFiles files, long after, long upTo, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (await files.ReadAsync(Index, cancellation).ConfigureAwait(false) is not { } bytes)
        {
            return [];
        }

        var (sizes, last, line) = (new List<long>(), -1L, 0L);
        for (var at = 0; at < bytes.Length; line++)
        {
            var rest = bytes.AsSpan(at);
            var end = rest.IndexOf((byte)'\n');
            if (end is < 0 or > MostDigits || !Checkpoint.TryParseSize(Encoding.ASCII.GetString(rest[..end]), out var size) || size <= last)
            {
                throw LogFileException.Of(files, Index, LogFileProblem.Malformed, $"line {line + 1}: each is a size in decimal, greater than the one before, and ends with a newline");
            }

            if (size > after && size <= upTo)
            {
                sizes.Add(size);
            }

            last = size;
            at += end + 1;
        }

        return sizes;
    }

    /// <summary>Adds those that are new, up to the exported size, and writes the list.</summary>
    /// <param name="from">The log.</param>
    /// <param name="to">Where to.</param>
    /// <param name="exported">The exported tree, of which each must be the beginning.</param>
    /// <param name="logs">The log's keys.</param>
    /// <param name="reader">Keeps the evidence of a fork.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>How many were added.</returns>
    /// <exception cref="LogFileException">One is missing, or not what the list says.</exception>
    /// <exception cref="ForkException">One is signed over another tree.</exception>
    internal static async Task<int> CopyAsync(ILogFiles from, ExportFolder to, LogSnapshot exported, IReadOnlyList<VerifierKey> logs, LogReader reader, CancellationToken cancellation)
    {
        var there = await ListAsync(to.Files, -1, long.MaxValue, cancellation).ConfigureAwait(false);
        var fresh = (await ListAsync(from, -1, exported.Checkpoint.Size, cancellation).ConfigureAwait(false)).Except(there).ToList();
        if (fresh.Count == 0)
        {
            return 0;
        }

        foreach (var part in fresh.Chunk(AtOnce))
        {
            foreach (var (size, note) in part.Zip(await Task.WhenAll(part.Select(size => ReadAsync(from, size, exported, logs, reader, cancellation))).ConfigureAwait(false)))
            {
                await to.WriteAsync(PathOf(size), note, cancellation).ConfigureAwait(false);
            }
        }

        // The list names nothing that is not there.
        await to.SettleAsync().ConfigureAwait(false);
        await to.WriteAsync(Index, Encoding.ASCII.GetBytes(string.Concat(there.Concat(fresh).Order().Select(size => string.Create(CultureInfo.InvariantCulture, $"{size}\n")))), cancellation).ConfigureAwait(false);
        return fresh.Count;
    }

    private static async Task<byte[]> ReadAsync(ILogFiles from, long size, LogSnapshot exported, IReadOnlyList<VerifierKey> logs, LogReader reader, CancellationToken cancellation)
    {
        var path = PathOf(size);
        var note = await from.ReadAsync(path, cancellation).ConfigureAwait(false)
            ?? throw LogFileException.Of(from, path, LogFileProblem.Missing, "the list of kept checkpoints names it, and it is not there");
        if (!NoteVerifier.TryOpen(note, logs, out var opened, out var refusal))
        {
            throw LogFileException.Of(from, path, LogFileProblem.NotBelieved, $"{refusal.Reason}: {refusal.Problem}");
        }

        if (!Checkpoint.TryParse(opened.Note.Text, out var checkpoint, out var problem))
        {
            throw LogFileException.Of(from, path, LogFileProblem.Malformed, problem);
        }

        if (checkpoint.Size != size || checkpoint.Origin != exported.Checkpoint.Origin)
        {
            throw LogFileException.Of(from, path, LogFileProblem.Differs, $"it is the checkpoint of {checkpoint.Size} entries of \"{checkpoint.Origin}\"");
        }

        var root = await exported.RootAtAsync(size, cancellation).ConfigureAwait(false);
        return root == checkpoint.Root
            ? note
            : throw reader.Fork(opened.Note, exported.Verified.Note, checkpoint.Origin, $"the kept checkpoint of {size} entries is signed over the root {checkpoint.Root}; the first {size} entries that are shown have the root {root}");
    }

    /// <summary>The path of one.</summary>
    /// <param name="size">Of its tree.</param>
    public static string PathOf(long size) => string.Create(CultureInfo.InvariantCulture, $"checkpoints/{size}");
}
