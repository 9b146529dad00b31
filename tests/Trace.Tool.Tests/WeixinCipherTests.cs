using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Trace.Relay;
using Trace.Relay.Providers;

namespace Trace.Tool.Tests;

/// <summary>微信's encrypted mode: the example that Tencent publishes with WXBizMsgCrypt (企业微信, sample of decryption), and what must not be taken.</summary>
public sealed class WeixinCipherTests
{
    private const string Token = "QDG6eK";
    private const string AesKey = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";
    private const string AppId = "wx5823bf96d3bd56c7";
    private const string Encrypted = "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==";

    [Fact]
    public void The_published_example_is_signed_and_opens()
    {
        Assert.True(Signatures.IsWeixin("477715d11cdb4164915debcba66cb864d751f3e6", Token, "1409659813", "1372623149", Encrypted));
        Assert.False(Signatures.IsWeixin("477715d11cdb4164915debcba66cb864d751f3e6", Token, "1409659813", "1372623149"));

        var message = new WeixinCipher(AesKey, AppId).Open(Encrypted);

        Assert.StartsWith($"<xml><ToUserName><![CDATA[{AppId}]]></ToUserName>", message, StringComparison.Ordinal);
        Assert.EndsWith("</xml>", message, StringComparison.Ordinal);
        Assert.Empty(Weixin.Read(message));
    }

    [Theory]
    [InlineData("wx5823bf96d3bd56c8", Encrypted, "weixin.appId")]
    [InlineData("", Encrypted, "weixin.appId")]
    [InlineData(AppId, "RypEvHKD8QQKFhvQ6QleEA==", "weixin.aesKey")]
    [InlineData(AppId, "RypEvHKD8QQKFhvQ6Qle", "whole blocks")]
    [InlineData(AppId, "no base64", "base64")]
    [InlineData(AppId, "", "weixin.aesKey")]
    public void What_is_not_for_this_account_or_is_torn_is_no_push_and_says_which(string appId, string encrypted, string says) =>
        Assert.Contains(says, Assert.Throws<PushFormatException>(() => new WeixinCipher(AesKey, appId).Open(encrypted)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_encrypted_as_the_example_is_opens() => Assert.Equal("x", new WeixinCipher(AesKey, AppId).Open(Encrypt("x", AesKey, AppId)));

    [Theory]
    [InlineData(0U, null)]
    [InlineData(2U, null)]
    [InlineData(40U, null)]
    [InlineData(0x7fff_ffffU, null)]
    [InlineData(0xffff_ffffU, null)]
    [InlineData(1U, 0)]
    [InlineData(1U, 1)]
    [InlineData(1U, 33)]
    [InlineData(1U, 255)]
    public void Whatever_length_and_padding_say_nothing_outside_of_the_message_is_read(uint length, int? padding) =>
        Assert.Throws<PushFormatException>(() => new WeixinCipher(AesKey, AppId).Open(Encrypt("x", AesKey, AppId, length, padding)));

    [Theory]
    [InlineData("{\"Encrypt\":\"AAAA\"}")]
    [InlineData("<xml><ToUserName>x</ToUserName><Encrypt>AAAA</Encrypt></xml>")]
    public void An_encrypted_push_to_a_relay_without_the_key_is_refused_and_not_passed_over(string body) =>
        Assert.Contains("aesKey", Assert.Throws<PushFormatException>(() => Weixin.Read(body)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"weixin":{"token":"token","aesKey":"short","appId":"wx1"}}""", "43 characters")]
    [InlineData("""{"weixin":{"token":"token","aesKey":"jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"}}""", "both")]
    [InlineData("""{"weixin":{"token":"token","appId":"wx1"}}""", "both")]
    [InlineData("""{"kdniao":{"key":"key-of-kdniao"}}""", "kdniao.id")]
    [InlineData("""{"kdniao":{"id":"","key":"key-of-kdniao"}}""", "kdniao.id")]
    public void Settings_name_all_that_is_needed_and_a_key_that_is_one(string settings, string says)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, settings);
            Assert.Contains(says, Assert.Throws<FormatException>(() => RelaySettings.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>A message as 微信 encrypts it, or with a length or padding that is not its own.</summary>
    internal static string Encrypt(string message, string aesKey, string appId, uint? length = null, int? padding = null)
    {
        var (text, id) = (Encoding.UTF8.GetBytes(message), Encoding.UTF8.GetBytes(appId));
        var end = 20 + text.Length + id.Length;
        var plain = new byte[(end + 32) / 32 * 32];
        RandomNumberGenerator.Fill(plain.AsSpan(0, 16));
        BinaryPrimitives.WriteUInt32BigEndian(plain.AsSpan(16), length ?? (uint)text.Length);
        text.CopyTo(plain.AsSpan(20));
        id.CopyTo(plain.AsSpan(20 + text.Length));
        plain.AsSpan(end).Fill((byte)(padding ?? plain.Length - end));
        using var aes = Aes.Create();
        aes.Key = Convert.FromBase64String(aesKey + "=");
        return Convert.ToBase64String(aes.EncryptCbc(plain, aes.Key.AsSpan(0, 16), PaddingMode.None));
    }
}
