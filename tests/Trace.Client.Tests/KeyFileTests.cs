using Trace.Domain.Ledger;

namespace Trace.Client.Tests;

public sealed class KeyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_key_is_loaded_as_it_was_made_and_its_owner_alone_reads_it()
    {
        using var made = KeyFile.Create(_folder["key"], "party/gln/6901234500016");
        using var loaded = KeyFile.Load(_folder["key"]);

        Assert.Equal(made.KeyId, loaded.KeyId);
        Assert.Equal("party/gln/6901234500016", loaded.Party);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["key"]));
        Assert.True(Ed25519Strict.Verify(made.PublicKey.Key.Span, "text"u8, loaded.Signer.Sign("text"u8)));
    }

    [Fact]
    public void A_key_is_never_overwritten()
    {
        KeyFile.Create(_folder["key"]).Dispose();
        var before = File.ReadAllText(_folder["key"]);

        Assert.Throws<IOException>(() => KeyFile.Create(_folder["key"]));
        Assert.Equal(before, File.ReadAllText(_folder["key"]));
    }

    [Theory, InlineData(UnixFileMode.GroupRead), InlineData(UnixFileMode.OtherRead), InlineData(UnixFileMode.OtherWrite)]
    public void A_file_that_others_may_read_is_refused(UnixFileMode others)
    {
        KeyFile.Create(_folder["key"]).Dispose();
        File.SetUnixFileMode(_folder["key"], UnixFileMode.UserRead | UnixFileMode.UserWrite | others);

        var refused = Assert.Throws<UnauthorizedAccessException>(() => KeyFile.Load(_folder["key"]));
        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_public_key_of_another_seed_is_refused_and_no_message_holds_the_seed()
    {
        using var key = KeyFile.Create(_folder["key"]);
        using var other = KeyFile.Create(_folder["other"]);
        var text = File.ReadAllText(_folder["key"]);
        var seed = text.Split("seed ")[1].Split('\n')[0];
        File.WriteAllText(_folder["key"], text.Replace(text.Split("public ")[1].Split('\n')[0], Convert.ToBase64String(other.PublicKey.Key.Span), StringComparison.Ordinal));

        var refused = Assert.Throws<FormatException>(() => KeyFile.Load(_folder["key"]));
        Assert.DoesNotContain(seed, refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(seed, key.ToString(), StringComparison.Ordinal);
    }

    [Theory, InlineData(""), InlineData("{}"), InlineData("trace key v1\nalgorithm ed25519\npublic AA==\nseed AA==\nparty -\n"), InlineData("trace key v1\nalgorithm rsa\n")]
    public void What_is_no_key_is_refused(string text)
    {
        KeyFile.Create(_folder["key"]).Dispose();
        File.WriteAllText(_folder["key"], text);

        Assert.Throws<FormatException>(() => KeyFile.Load(_folder["key"]));
    }
}
