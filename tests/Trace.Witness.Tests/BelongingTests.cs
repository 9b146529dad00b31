using System.Net;
using Microsoft.Data.Sqlite;
using Trace.Witness.Keys;

namespace Trace.Witness.Tests;

/// <summary>Key, marker and state belong together: what looks like forgetting is refused at start.</summary>
public sealed class BelongingTests : IAsyncLifetime
{
    private static readonly GrownTree Five = GrownTree.Empty.Grow(5, "honest");
    private static readonly GrownTree Eleven = Five.Grow(6, "honest");

    private readonly TemporaryFolder _folder = new();
    private readonly TestLog _log = new();
    private readonly WitnessProcess _witness;

    public BelongingTests() => _witness = new WitnessProcess(_folder);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _witness.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_restart_finds_what_was_cosigned_and_what_was_published()
    {
        await CosignAsync(0, Five);
        var path = $"/{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(_log.Origin)))}/checkpoint";
        var published = await _witness.Http.GetStringAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(0, await _witness.StopAsync());

        await _witness.StartAsync([_log.Key]);

        Assert.Equal(published, await _witness.Http.GetStringAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.Conflict, "5\n"), await AddAsync(0, Eleven));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AddAsync(5, GrownTree.Empty.Grow(11, "fork"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await AddAsync(5, Eleven)).Status);
    }

    [Fact]
    public async Task A_second_process_of_one_key_or_of_one_state_is_refused()
    {
        await CosignAsync(0, Five);
        var (code, said) = await _witness.RefusedAsync(_log.Key, _folder.File("another.db"));
        Assert.Equal(2, code);
        Assert.Contains("in use by another witness", said, StringComparison.Ordinal);

        var other = _folder.File("other.key");
        WitnessKeyFile.Create(other, "witness.test/2", WitnessAlgorithm.Ed25519).Dispose();
        (code, said) = await WitnessProcess.RefusedAsync("witness", "run", "--key", other, "--state", _witness.StateFile, "--listen", "127.0.0.1:0", "--log", _log.Key.ToString());
        Assert.Equal(2, code);
        Assert.Contains("in use by another witness", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_file_brought_back_from_an_old_backup_is_refused()
    {
        await CosignAsync(0, Five);
        await _witness.StopAsync();
        File.Copy(_witness.StateFile, _folder.File("backup.db"));
        await CosignAsync(5, Eleven);
        await _witness.StopAsync();
        File.Copy(_folder.File("backup.db"), _witness.StateFile, overwrite: true);

        await RefusedAsync("the state file is older than what was signed: it has grown 1 times, the marker beside the key says 2");
    }

    [Fact]
    public async Task A_missing_state_file_is_refused_and_made_anew_only_when_told()
    {
        await CosignAsync(0, Five);
        await _witness.StopAsync();
        File.Delete(_witness.StateFile);

        await RefusedAsync("the state file is missing, and this key has signed 1 times from one");
        Assert.False(File.Exists(_witness.StateFile));
        await _witness.StartAsync([_log.Key], "--new-state");
        Assert.Equal((HttpStatusCode.Conflict, "0\n"), await AddAsync(5, Eleven));
        await _witness.StopAsync();
        await RefusedAsync("--new-state is for a state file that is missing", "--new-state");
    }

    [Fact]
    public async Task A_missing_marker_is_refused_and_followed_anew_only_when_told()
    {
        await CosignAsync(0, Five);
        await _witness.StopAsync();
        File.Delete(_witness.MarkerFile);

        await RefusedAsync("the marker beside the key is missing");
        await _witness.StartAsync([_log.Key], "--new-marker");
        Assert.Equal(HttpStatusCode.OK, (await AddAsync(5, Eleven)).Status);
        await _witness.StopAsync();
        await _witness.StartAsync([_log.Key]);
    }

    [Fact]
    public async Task A_key_without_marker_and_state_may_have_signed_elsewhere()
    {
        File.Delete(_witness.MarkerFile);

        await RefusedAsync("this key may have signed elsewhere");
    }

    [Fact]
    public async Task A_state_file_of_another_key_is_refused()
    {
        await CosignAsync(0, Five);
        await _witness.StopAsync();
        var other = _folder.File("other.key");
        WitnessKeyFile.Create(other, "witness.test/2", WitnessAlgorithm.Ed25519).Dispose();

        var (code, said) = await WitnessProcess.RefusedAsync("witness", "run", "--key", other, "--state", _witness.StateFile, "--listen", "127.0.0.1:0", "--log", _log.Key.ToString());

        Assert.Equal(2, code);
        Assert.Contains("made for other keys", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_file_that_went_on_without_this_marker_is_refused()
    {
        await CosignAsync(0, Five);
        await _witness.StopAsync();
        File.Copy(_witness.MarkerFile, _folder.File("marker.copy"));
        File.Delete(_witness.StateFile);
        await _witness.StartAsync([_log.Key], "--new-state");
        await _witness.StopAsync();
        File.Copy(_folder.File("marker.copy"), _witness.MarkerFile, overwrite: true);

        await RefusedAsync("the key has signed from another state file");
    }

    [Fact]
    public async Task A_torn_marker_says_what_was_true_before_and_a_damaged_one_is_refused()
    {
        await CosignAsync(0, Five);
        await _witness.StopAsync();
        var marker = await File.ReadAllBytesAsync(_witness.MarkerFile, TestContext.Current.CancellationToken);
        Assert.Equal(2 * 192, marker.Length);

        // Torn while the slot after next was written.
        await _witness.StartAsync([_log.Key]);
        Assert.Equal(HttpStatusCode.OK, (await AddAsync(5, Eleven)).Status);
        await _witness.StopAsync();
        var newer = await File.ReadAllBytesAsync(_witness.MarkerFile, TestContext.Current.CancellationToken);
        var changed = Enumerable.Range(0, 2).Single(slot => !marker.AsSpan(192 * slot, 192).SequenceEqual(newer.AsSpan(192 * slot, 192)));
        newer[(192 * changed) + 60] ^= 1;
        await File.WriteAllBytesAsync(_witness.MarkerFile, newer, TestContext.Current.CancellationToken);
        await _witness.StartAsync([_log.Key]);
        Assert.Equal((HttpStatusCode.Conflict, "11\n"), await AddAsync(5, Eleven));
        await _witness.StopAsync();

        await File.WriteAllBytesAsync(_witness.MarkerFile, new byte[2 * 192], TestContext.Current.CancellationToken);
        await RefusedAsync("is damaged");
    }

    [Fact]
    public async Task A_cosignature_of_its_own_that_it_does_not_remember_stops_it_for_good()
    {
        // The whole machine was brought back, marker and all: nothing here can tell, until a log shows what was signed.
        await CosignAsync(0, Five);
        await _witness.StopAsync();
        foreach (var path in (string[])[_witness.StateFile, _witness.MarkerFile])
        {
            File.Copy(path, path + ".snapshot");
        }

        await _witness.StartAsync([_log.Key]);
        var note = _log.Sign(Eleven);
        var reply = await _witness.AddAsync(5, Eleven.ProofFrom(5), note);
        reply.Open(note, _witness.VerifierKeys);
        await _witness.StopAsync();
        foreach (var path in (string[])[_witness.StateFile, _witness.MarkerFile])
        {
            File.Copy(path + ".snapshot", path, overwrite: true);
        }

        await _witness.StartAsync([_log.Key]);
        var cosigned = Domain.Ledger.SignedNote.Parse(System.Text.Encoding.UTF8.GetBytes(note + reply.Body));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _witness.AddAsync(11, [], cosigned)).Status);
        Assert.Equal(3, await _witness.EndAsync());
        await RefusedAsync("this witness has stopped for good: it cosigned size 11");
    }

    [Fact]
    public async Task A_file_that_is_no_state_is_refused()
    {
        await File.WriteAllTextAsync(_witness.StateFile, new string('x', 5000), TestContext.Current.CancellationToken);
        await RefusedAsync("can't be used");
        File.Delete(_witness.StateFile);
        await using (var connection = new SqliteConnection($"Data Source={_witness.StateFile};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE other (x)";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await RefusedAsync("can't be used");
    }

    private async Task CosignAsync(long old, GrownTree tree)
    {
        await _witness.StartAsync([_log.Key]);
        Assert.Equal(HttpStatusCode.OK, (await AddAsync(old, tree)).Status);
    }

    private async Task<(HttpStatusCode Status, string Body)> AddAsync(long old, GrownTree tree)
    {
        var reply = await _witness.AddAsync(old, old <= tree.Size ? tree.ProofFrom(old) : [], _log.Sign(tree));
        return (reply.Status, reply.Body);
    }

    private async Task RefusedAsync(string why, params string[] also)
    {
        var (code, said) = await _witness.RefusedAsync(_log.Key, null, also);
        Assert.Contains(why, said, StringComparison.Ordinal);
        Assert.Equal(2, code);
    }
}
