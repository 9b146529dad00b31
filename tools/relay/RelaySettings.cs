using System.Text.Json;
using Trace.Relay.Providers;

namespace Trace.Relay;

/// <summary>What the providers sign with. One that is null is not served.</summary>
/// <param name="Kuaidi100">Of 快递100.</param>
/// <param name="Kdniao">Of 快递鸟.</param>
/// <param name="Weixin">Of 微信.</param>
public sealed record RelaySettings(Kuaidi100Settings? Kuaidi100 = null, KdniaoSettings? Kdniao = null, WeixinSettings? Weixin = null)
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private static readonly JsonSerializerOptions s_strict = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    /// <summary>Reads a file.</summary>
    /// <param name="path">Of mode 0600.</param>
    /// <exception cref="UnauthorizedAccessException">Others than its owner may read it.</exception>
    /// <exception cref="FormatException">It is no such file, or names no provider, or a secret is short.</exception>
    public static RelaySettings Read(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new UnauthorizedAccessException($"\"{path}\" holds secrets, and others than its owner may read or write it: chmod 600 \"{path}\"");
        }

        RelaySettings? read;
        try
        {
            read = JsonSerializer.Deserialize<RelaySettings>(File.ReadAllText(path), s_strict);
        }
        catch (JsonException problem)
        {
            throw new FormatException($"\"{path}\": {problem.Message}", problem);
        }

        if (read is null or { Kuaidi100: null, Kdniao: null, Weixin: null })
        {
            throw new FormatException($"\"{path}\": names no provider; kuaidi100, kdniao or weixin must be there");
        }

        // A push without a signature would let anybody speak.
        return new[] { read.Kuaidi100?.Salt, read.Kdniao?.Key, read.Weixin?.Token }.Any(secret => secret is { Length: < 3 }) || read is { Kuaidi100.Salt: null } or { Kdniao.Key: null } or { Weixin.Token: null }
            ? throw new FormatException($"\"{path}\": salt, key and token must have 3 characters at least")
            : read is { Kdniao.Id: null or "" }
            ? throw new FormatException($"\"{path}\": kdniao.id must be there: the EBusinessID that its pushes name")
            : Checked(read, path);
    }

    private static RelaySettings Checked(RelaySettings read, string path)
    {
        try
        {
            _ = read.Weixin?.Cipher();
            return read;
        }
        catch (FormatException problem)
        {
            throw new FormatException($"\"{path}\": {problem.Message}", problem);
        }
    }
}

/// <summary>Of 快递100.</summary>
/// <param name="Salt">Given at the subscription.</param>
public sealed record Kuaidi100Settings(string Salt);

/// <summary>Of 快递鸟.</summary>
/// <param name="Id">EBusinessID.</param>
/// <param name="Key">The application's key.</param>
public sealed record KdniaoSettings(string Id, string Key);

/// <summary>Of 微信.</summary>
/// <param name="Token">Of the message address.</param>
/// <param name="AesKey">EncodingAESKey, where the account encrypts: then nothing is taken in the open.</param>
/// <param name="AppId">Of the account; must be there beside <paramref name="AesKey"/>.</param>
public sealed record WeixinSettings(string Token, string? AesKey = null, string? AppId = null)
{
    /// <summary>What opens its messages; null where they come in the open.</summary>
    /// <exception cref="FormatException">One of both is missing, or the key is none.</exception>
    internal WeixinCipher? Cipher() => (AesKey, AppId) switch
    {
        (null, null) => null,
        ({ } key, { Length: > 0 } id) => new WeixinCipher(key, id),
        _ => throw new FormatException("weixin: aesKey and appId must both be there, or neither"),
    };
}
