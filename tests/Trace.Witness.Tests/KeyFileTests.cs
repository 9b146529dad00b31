using Trace.Domain.Ledger;
using Trace.Witness.Keys;

namespace Trace.Witness.Tests;

public sealed class KeyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("w.key");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(WitnessAlgorithm.Ed25519, NoteSignatureType.CosignatureV1)]
    [InlineData(WitnessAlgorithm.MLDsa44, NoteSignatureType.MLDsa44)]
    public void One_key_is_made_and_read_again(WitnessAlgorithm algorithm, byte type)
    {
        using var made = WitnessKeyFile.Create(Path, "witness.test/1", algorithm);
        using var read = WitnessKeyFile.Load(Path);

        Assert.Equal(type, Assert.Single(made.VerifierKeys).Type);
        Assert.Equal(made.VerifierKeys, read.VerifierKeys);
        Assert.Equal("witness.test/1", read.Name);
    }

    [Fact]
    public void A_file_is_its_owners_alone_and_never_overwritten()
    {
        WitnessKeyFile.Create(Path, "witness.test/1", WitnessAlgorithm.Ed25519).Dispose();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        Assert.Throws<IOException>(() => WitnessKeyFile.Create(Path, "witness.test/1", WitnessAlgorithm.Ed25519));
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Assert.Throws<UnauthorizedAccessException>(() => WitnessKeyFile.Load(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_changed_is_refused_without_a_word_of_its_seeds()
    {
        WitnessKeyFile.Create(Path, "witness.test/1", WitnessAlgorithm.Ed25519, WitnessAlgorithm.MLDsa44).Dispose();
        var lines = File.ReadAllLines(Path);
        var (ed25519, mldsa44) = (lines[2..5], lines[5..8]);
        string[] head = lines[..2];
        string[][] broken =
        [
            [],
            head,
            ["trace witness key v2", lines[1], .. ed25519],
            [lines[0], .. ed25519],
            [lines[0], "name two words", .. ed25519],
            [.. head, .. ed25519, .. ed25519],
            [.. head, ed25519[0], mldsa44[1], ed25519[2]],
            [.. head, ed25519[0], ed25519[1], mldsa44[2]],
            [.. head, "algorithm other", ed25519[1], ed25519[2]],
            [.. head, ed25519[0], ed25519[1], "seed AAAA"],
            [.. head, .. ed25519[..2]],
            [.. head, .. ed25519, .. mldsa44, "more"],
        ];

        foreach (var text in broken)
        {
            File.WriteAllText(Path, string.Concat(text.Select(line => line + "\n")));
            var problem = Assert.Throws<FormatException>(() => WitnessKeyFile.Load(Path));
            Assert.DoesNotContain(ed25519[2]["seed ".Length..], problem.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(mldsa44[2]["seed ".Length..], problem.ToString(), StringComparison.Ordinal);
        }
    }
}
