using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Trace.Domain.Ledger;
using Trace.Domain.Products;
using Trace.Import.Olist;
using Trace.Import.Planning;
using Trace.Import.Running;
using Trace.V1;

namespace Trace.Import.Tests;

/// <summary>Posting: in chunks, stopped and gone on with, refused for now and sent again.</summary>
public sealed class ImportRunTests : IDisposable
{
    private const int Orders = 900;

    private readonly string _folder = Directory.CreateTempSubdirectory("trace-import-").FullName;
    private readonly ReplayedLedger _ledger = new();
    private readonly ImportPlan _plan;
    private int _posted;

    public ImportRunTests() => _plan = OlistPlan.Build(
        new OlistData([.. Enumerable.Range(0, Orders).Select(i => new OlistOrder($"{i:D4}", "SP", "delivered", At(i), null, At(i + 1), At(i % 100 == 0 ? i : i + 2), null))],
            [.. Enumerable.Range(0, Orders).Select(i => new OlistItem($"{i:D4}", 1, $"p{i % 7}", "s", 100))], [], [], []),
        _ledger.Context, new OlistNumbers());

    public void Dispose()
    {
        _ledger.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_plan_is_recorded_and_counted()
    {
        var steps = new Steps();
        var report = await Run(Post).RunAsync(steps, TestContext.Current.CancellationToken);
        Assert.Equal((_plan.Statements.Count, 0, 0), (report.New, report.AlreadyThere, report.Refused));
        Assert.Equal(_plan.Counts.Select(count => (count.Kind.ToString(), count.Count)), report.Kinds.Select(kind => (kind.Kind, kind.Planned)));
        Assert.Equal(_plan.Statements.Count, steps.Last!.Done);
    }

    [Fact]
    public async Task A_second_run_records_nothing_new()
    {
        await Run(Post).RunAsync(null, TestContext.Current.CancellationToken);
        var size = _ledger.Size;
        var report = await Run(Post).RunAsync(null, TestContext.Current.CancellationToken);
        Assert.Equal((0, _plan.Statements.Count, 0), (report.New, report.AlreadyThere, report.Refused));
        Assert.Equal(size, _ledger.Size);
    }

    [Fact]
    public async Task A_stopped_run_goes_on_where_it_was()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run((statements, token) => Post(statements, 2500, stop.Cancel, token)).RunAsync(null, stop.Token));
        _posted = 0;
        var report = await Run(Post).RunAsync(null, TestContext.Current.CancellationToken);
        Assert.InRange(_posted, _plan.Statements.Count - 2501, _plan.Statements.Count - 2499);
        Assert.Equal(_plan.Statements.Count, report.New + report.AlreadyThere + report.Kinds.Sum(kind => kind.EarlierRun));
        Assert.Equal((ulong)_plan.Statements.Count + ReplayedLedger.Founding, _ledger.Size);
    }

    [Fact]
    public async Task Flags_are_counted_over_what_an_earlier_run_had_answered_too()
    {
        using var whole = new ReplayedLedger();
        var expected = (await new ImportRun(_plan, (statements, token) => Post(whole, statements, token)).RunAsync(null, TestContext.Current.CancellationToken)).Flags;
        Assert.Contains(expected, flag => flag.Flag == FlagKind.ReceiptBeforeShipment && flag.Count == Orders / 100);

        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run((statements, token) => Post(statements, 2500, stop.Cancel, token)).RunAsync(null, stop.Token));
        var run = new ImportRun(_plan, Post, _folder, new Hurried()) { LogSizeAtStart = _ledger.Size, ReadLog = _ => _ledger.Entries.ToAsyncEnumerable() };
        Assert.Equal(expected, (await run.RunAsync(null, TestContext.Current.CancellationToken)).Flags);
    }

    [Fact]
    public async Task Contents_that_a_stopped_run_did_not_upload_are_uploaded_by_the_next()
    {
        var uploaded = new ConcurrentDictionary<Hash256, int>();
        int left = 300;
        var broken = new ImportRun(_plan, Post, _folder, new Hurried())
        {
            LogSizeAtStart = _ledger.Size,
            Disclose = (identity, _, _) => Interlocked.Decrement(ref left) >= 0 ? Upload(identity) : throw new IOException("gone"),
        };
        await Assert.ThrowsAsync<IOException>(() => broken.RunAsync(null, TestContext.Current.CancellationToken));
        Assert.True(ImportRun.WasStopped(_folder));

        var next = new ImportRun(_plan, Post, _folder, new Hurried()) { LogSizeAtStart = _ledger.Size, Disclose = (identity, _, _) => Upload(identity) };
        var report = await next.RunAsync(null, TestContext.Current.CancellationToken);
        Assert.Equal(_plan.Statements.Where(planned => planned.Disclosures.Count > 0).Select(planned => planned.Identity).ToHashSet(), uploaded.Keys.ToHashSet());
        Assert.Equal((Orders, Orders), (report.Disclosures!.Planned, report.Disclosures.Uploaded));
        Assert.False(ImportRun.WasStopped(_folder));

        Task<Refusal?> Upload(Hash256 identity)
        {
            uploaded[identity] = 1;
            return Task.FromResult<Refusal?>(null);
        }
    }

    [Fact]
    public async Task A_content_that_was_erased_is_counted_and_stops_nothing()
    {
        var erased = _plan.Statements.First(planned => planned.Disclosures.Count > 0);
        var run = new ImportRun(_plan, Post)
        {
            LogSizeAtStart = _ledger.Size,
            Disclose = (identity, _, _) => Task.FromResult(identity == erased.Identity ? Refusal.Because(Reason.Erased, "path", "gone for good") : null),
        };
        var report = await run.RunAsync(null, TestContext.Current.CancellationToken);
        Assert.Equal((Orders, Orders - 1), (report.Disclosures!.Planned, report.Disclosures.Uploaded));
        Assert.Equal((Reason.Erased, 1, $"{erased.Label}: gone for good"), report.Disclosures.Refusals.Select(refusal => (refusal.Reason, refusal.Count, refusal.Example)).Single());
        Assert.Equal(0, report.Refused);
    }

    [Fact]
    public async Task A_stream_that_breaks_off_is_an_error_and_the_next_run_goes_on()
    {
        await Assert.ThrowsAsync<IOException>(() => Run((statements, token) => Broken(statements, 700, token)).RunAsync(null, TestContext.Current.CancellationToken));
        var report = await Run(Post).RunAsync(null, TestContext.Current.CancellationToken);
        Assert.Equal(700, report.Kinds.Sum(kind => kind.EarlierRun));
        Assert.Equal((ulong)_plan.Statements.Count + ReplayedLedger.Founding, _ledger.Size);
    }

    [Fact]
    public async Task What_is_refused_for_now_is_sent_again_with_all_that_rests_on_it()
    {
        int refusals = 0;
        var report = await Run((statements, token) => Refusing(statements, _ => ++refusals <= 3, Refusal.Later(Reason.BacklogFull, "", "full", TimeSpan.FromMilliseconds(1)), token))
            .RunAsync(null, TestContext.Current.CancellationToken);
        Assert.Equal((_plan.Statements.Count, 0), (report.New, report.Refused));
    }

    [Fact]
    public async Task What_is_refused_for_good_is_reported_by_reason_with_an_example()
    {
        int seen = 0;
        var report = await Run((statements, token) => Refusing(statements, _ => ++seen == _plan.Statements.Count, Refusal.Because(Reason.RateLimited, "x", "why"), token))
            .RunAsync(null, TestContext.Current.CancellationToken);
        var refused = Assert.Single(report.Refusals);
        Assert.Equal((Reason.RateLimited, 1, $"{_plan.Statements[^1].Label}: x: why"), (refused.Reason, refused.Count, refused.Example));
    }

    private ImportRun Run(Func<IAsyncEnumerable<SignedStatement>, CancellationToken, IAsyncEnumerable<Posted>> post) =>
        new(_plan, post, _folder, new Hurried()) { LogSizeAtStart = _ledger.Size };

    private static async IAsyncEnumerable<Posted> Post(ReplayedLedger ledger, IAsyncEnumerable<SignedStatement> statements, [EnumeratorCancellation] CancellationToken token)
    {
        await foreach (var signed in statements.WithCancellation(token))
        {
            yield return ledger.Answer(signed);
        }
    }

    private IAsyncEnumerable<Posted> Post(IAsyncEnumerable<SignedStatement> statements, CancellationToken token) => Post(statements, int.MaxValue, () => { }, token);

    private async IAsyncEnumerable<Posted> Post(IAsyncEnumerable<SignedStatement> statements, int after, Action then, [EnumeratorCancellation] CancellationToken token)
    {
        await foreach (var signed in statements.WithCancellation(token))
        {
            if (_posted++ == after)
            {
                then();
            }

            yield return _ledger.Answer(signed);
        }
    }

    private async IAsyncEnumerable<Posted> Broken(IAsyncEnumerable<SignedStatement> statements, int after, [EnumeratorCancellation] CancellationToken token)
    {
        await foreach (var signed in statements.WithCancellation(token))
        {
            if (_posted++ == after)
            {
                yield break;
            }

            yield return _ledger.Answer(signed);
        }
    }

    private async IAsyncEnumerable<Posted> Refusing(
        IAsyncEnumerable<SignedStatement> statements, Func<SignedStatement, bool> which, Refusal refusal, [EnumeratorCancellation] CancellationToken token)
    {
        await foreach (var signed in statements.WithCancellation(token))
        {
            yield return which(signed) ? new Posted(null, refusal) : _ledger.Answer(signed);
        }
    }

    private static long At(int hour) => UnixMicroseconds.Of(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(hour));

    private sealed class Steps : IProgress<ImportProgress>
    {
        public ImportProgress? Last { get; private set; }

        public void Report(ImportProgress value) => Last = value;
    }

    // Pauses end at once.
    private sealed class Hurried : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
