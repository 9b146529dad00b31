using Google.Protobuf;
using Trace.Audit.State;
using Trace.Client;
using Trace.Client.Logs;
using Trace.Domain.Ledger;

namespace Trace.Audit;

/// <summary>A log follows another, whose files were not named.</summary>
/// <param name="origin">Of the other.</param>
public sealed class PredecessorWantedException(string origin) : Exception($"this log follows \"{origin}\", and its rules begin with what that one left: name the files of that one by --predecessor");

/// <summary>
/// The audit of the log before. It is an ordinary audit up to the checkpoint that the follower's Genesis names, with a state of its own; when it
/// is whole, the follower's state begins as a copy of it.
/// </summary>
/// <param name="policy">Which logs and witnesses are believed.</param>
/// <param name="options">How it works.</param>
/// <param name="path">The follower's state.</param>
internal sealed class AuditBefore(TrustPolicy policy, AuditOptions options, string path)
{
    /// <summary>The file of its state.</summary>
    public string Path { get; } = System.IO.Path.Combine(options.StateFolder, $"{System.IO.Path.GetFileNameWithoutExtension(path)}.before.audit");

    /// <summary>The checkpoint of the log before; null where the log follows none, or its entry 0 can't be read, which its own audit tells.</summary>
    /// <exception cref="LogFileException">It is not believed.</exception>
    public async Task<VerifiedCheckpoint?> CheckpointAsync(LogSnapshot log, CancellationToken cancellation)
    {
        if (log.Checkpoint.Size == 0)
        {
            return null;
        }

        try
        {
            await foreach (var stretch in log.ReadWithFlawsAsync(0, 1, cancellation))
            {
                if (stretch.Flaws.Count == 0 && RecordedEntry.TryRead(ByteString.CopyFrom(stretch.Entries[0].Span), out var first, out _) && first!.Statement.Message.Genesis?.Predecessor is { } named)
                {
                    return Succession.TryBelieve(named, policy, out var before, out var problem)
                        ? before
                        : throw new LogFileException(log.Checkpoint.Origin, new LogFlaw(TilePath.FormatEntries(0), LogFileProblem.NotBelieved, problem, 0));
                }
            }
        }
        catch (LogFileException flawed) when (flawed.Flaw.Problem != LogFileProblem.NotBelieved)
        {
            return null;
        }

        return null;
    }

    /// <summary>Holds the log before to what an audit of it under its own name accepted. What was accepted beyond its last known checkpoint was lost, and is no fork.</summary>
    /// <exception cref="ForkException">It is another history: both checkpoints are kept.</exception>
    public async Task HoldToEarlierAsync(LogReader reader, LogSnapshot log, CancellationToken cancellation)
    {
        var earlier = System.IO.Path.Combine(options.StateFolder, $"{FileNames.Of(log.Checkpoint.Origin)}.audit");
        if (log.EdgeFlaw is not null || !File.Exists(earlier))
        {
            return;
        }

        using var store = AuditStore.Open(earlier);
        if (store.Accepted() is { } accepted && Checkpoint.Parse(accepted.Text) is var seen && seen.Size <= log.Checkpoint.Size
            && !await log.BeginsWithAsync(seen.Size, seen.Root, cancellation))
        {
            throw reader.Fork(accepted, log.Verified.Note, seen.Origin, $"the tree of {seen.Size} entries that was accepted is not the beginning of the {log.Checkpoint.Size} that another log follows");
        }
    }

    /// <summary>Makes a copy of its state the follower's. It counts once it is whole.</summary>
    public void HandOn(AuditedBefore before)
    {
        var beside = $"{path}.new";
        File.Copy(Path, beside, overwrite: true);
        using (var store = AuditStore.Open(beside))
        {
            store.BeginBehind(before);
        }

        File.Move(beside, path, overwrite: true);
    }
}
