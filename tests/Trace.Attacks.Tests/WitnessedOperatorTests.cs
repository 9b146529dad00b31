using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Ledger;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Ledger;
using Trace.Witness;

namespace Trace.Attacks.Tests;

/// <summary>The operator of a log whose readers demand a quorum of witnesses, alone and together with some of them.</summary>
public class WitnessedOperatorTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_logs_only_one_gets_the_quorum_and_no_reader_believes_the_other()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        await using var witnesses = await WitnessesAsync(scene, 2, quorum: 2);
        await scene.StopAsync();
        await using var other = await scene.CopyAsync();
        scene.Witnesses = other.Witnesses = witnesses.Policy;
        await scene.StartAsync();
        var published = await PublishedAsync(scene, await scene.RecordAsync(scene.Listing("给甲看的")));
        await other.StartAsync();
        await using (var client = other.Service.Connect(new LedgerClientOptions { Retry = RetryPolicy.None }))
        {
            await Record.ExceptionAsync(() => client.RecordAsync(scene.Listing("给乙看的"), Cancellation));
        }

        await UntilAsync(() => Task.FromResult(other.Service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause is not null));

        var policy = witnesses.PolicyWith(scene.LogAlone);
        await using var a = scene.Reader("a", policy);
        Assert.Equal(published.Checkpoint.Root, (await a.GetCheckpointAsync(Cancellation)).Checkpoint.Root);
        // What the other signed carries no quorum, and is not believed; what it still serves is the common beginning.
        await using var b = other.Reader("b", policy);
        try
        {
            Assert.True((await b.GetCheckpointAsync(Cancellation)).Checkpoint.Size < published.Checkpoint.Size);
        }
        catch (Exception refused) when (refused is VerificationException or RefusedException or Grpc.Core.RpcException)
        {
            Assert.NotEmpty(refused.Message);
        }
    }

    [Fact]
    public async Task A_rewritten_log_gets_no_quorum_and_the_server_that_tried_stays_read_only()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        await using var witnesses = await WitnessesAsync(scene, 2, quorum: 2);
        await scene.StopAsync();
        scene.Witnesses = witnesses.Policy;
        await scene.StartAsync();
        var dropped = await scene.RecordAsync(scene.Listing("要抹掉的"));
        await PublishedAsync(scene, dropped);
        await scene.StopAsync();
        var forgery = Forgery.After(await StoredLog.ReadAsync(scene.Database), (int)dropped.Index);
        forgery.Append(scene.Listing("如此更好"));
        forgery.Append(scene.Listing("更长"));
        await forgery.WriteAsync(scene.Database);

        await scene.StartAsync(newAnchor: true);

        await UntilAsync(() => Task.FromResult(scene.Service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause is not null));
    }

    [Fact]
    public async Task A_witness_brought_back_from_an_old_backup_does_not_start_and_one_whose_marker_was_brought_back_too_is_outvoted()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        await using var witnesses = await WitnessesAsync(scene, 3, quorum: 2);
        await scene.StopAsync();
        scene.Witnesses = witnesses.Policy;
        await scene.StartAsync();
        await PublishedAsync(scene, await scene.RecordAsync(scene.Listing("备份之前")), signatures: 4);
        await witnesses.StopAsync(0);
        CopyFolder(witnesses.FolderOf(0), witnesses.FolderOf(0) + ".backup");
        await witnesses.RestartAsync(0);
        var lost = await scene.RecordAsync(scene.Listing("备份之后"));
        await PublishedAsync(scene, lost, signatures: 4);
        await witnesses.StopAsync(0);

        // The state alone is brought back: the marker beside the key knows better.
        foreach (var file in Directory.GetFiles(witnesses.FolderOf(0) + ".backup", "state.db*"))
        {
            File.Copy(file, Path.Combine(witnesses.FolderOf(0), Path.GetFileName(file)), overwrite: true);
        }

        await Assert.ThrowsAsync<StartRefusedException>(() => witnesses.RestartAsync(0));

        // All of it is brought back: it forgets what it signed, and would sign a second history. The quorum's other members do not.
        Directory.Delete(witnesses.FolderOf(0), recursive: true);
        CopyFolder(witnesses.FolderOf(0) + ".backup", witnesses.FolderOf(0));
        await witnesses.RestartAsync(0);
        await scene.StopAsync();
        var forgery = Forgery.After(await StoredLog.ReadAsync(scene.Database), (int)lost.Index);
        forgery.Append(scene.Listing("另一段"));
        forgery.Append(scene.Listing("历史"));
        await forgery.WriteAsync(scene.Database);
        await scene.StartAsync(newAnchor: true);
        await UntilAsync(() => Task.FromResult(scene.Service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause is not null));
        using var http = new HttpClient { BaseAddress = scene.Service.Http };
        using var answer = await http.GetAsync("/checkpoint", Cancellation);
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            var note = SignedNote.Parse(await answer.Content.ReadAsByteArrayAsync(Cancellation));
            Assert.True(Checkpoint.Parse(note.Text).Size <= (long)lost.Index, "nothing of the second history is published");
        }
    }

    [Fact]
    public async Task Enough_witnesses_who_conspire_with_the_operator_are_noticed_only_by_whoever_remembers()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        await using var witnesses = await WitnessesAsync(scene, 2, quorum: 1);
        await scene.StopAsync();
        scene.Witnesses = witnesses.Policy;
        await scene.StartAsync();
        var dropped = await scene.RecordAsync(scene.Listing("要抹掉的"));
        await PublishedAsync(scene, dropped);
        var policy = witnesses.PolicyWith(scene.LogAlone);
        await using (var before = scene.Reader("remembers", policy))
        {
            await before.GetCheckpointAsync(Cancellation);
        }

        // Both forget what they signed: key and name are the same.
        for (var i = 0; i < 2; i++)
        {
            await witnesses.StopAsync(i);
            foreach (var file in Directory.GetFiles(witnesses.FolderOf(i), "state.db*"))
            {
                File.Delete(file);
            }

            await witnesses.RestartAsync(i, forgets: true);
        }

        await scene.StopAsync();
        var forgery = Forgery.After(await StoredLog.ReadAsync(scene.Database), (int)dropped.Index);
        var instead = forgery.Append(scene.Listing("如此更好"));
        await forgery.WriteAsync(scene.Database);
        await scene.StartAsync(newAnchor: true);
        await PublishedAsync(scene, instead);

        await using var newcomer = scene.Reader("newcomer", policy);
        Assert.Equal("如此更好", (await newcomer.ReadHistoryAsync(Scene.Product.Value, cancellation: Cancellation)).Entries[^1].Entry.Statement.Message.Listing.Name.Zh);
        await using var remembers = scene.Reader("remembers", policy);
        await Assert.ThrowsAsync<ForkException>(() => remembers.GetCheckpointAsync(Cancellation));
    }

    private static async Task<VerifiedCheckpoint> PublishedAsync(Scene scene, RecordedEntry with, int signatures = 3)
    {
        VerifiedCheckpoint? found = null;
        await UntilAsync(async () =>
        {
            await using var client = new LedgerClient(scene.Service.Grpc.ToString(), scene.Log.Ledger, scene.LogAlone, new LedgerClientOptions { Retry = RetryPolicy.None, FinalEvery = null });
            try
            {
                found = await client.GetCheckpointAsync(Cancellation);
            }
            catch (Exception notYet) when (notYet is RefusedException or Grpc.Core.RpcException)
            {
                return false;
            }

            return found.Note.Signatures.Count >= signatures && found.Checkpoint.Size > (long)with.Index;
        });
        return found!;
    }

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, Cancellation);
        while (!await done())
        {
            await Task.Delay(50, either.Token);
        }
    }

    private static async Task<Group> WitnessesAsync(Scene scene, int count, int quorum)
    {
        var group = new Group(scene.Log.Signer.VerifierKey, scene.At("witnesses"), quorum);
        for (var i = 0; i < count; i++)
        {
            await group.StartAsync(i);
        }

        return group;
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }
    }

    private sealed class Group(VerifierKey log, string folder, int quorum) : IAsyncDisposable
    {
        private readonly SortedDictionary<int, LocalWitness> _all = [];

        public TrustPolicy Policy => Parse("");

        public TrustPolicy PolicyWith(TrustPolicy logAlone) => Parse($"# ledger {logAlone.Ledger}\nlog {log}\n");

        public string FolderOf(int i) => Path.Combine(folder, $"w{i}");

        public async Task StartAsync(int i) => _all[i] = await LocalWitness.StartAsync(FolderOf(i), $"w{i}", log);

        public ValueTask StopAsync(int i) => _all[i].DisposeAsync();

        public async Task RestartAsync(int i, bool forgets = false) => _all[i] = await LocalWitness.StartAsync(FolderOf(i), $"w{i}", log, _all[i].Address.Port, forgets);

        private TrustPolicy Parse(string before) => TrustPolicy.Parse(Encoding.UTF8.GetBytes(
            $"{before}{string.Concat(_all.Values.Select(witness => witness.Line + "\n"))}group enough {quorum} {string.Join(' ', _all.Values.Select(witness => witness.Name))}\nquorum enough\n"));

        public async ValueTask DisposeAsync()
        {
            foreach (var witness in _all.Values)
            {
                await witness.DisposeAsync();
            }
        }
    }
}
