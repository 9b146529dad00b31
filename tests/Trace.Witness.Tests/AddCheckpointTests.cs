using System.Net;
using System.Text;
using Trace.Domain.Ledger;

namespace Trace.Witness.Tests;

/// <summary>add-checkpoint of C2SP tlog-witness, status by status, against a real process.</summary>
public sealed class AddCheckpointTests(RunningWitness running) : IClassFixture<RunningWitness>
{
    private static readonly GrownTree Five = GrownTree.Empty.Grow(5, "honest");
    private static readonly GrownTree Eleven = Five.Grow(6, "honest");

    private readonly TestLog _log = running.NextLog();
    private readonly TestLog _other = running.NextLog();
    private readonly WitnessProcess _witness = running.Process;

    [Fact]
    public async Task What_is_consistent_is_cosigned_by_each_key_and_published()
    {
        Assert.Equal(_witness.VerifierKeys, _witness.Printed);
        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        foreach (var (old, tree) in ((GrownTree, GrownTree)[])[(GrownTree.Empty, GrownTree.Empty), (GrownTree.Empty, Five), (Five, Eleven), (Eleven, Eleven)])
        {
            var note = _log.Sign(tree);
            var reply = await _witness.AddAsync(old.Size, tree.ProofFrom(old.Size), note);

            var opened = reply.Open(note, _witness.VerifierKeys);
            Assert.Equal(_witness.VerifierKeys, opened.Verified.Select(signature => signature.Key));
            Assert.All(opened.Verified, signature => Assert.InRange(signature.Time!.Value, before, DateTimeOffset.UtcNow.ToUnixTimeSeconds()));

            var newest = await _witness.Http.GetStringAsync($"/{Sha256Of(_log.Origin)}/checkpoint", TestContext.Current.CancellationToken);
            Assert.Equal(note + reply.Body, newest);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await _witness.Http.GetAsync($"/{Sha256Of(_other.Origin)}/checkpoint", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _witness.Http.GetAsync($"/{Sha256Of(_log.Origin).ToUpperInvariant()}/checkpoint", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_foreign_note_with_extension_lines_is_cosigned_whole_by_Ed25519_and_by_its_fields_by_ML_DSA_44()
    {
        var note = _log.Sign(Five, "extension one", "扩展 two").With(new NoteSignature("unknown.test", 7, new byte[] { 1 }));

        var reply = await _witness.AddAsync(0, [], note);

        Assert.Equal(2, reply.Open(note, _witness.VerifierKeys).Verified.Count);
        var lines = reply.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var plain = _log.Sign(Five).Text;
        Assert.False(NoteVerifier.TryOpen(Encoding.UTF8.GetBytes($"{plain}\n{lines[0]}\n"), _witness.VerifierKeys, out _, out _));
        Assert.True(NoteVerifier.TryOpen(Encoding.UTF8.GetBytes($"{plain}\n{lines[1]}\n"), _witness.VerifierKeys, out _, out _));
    }

    [Fact]
    public async Task A_log_may_sign_with_ML_DSA_44_and_with_either_of_two_keys()
    {
        var log = running.TwoKeys;
        var both = log.Sign(Five);
        var pq = RunningWitness.MLDsa44.Cosign(both, 0);

        (await _witness.AddAsync(0, [], new SignedNote(both.Text, [pq]))).Open(both, _witness.VerifierKeys);
        (await _witness.AddAsync(5, [], both)).Open(both, _witness.VerifierKeys);
        (await _witness.AddAsync(5, [], both.With(pq))).Open(both, _witness.VerifierKeys);
        var forged = new SignedNote(log.Sign(Eleven).Text, [pq]);
        Assert.Equal(HttpStatusCode.Forbidden, (await _witness.AddAsync(5, Eleven.ProofFrom(5), forged)).Status);
    }

    [Fact]
    public async Task An_unknown_origin_is_404()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _witness.AddAsync(0, [], new TestLog("unknown.test").Sign(Five))).Status);
    }

    [Fact]
    public async Task A_note_that_no_trusted_key_of_its_origin_signed_is_403()
    {
        var text = _log.Sign(Five).Text;
        var unknown = new SignedNote(text, [new NoteSignature("unknown.test", 7, new byte[64])]);
        var otherLogs = new SignedNote(text, [_other.Sign(text).Signatures[0]]);
        var forged = _log.Sign(Five).With(new NoteSignature(_log.Key.Name, _log.Key.KeyId, new byte[64]));

        foreach (var note in (SignedNote[])[unknown, otherLogs, forged])
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await _witness.AddAsync(0, [], note)).Status);
        }

        await AssertNothingCosignedAsync();
    }

    [Fact]
    public async Task Another_old_size_is_409_with_the_size_that_was_cosigned()
    {
        await _witness.AddAsync(0, [], _log.Sign(Five));

        foreach (var old in (long[])[0, 4, 6, 11])
        {
            var reply = await _witness.AddAsync(old, [], _log.Sign(Eleven));
            Assert.Equal((HttpStatusCode.Conflict, "text/x.tlog.size", "5\n"), (reply.Status, reply.ContentType, reply.Body));
        }

        var fresh = await _witness.AddAsync(3, [], _other.Sign(Five));
        Assert.Equal((HttpStatusCode.Conflict, "text/x.tlog.size", "0\n"), (fresh.Status, fresh.ContentType, fresh.Body));
    }

    [Fact]
    public async Task What_is_not_consistent_is_422_and_moves_nothing()
    {
        await _witness.AddAsync(0, [], _log.Sign(Five));
        var fork = GrownTree.Empty.Grow(11, "fork");
        var forkOfFive = GrownTree.Empty.Grow(5, "fork");
        var proof = Eleven.ProofFrom(5);

        foreach (var (tree, hashes) in ((GrownTree, IReadOnlyList<Hash256>)[])
            [(fork, fork.ProofFrom(5)), (fork, proof), (Eleven, []), (Eleven, [.. proof, proof[0]]), (Eleven, [.. proof.Skip(1)]), (forkOfFive, []), (Five, [proof[0]])])
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _witness.AddAsync(5, hashes, _log.Sign(tree))).Status);
        }

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _witness.AddAsync(0, [proof[0]], _other.Sign(Five))).Status);
        var emptyWithRoot = _other.Sign($"{_other.Origin}\n0\n{Five.Root.ToBase64()}\n");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _witness.AddAsync(0, [], emptyWithRoot)).Status);

        (await _witness.AddAsync(5, proof, _log.Sign(Eleven))).Open(_log.Sign(Eleven), _witness.VerifierKeys);
    }

    [Fact]
    public async Task An_old_size_beyond_the_checkpoint_is_400()
    {
        await _witness.AddAsync(0, [], _log.Sign(Eleven));

        Assert.Equal(HttpStatusCode.BadRequest, (await _witness.AddAsync(11, [], _log.Sign(Five))).Status);
    }

    public static TheoryData<string, string> Malformed => new()
    {
        { "nothing", "" },
        { "no empty line", "old 0\n" },
        { "no old line", "\n{note}" },
        { "another word", "new 0\n\n{note}" },
        { "a leading zero", "old 00\n\n{note}" },
        { "a sign", "old +0\n\n{note}" },
        { "a size of 2^63", "old 9223372036854775808\n\n{note}" },
        { "two blanks", "old  0\n\n{note}" },
        { "a blank behind", "old 0 \n\n{note}" },
        { "CR LF", "old 0\r\n\r\n{note}" },
        { "a proof line that is no base64", "old 0\n!\n\n{note}" },
        { "a proof line of 31 bytes", "old 0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\n\n{note}" },
        { "64 proof lines", $"old 0\n{string.Concat(Enumerable.Repeat("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 64))}\n{{note}}" },
        { "no checkpoint", "old 0\n\n" },
        { "a note that is no checkpoint", "old 0\n\na text\n\n— a AAAAAAE=\n" },
        { "a checkpoint without signatures", "old 0\n\n{origin}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n" },
        { "a checkpoint whose size is no number", "old 0\n\n{origin}\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— a AAAAAAE=\n" },
        { "text behind", "old 0\n\n{note}more\n" },
    };

    [Fact]
    public async Task A_body_of_another_form_is_400()
    {
        foreach (var row in Malformed)
        {
            var (name, body) = row.Data;
            var reply = await _witness.PostAsync(Encoding.UTF8.GetBytes(body.Replace("{note}", _log.Sign(Five).ToString(), StringComparison.Ordinal).Replace("{origin}", _log.Origin, StringComparison.Ordinal)));
            Assert.True(reply.Status == HttpStatusCode.BadRequest, $"{name}: {reply}");
            Assert.True(reply.Body.Length > 20, $"{name}: no rule was named");
        }

        await AssertNothingCosignedAsync();
    }

    [Fact]
    public async Task Sixty_three_proof_lines_and_the_longest_note_are_read_and_a_longer_body_is_413()
    {
        await _witness.AddAsync(0, [], _log.Sign(Five));
        var note = _log.Sign(Eleven);
        var hashes = Enumerable.Repeat(Five.Root, 63);
        var padded = note.With(new NoteSignature("unknown.test", 7, new byte[(SignedNote.MaxBytes - note.ToBytes().Length - 64) / 4 * 3]));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _witness.AddAsync(5, hashes, padded)).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _witness.PostAsync(new byte[160 * 1024])).Status);
    }

    [Fact]
    public async Task Other_methods_and_addresses_are_refused_and_health_is_told()
    {
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _witness.Http.GetAsync("/add-checkpoint", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _witness.Http.GetAsync("/", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal("ok\n", await _witness.Http.GetStringAsync("/healthz", TestContext.Current.CancellationToken));
    }

    private async Task AssertNothingCosignedAsync() => Assert.Equal("0\n", (await _witness.AddAsync(1, [], _log.Sign(Five))).Body);

    private static string Sha256Of(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
