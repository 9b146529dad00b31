using System.Text;
using CsCheck;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public sealed class TrustPolicyTests
{
    private static readonly string Log = Notes.Log().VerifierKey.ToString();

    /// <summary>The example of the specification, with keys, and with every kind of white space and comment.</summary>
    private static readonly string Example = $"""
        # ledger wuhan.example
        # who says so: nobody
        log {Log} https://log.example/
        	  # indented

        witness X1 {W(1)} https://witness.example/1
        witness X2 {W(2)}
        	witness  X3	{W(3)}{"  "}
        group X-witnesses 2 X1 X2 X3

        witness Y1 {W(4)}
        witness Y2 {W(5)}
        witness Y3 {W(6)}
        group Y-witnesses any Y1 Y2 Y3

        group X-and-Y all X-witnesses Y-witnesses
        quorum X-and-Y

        """;

    /// <summary>A policy's lines, and the number of the line that is refused.</summary>
    public static TheoryData<int, string> Malformed => new()
    {
        { 1, "" },
        { 2, "# no quorum\n" },
        { 1, "quorum none" },
        { 1, "quorum none\r\n" },
        { 1, "quorum\fnone\n" },
        { 1, "# \0\nquorum none\n" },
        { 1, "# \u007f\nquorum none\n" },
        { 1, "quorum\u00a0none\n" },
        { 1, "Quorum none\n" },
        { 1, "policy v1\nquorum none\n" },
        { 1, "quorum\n" },
        { 1, "quorum none none\n" },
        { 1, "quorum none # comment\n" },
        { 2, "quorum none\nquorum none\n" },
        { 1, "quorum X\n" },
        { 1, $"quorum X\nwitness X {W(1)}\n" },
        { 2, $"witness X {W(1)}\nquorum x\n" },
        { 1, "log\nquorum none\n" },
        { 1, "log nonsense\nquorum none\n" },
        { 1, $"log {Log} url more\nquorum none\n" },
        { 2, $"log {Log}\nlog {Log}\nquorum none\n" },
        { 2, $"log {Log}\nlog {Notes.Log("other.example").VerifierKey}\nquorum none\n" },
        { 1, "log n+00000001+AgME\nquorum none\n" },
        { 1, "witness\nquorum none\n" },
        { 1, "witness X\nquorum none\n" },
        { 1, "witness X nonsense\nquorum none\n" },
        { 1, $"witness X {W(1)} url more\nquorum none\n" },
        { 1, $"witness X {Log}\nquorum none\n" },
        { 1, "witness X n+00000001+AgME\nquorum none\n" },
        { 1, $"witness none {W(1)}\nquorum none\n" },
        { 2, $"witness X {W(1)}\nwitness X {W(2)}\nquorum none\n" },
        { 2, $"witness X {W(1)}\nwitness Y {W(1)}\nquorum none\n" },
        { 2, $"witness X {W(1)}\nwitness Y {Renamed(1)}\nquorum none\n" },
        { 1, "group G\nquorum none\n" },
        { 1, "group G any\nquorum none\n" },
        { 1, "group G any X\nquorum none\n" },
        { 1, "group G any none\nquorum none\n" },
        { 1, "group G any G\nquorum none\n" },
        { 2, $"witness X {W(1)}\ngroup none any X\nquorum none\n" },
        { 2, $"witness X {W(1)}\ngroup X any X\nquorum none\n" },
        { 2, $"witness X {W(1)}\ngroup G 0 X\nquorum none\n" },
        { 2, $"witness X {W(1)}\ngroup G 2 X\nquorum none\n" },
        { 2, $"witness X {W(1)}\ngroup G -1 X\nquorum none\n" },
        { 2, $"witness X {W(1)}\ngroup G 01 X\nquorum none\n" },
        { 2, $"witness X {W(1)}\ngroup G most X\nquorum none\n" },
        { 2, $"witness X {W(1)}\ngroup G any X X\nquorum none\n" },
        { 3, $"witness X {W(1)}\ngroup G any X\ngroup H any X\nquorum none\n" },
        { 3, $"witness X {W(1)}\ngroup G any X\ngroup G any X\nquorum none\n" },
        { 3, $"witness X {W(1)}\nquorum none\ngroup G any Y\n" },
        { 2, "# ledger one\n# ledger two\nquorum none\n" },
    };

    [Fact]
    public void Example_of_the_specification_is_read()
    {
        var policy = TrustPolicy.Parse(Notes.Utf8(Example));

        Assert.Equal("wuhan.example", policy.Ledger);
        Assert.Equal("https://log.example/", Assert.Single(policy.Logs).Url);
        Assert.Equal(["X1", "X2", "X3", "Y1", "Y2", "Y3"], policy.Witnesses.Select(witness => witness.Name));
        Assert.Equal("https://witness.example/1", policy.Witnesses[0].Url);
        var quorum = Assert.IsType<Quorum.Group>(policy.Quorum);
        Assert.Equal("X-and-Y", quorum.Name);
        Assert.Equal(2, quorum.Threshold);
    }

    [Theory]
    [InlineData(new int[0], false, new[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(new[] { 1, 2 }, false, new[] { 4, 5, 6 })]
    [InlineData(new[] { 1, 5 }, false, new[] { 2, 3 })]
    [InlineData(new[] { 4, 5, 6 }, false, new[] { 1, 2, 3 })]
    [InlineData(new[] { 1, 3, 6 }, true, new int[0])]
    [InlineData(new[] { 1, 2, 3, 4, 5, 6 }, true, new int[0])]
    [InlineData(new[] { 7, 8, 9 }, false, new[] { 1, 2, 3, 4, 5, 6 })]
    public void Quorum_of_the_example_is_met_by_two_X_and_one_Y(int[] cosigned, bool satisfied, int[] missing)
    {
        var policy = TrustPolicy.Parse(Notes.Utf8(Example));
        HashSet<VerifierKey> cosigners = [.. cosigned.Select(number => Notes.Witness(number).VerifierKey)];

        Assert.Equal(satisfied, policy.IsSatisfiedBy(cosigners));
        Assert.Equal(missing.Select(W), policy.Missing(cosigners).Select(witness => witness.Key.ToString()));

        bool verified = policy.TryVerify(Notes.Checkpoint(1, cosigned).ToBytes(), out VerifiedCheckpoint? checkpoint, out NoteRefusal? refusal);
        Assert.Equal(satisfied, verified);
        Assert.Equal(satisfied ? null : NoteRefusalReason.QuorumMissing, refusal?.Reason);
        Assert.Equal(satisfied ? cosigned.Length : null, checkpoint?.Cosignatures.Count);
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Rule_broken_is_refused_with_the_number_of_the_line(int line, string policy)
    {
        Assert.False(TrustPolicy.TryParse(Notes.Utf8(policy), out _, out string? problem));
        Assert.StartsWith($"line {line}: ", problem, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => TrustPolicy.Parse(Notes.Utf8(policy)));
    }

    [Fact]
    public void A_policy_that_is_written_reads_as_the_same()
    {
        var policy = TrustPolicy.Parse(Encoding.UTF8.GetBytes(Example));

        string text = policy.Format();

        Assert.Equal(
            $"""
            # ledger wuhan.example
            log {Log} https://log.example/
            witness X1 {W(1)} https://witness.example/1
            witness X2 {W(2)}
            witness X3 {W(3)}
            witness Y1 {W(4)}
            witness Y2 {W(5)}
            witness Y3 {W(6)}
            group X-witnesses 2 X1 X2 X3
            group Y-witnesses 1 Y1 Y2 Y3
            group X-and-Y all X-witnesses Y-witnesses
            quorum X-and-Y

            """,
            text);
        Assert.Equal(text, TrustPolicy.Parse(Encoding.UTF8.GetBytes(text)).Format());
        Assert.DoesNotContain("https://", policy.Format(withUrls: false), StringComparison.Ordinal);
        Assert.Equal($"# ledger l\nlog {Log}\nquorum none\n", TrustPolicy.Of(VerifierKey.Parse(Log), "l").Format());
        Assert.Equal("quorum none\n", TrustPolicy.Parse("quorum none\n"u8).Format());
    }

    [Fact]
    public void Names_that_are_no_UTF8_are_written_as_others_and_mean_the_same()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes($"witness w1 {W(1)}\nwitness "), 0xe2, .. Encoding.UTF8.GetBytes($" {W(2)}\nwitness "), 0xe3, .. Encoding.UTF8.GetBytes($" {W(3)}\ngroup g all w1 "), 0xe2, .. " \nquorum g\n"u8];

        var again = TrustPolicy.Parse(Encoding.UTF8.GetBytes(TrustPolicy.Parse(bytes).Format()));

        Assert.Equal(3, again.Witnesses.DistinctBy(witness => witness.Name).Count());
        Assert.Equal([again.Witnesses[0].Key, again.Witnesses[1].Key], Assert.IsType<Quorum.Group>(again.Quorum).Members.Select(member => Assert.IsType<Quorum.Single>(member).Witness.Key));
    }

    [Fact]
    public void Names_are_opaque_octets()
    {
        byte[] kelvin = [.. "witness "u8, 0xe2, 0x84, 0xaa, (byte)' ', .. Notes.Utf8(W(1)), .. "\nquorum K\n"u8];
        byte[] notUtf8 = [.. "# "u8, 0xff, .. "\nwitness "u8, 0xff, (byte)' ', .. Notes.Utf8(W(1)), .. "\nquorum "u8, 0xff, (byte)'\n'];

        Assert.False(TrustPolicy.TryParse(kelvin, out _, out _));
        Assert.True(TrustPolicy.TryParse(notUtf8, out _, out _));
    }

    [Fact]
    public void Up_to_64_logs_witnesses_and_groups_are_read()
    {
        string Policy(int logs, int witnesses, int groups) => new StringBuilder()
            .AppendJoin("", Enumerable.Range(0, logs).Select(i => $"log {Notes.Log(key: i).VerifierKey}\n"))
            .AppendJoin("", Enumerable.Range(0, witnesses).Select(i => $"witness w{i} {W(i)}\n"))
            .AppendJoin("", Enumerable.Range(0, groups).Select(i => $"group g{i} any {(i == 0 ? "w0" : $"g{i - 1}")}\n"))
            .Append("quorum none\n").ToString();

        Assert.True(TrustPolicy.TryParse(Notes.Utf8(Policy(64, 64, 64)), out TrustPolicy? policy, out _));
        Assert.Equal((64, 64), (policy.Logs.Count, policy.Witnesses.Count));
        Assert.False(TrustPolicy.TryParse(Notes.Utf8(Policy(65, 0, 0)), out _, out _));
        Assert.False(TrustPolicy.TryParse(Notes.Utf8(Policy(0, 65, 0)), out _, out _));
        Assert.False(TrustPolicy.TryParse(Notes.Utf8(Policy(0, 1, 65)), out _, out _));
    }

    [Fact]
    public void Policy_without_witnesses_asks_for_the_log_alone()
    {
        var policy = TrustPolicy.Parse(Notes.Utf8($"log {Log}\nquorum none\n"));

        Assert.Null(policy.Ledger);
        Assert.True(policy.TryVerify(Notes.Checkpoint(), out VerifiedCheckpoint? verified, out _));
        Assert.Equal(Log, verified.Log.ToString());
        Assert.Empty(verified.Cosignatures);
    }

    [Fact]
    public void Policy_without_logs_takes_them_from_its_caller()
    {
        var policy = TrustPolicy.Parse("quorum none\n"u8);

        Assert.False(policy.TryVerify(Notes.Checkpoint(), out _, out NoteRefusal? refusal));
        Assert.Equal(NoteRefusalReason.NoKnownSignature, refusal.Reason);
        Assert.True(policy.TryVerify(Notes.Checkpoint(), [Notes.Log().VerifierKey], out _, out _));
    }

    [Fact]
    public void Trusted_log_does_not_speak_for_another_origin()
    {
        LogSigner other = Notes.Log("other.example", 2);
        var policy = TrustPolicy.Parse(Notes.Utf8($"log {Log}\nlog {other.VerifierKey}\nquorum none\n"));
        string text = new Checkpoint("other.example", 1, Notes.Root).ToString();

        Assert.False(policy.TryVerify(new SignedNote(text, [Notes.Log().Sign(text)]), out _, out NoteRefusal? refusal));
        Assert.Equal(NoteRefusalReason.UnknownLog, refusal.Reason);
        Assert.True(policy.TryVerify(new SignedNote(text, [other.Sign(text)]), out _, out _));
    }

    [Fact]
    public void Witness_without_the_log_is_not_enough()
    {
        var policy = TrustPolicy.Parse(Notes.Utf8($"log {Log}\nwitness X {W(1)}\nquorum X\n"));
        SignedNote note = Notes.Checkpoint(1, 1);

        Assert.True(policy.TryVerify(note, out _, out _));
        Assert.False(policy.TryVerify(new SignedNote(note.Text, [note.Signatures[1]]), out _, out NoteRefusal? refusal));
        Assert.Equal(NoteRefusalReason.UnknownLog, refusal.Reason);
    }

    [Fact]
    public void Witness_that_cosigns_twice_counts_once()
    {
        var policy = TrustPolicy.Parse(Notes.Utf8($"log {Log}\nwitness X {W(1)}\nwitness Y {W(2)}\ngroup G 2 X Y\nquorum G\n"));

        Assert.False(policy.TryVerify(Notes.Checkpoint(1, 1, 1), out _, out NoteRefusal? refusal));
        Assert.Equal(NoteRefusalReason.QuorumMissing, refusal.Reason);
    }

    [Fact]
    public void Note_that_is_no_checkpoint_is_malformed()
    {
        var policy = TrustPolicy.Parse(Notes.Utf8($"log {Log}\nquorum none\n"));

        Assert.False(policy.TryVerify(new SignedNote("text\n", [Notes.Log().Sign("text\n")]), out _, out NoteRefusal? refusal));
        Assert.Equal(NoteRefusalReason.Malformed, refusal.Reason);
        Assert.False(policy.TryVerify("text\n"u8, out _, out refusal));
        Assert.Equal(NoteRefusalReason.Malformed, refusal.Reason);
    }

    [Fact]
    public void ML_DSA_44_witness_counts_like_another()
    {
        CosignatureSigner witness = Notes.MLDsa44();
        var policy = TrustPolicy.Parse(Notes.Utf8($"log {Log}\nwitness X {witness.VerifierKey}\nwitness Y {W(1)}\ngroup both all X Y\nquorum both\n"));
        SignedNote note = Notes.Checkpoint(1, 1);

        Assert.False(policy.TryVerify(note, out _, out NoteRefusal? refusal));
        Assert.Equal(NoteRefusalReason.QuorumMissing, refusal.Reason);
        Assert.EndsWith("not cosigned by X", refusal.Problem, StringComparison.Ordinal);

        Assert.True(policy.TryVerify(note.With(witness.Cosign(note, 1_700_000_000)), out VerifiedCheckpoint? verified, out _));
        Assert.Equal([1_700_000_001, 1_700_000_000], verified.Cosignatures.Select(cosignature => cosignature.Time));
    }

    [Fact]
    public void ML_DSA_44_log_is_believed_like_another()
    {
        CosignatureSigner log = Notes.MLDsa44(name: Notes.Origin);
        var policy = TrustPolicy.Parse(Notes.Utf8($"log {log.VerifierKey}\nquorum none\n"));
        SignedNote unsigned = Notes.Checkpoint();
        var note = new SignedNote(unsigned.Text, [log.Cosign(unsigned, 0)]);

        Assert.True(policy.TryVerify(note, out VerifiedCheckpoint? verified, out _));
        Assert.Equal(log.VerifierKey, verified.Log);
        Assert.False(policy.TryVerify(unsigned, out _, out _));
    }

    [Fact]
    public void Threshold_counts_exactly()
    {
        (from n in Gen.Int[1, 8] from k in Gen.Int[1, n] from cosigned in Gen.Int[0, n] select (n, k, cosigned)).Sample(
            run =>
            {
                string witnesses = string.Concat(Enumerable.Range(0, run.n).Select(i => $"witness w{i} {W(i)}\n"));
                var policy = TrustPolicy.Parse(Notes.Utf8($"{witnesses}group G {run.k} {string.Join(' ', policyNames(run.n))}\nquorum G\n"));
                HashSet<VerifierKey> cosigners = [.. policy.Witnesses.Take(run.cosigned).Select(witness => witness.Key)];
                return policy.IsSatisfiedBy(cosigners) == run.cosigned >= run.k;
            },
            iter: 50);

        static IEnumerable<string> policyNames(int n) => Enumerable.Range(0, n).Select(i => $"w{i}");
    }

    private static string W(int number) => Notes.Witness(number).VerifierKey.ToString();

    private static string Renamed(int number) =>
        VerifierKey.Create("renamed.example", NoteSignatureType.CosignatureV1, Notes.Witness(number).VerifierKey.Key.Span).ToString();
}
