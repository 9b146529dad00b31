using CsCheck;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public sealed class TlogProofTests
{
    private static readonly NaiveTree Tree = new(500);
    private static readonly TrustPolicy Policy = TrustPolicy.Parse(Notes.Utf8($"log {Notes.Log().VerifierKey}\nquorum none\n"));

    [Fact]
    public void Proof_is_written_as_the_specification_has_it()
    {
        SignedNote note = Signed(3);
        var proof = new TlogProof("hi"u8.ToArray(), 1, Tree.Inclusion(1, 3), note);

        Assert.Equal(
            $"c2sp.org/tlog-proof@v1\nextra aGk=\nindex 1\n{Tree.Inclusion(1, 3)[0].ToBase64()}\n{Tree.Inclusion(1, 3)[1].ToBase64()}\n\n{note}",
            proof.ToString());
    }

    [Fact]
    public void Proof_of_the_only_entry_has_no_hashes_and_may_have_no_extra_line()
    {
        SignedNote note = Signed(1);
        var proof = TlogProof.Parse(Notes.Utf8($"c2sp.org/tlog-proof@v1\nindex 0\n\n{note}"));

        Assert.Empty(proof.Hashes);
        Assert.True(proof.Extra.IsEmpty);
        Assert.Equal(1, proof.Checkpoint.Size);
        Assert.True(proof.TryVerify(Policy, NaiveTree.Leaf(0), out VerifiedCheckpoint? verified, out _));
        Assert.Equal(Notes.Origin, verified.Checkpoint.Origin);
    }

    [Fact]
    public void What_is_written_is_read_and_verifies()
    {
        (from size in Gen.Int[1, 500] from index in Gen.Int[0, size - 1] from extra in Gen.Byte.Array[0, 50] select (index, size, extra)).Sample(
            run =>
            {
                byte[] bytes = new TlogProof(run.extra, run.index, Tree.Inclusion(run.index, run.size), Signed(run.size)).ToBytes();
                var read = TlogProof.Parse(bytes);
                Assert.Equal(bytes, read.ToBytes());
                Assert.Equal(run.extra, read.Extra.ToArray());
                Assert.True(read.TryVerify(Policy, NaiveTree.Leaf(run.index), out _, out _));
            },
            iter: 50,
            threads: 1);
    }

    [Fact]
    public void Proof_of_another_entry_is_refused()
    {
        var proof = new TlogProof(default, 3, Tree.Inclusion(3, 9), Signed(9));

        Assert.False(proof.TryVerify(Policy, NaiveTree.Leaf(4), out VerifiedCheckpoint? verified, out NoteRefusal? refusal));
        Assert.Null(verified);
        Assert.Equal(NoteRefusalReason.NotIncluded, refusal.Reason);
    }

    [Fact]
    public void Proof_under_a_checkpoint_that_the_policy_refuses_is_refused()
    {
        var proof = new TlogProof(default, 0, [], Signed(1));
        var other = TrustPolicy.Parse(Notes.Utf8($"log {Notes.Log(key: 9).VerifierKey}\nquorum none\n"));

        Assert.False(proof.TryVerify(other, NaiveTree.Leaf(0), out _, out NoteRefusal? refusal));
        Assert.Equal(NoteRefusalReason.NoKnownSignature, refusal.Reason);
    }

    [Theory]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n{note}")] // no empty line before the checkpoint
    [InlineData("c2sp.org/tlog-proof@v2\nindex 0\n\n{note}")]
    [InlineData("index 0\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\n\nindex 0\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\n{note}")]
    [InlineData(" c2sp.org/tlog-proof@v1\nindex 0\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 00\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 01\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex -1\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex  0\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0 \n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nIndex 0\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\nindex 0\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\nextra aGk=\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra\nindex 0\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra aGk\nindex 0\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra aGl=\nindex 0\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra aGk=\nextra aGk=\nindex 0\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\naGk=\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n\n\n{note}")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n\n{note}more\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n\nno checkpoint\n\n\u2014 n AAAAAAA=\n")]
    [InlineData("")]
    public void Proof_of_another_form_is_refused(string proof)
    {
        byte[] bytes = Notes.Utf8(proof.Replace("{note}", Signed(1).ToString(), StringComparison.Ordinal));

        Assert.False(TlogProof.TryParse(bytes, out _, out string? problem));
        Assert.NotEmpty(problem);
        Assert.Throws<FormatException>(() => TlogProof.Parse(bytes));
    }

    [Fact]
    public void More_hashes_than_a_tree_is_high_are_refused()
    {
        string hashes = string.Concat(Enumerable.Repeat(default(Hash256).ToBase64() + "\n", 64));

        Assert.False(TlogProof.TryParse(Notes.Utf8($"c2sp.org/tlog-proof@v1\nindex 0\n{hashes}\n{Signed(1)}"), out _, out _));
        Assert.Throws<ArgumentException>(() => new TlogProof(default, 0, new Hash256[64], Signed(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TlogProof(default, -1, [], Signed(1)));
    }

    private static SignedNote Signed(int size) => Notes.Log().Sign(new Checkpoint(Notes.Origin, size, Tree.Root(size)));
}
