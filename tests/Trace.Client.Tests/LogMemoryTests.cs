using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;

namespace Trace.Client.Tests;

/// <summary>What a client remembers of a log, and how it holds the log to it.</summary>
public sealed class LogMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly InMemoryLog _log = new();
    private readonly AnswerVerifier _answers;
    private InMemoryLog _asked;

    public LogMemoryTests()
    {
        _answers = new AnswerVerifier(_log.Policy);
        _asked = _log;
        _log.Register(1, Role.Producer);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_last_checkpoint_is_known_after_a_restart()
    {
        await ObserveAsync(Open(), _log);
        _log.Register(2, Role.Seller);
        await ObserveAsync(Open(), _log);

        Assert.Equal(_log.Note().ToString(), Store().Last(_log.VerifierKey.Name)!.ToString());
    }

    [Fact]
    public async Task What_was_accepted_is_final_by_a_later_consistent_checkpoint()
    {
        var memory = Open();
        memory.Accept(Answer(_log.Entries[^1]));
        _log.Register(2, Role.Seller);
        memory.Accept(Answer(_log.Entries[^1]));
        Assert.Equal([3L, 5L], Store().Awaiting(_log.VerifierKey.Name).Select(kept => Checkpoint.Parse(kept.Note.Text).Size));

        _log.Register(3, Role.Courier);
        var restarted = Open();
        await ObserveAsync(restarted, _log);

        Assert.Empty(restarted.Awaiting);
        Assert.Empty(Store().Awaiting(_log.VerifierKey.Name));
    }

    [Fact]
    public async Task A_forked_log_is_refused_and_both_checkpoints_are_kept()
    {
        await ObserveAsync(Open(), _log);
        var forked = new InMemoryLog();
        forked.Register(9, Role.Producer);
        forked.Register(2, Role.Seller);
        _asked = forked;

        var fork = await Assert.ThrowsAsync<ForkException>(() => ObserveAsync(Open(), forked));

        Assert.Equal(_log.Note().ToString(), fork.Accepted.ToString());
        Assert.Equal(forked.Note().ToString(), fork.Offered.ToString());
        Assert.Equal(_log.Note().ToBytes(), File.ReadAllBytes(Path.Combine(fork.Evidence!, "accepted")));
        Assert.Equal(forked.Note().ToBytes(), File.ReadAllBytes(Path.Combine(fork.Evidence!, "offered")));
        Assert.Equal(_log.Note().ToString(), Store().Last(_log.VerifierKey.Name)!.ToString());
    }

    [Fact]
    public async Task Two_trees_of_one_size_are_a_fork_without_any_proof()
    {
        await ObserveAsync(Open(), _log);
        var forked = new InMemoryLog();
        forked.Register(9, Role.Producer);

        await Assert.ThrowsAsync<ForkException>(() => ObserveAsync(Open(), forked));
        Assert.Throws<ForkException>(() => Open().Accept(Answer(forked.Entries[^1], forked)));
    }

    [Fact]
    public async Task A_log_that_shrank_is_refused()
    {
        var shorter = new InMemoryLog();
        await ObserveAsync(Open(), _log);
        _asked = shorter;

        var fork = await Assert.ThrowsAsync<ForkException>(() => ObserveAsync(Open(), shorter));
        Assert.Contains("shrank", fork.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_checkpoint_of_the_same_log_is_no_fork()
    {
        var memory = Open();
        await ObserveAsync(memory, _log);
        var size = memory.Last!.Checkpoint.Size;
        await memory.ObserveAsync(_answers.Promise(ByteString.CopyFrom(_log.Note(2).ToBytes())), CancellationToken.None);

        Assert.Equal(size, memory.Last.Checkpoint.Size);
    }

    [Fact]
    public async Task A_promise_that_no_later_tree_keeps_is_a_fork()
    {
        var memory = Open();
        memory.Accept(Answer(_log.Entries[^1]));
        var forked = new InMemoryLog();
        forked.Register(9, Role.Producer);
        forked.Register(2, Role.Seller);
        _asked = forked;

        await Assert.ThrowsAsync<ForkException>(() => ObserveAsync(memory, forked));
    }

    private CheckpointStore Store() => new(_folder.Path);

    private LogMemory Open() => new(Store(), _answers, (first, second, _) =>
        Task.FromResult(second > _asked.Entries.Count ? null : _asked.Consistency(first, second)));

    private Task ObserveAsync(LogMemory memory, InMemoryLog log) =>
        memory.ObserveAsync(_answers.Promise(ByteString.CopyFrom(log.Note().ToBytes())), CancellationToken.None);

    private RecordedStatement Answer(RecordedEntry entry, InMemoryLog? log = null) => _answers.Check(entry.Statement.Bytes, (log ?? _log).Answer(entry));
}
