using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Trace.Agent;
using Trace.Relay.Providers;
using Trace.Relay.Taking;

namespace Trace.Relay;

/// <summary>A relay's addresses, one a provider: each is answered as its provider expects.</summary>
internal sealed class RelayEndpoints(RelayOptions options, RelayDesk desk, Hindrances hindrances)
{
    /// <summary>The most bytes of a push: thousands of states, in Chinese, escaped.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    private readonly SeenQueries _weixin = new(options.Time);

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => Results.Text("ok\n"));
        if (options.Settings.Kuaidi100 is { } kuaidi100)
        {
            app.MapPost("/kuaidi100", (HttpRequest request) => Kuaidi100Async(request.HttpContext, kuaidi100));
        }

        if (options.Settings.Kdniao is { } kdniao)
        {
            app.MapPost("/kdniao", (HttpRequest request) => KdniaoAsync(request.HttpContext, kdniao));
        }

        if (options.Settings.Weixin is { } weixin)
        {
            var cipher = weixin.Cipher();
            app.MapGet("/weixin", (HttpRequest request) => IsSigned(request.HttpContext, weixin, []) ? Results.Text(request.Query["echostr"].ToString()) : Refused());
            app.MapPost("/weixin", (HttpRequest request) => WeixinAsync(request.HttpContext, weixin, cipher));
        }
    }

    private async Task<IResult> Kuaidi100Async(HttpContext context, Kuaidi100Settings settings)
    {
        static IResult Answer(bool result, int code, string message) => Results.Json(new { result, returnCode = code.ToString(CultureInfo.InvariantCulture), message }, statusCode: code);
        var form = await FormAsync(context);
        var param = form["param"].ToString();
        if (!Signatures.IsKuaidi100(param, form["sign"].ToString(), settings.Salt))
        {
            return Answer(false, StatusCodes.Status403Forbidden, "签名不符");
        }

        return await TakeAsync(() => Kuaidi100.Read(param), param, context, problem => problem is null ? Answer(true, StatusCodes.Status200OK, "成功") : Answer(false, problem.Value.Status, problem.Value.Message));
    }

    private async Task<IResult> KdniaoAsync(HttpContext context, KdniaoSettings settings)
    {
        IResult Answer(bool success, int status, string reason) => Results.Json(
            new { EBusinessID = settings.Id, UpdateTime = options.Time.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), Success = success, Reason = reason }, new System.Text.Json.JsonSerializerOptions(), statusCode: status);
        var form = await FormAsync(context);
        var data = form["RequestData"].ToString();
        if (!Signatures.IsKdniao(data, form["DataSign"].ToString(), settings.Key))
        {
            return Answer(false, StatusCodes.Status403Forbidden, "签名不符");
        }

        IReadOnlyList<PushedState> Read()
        {
            var (id, states) = Kdniao.Read(data);
            return id == settings.Id ? states : throw new PushFormatException($"EBusinessID \"{id}\": must be {settings.Id}");
        }

        return await TakeAsync(Read, data, context, problem => problem is null ? Answer(true, StatusCodes.Status200OK, "") : Answer(false, problem.Value.Status, problem.Value.Message));
    }

    private async Task<IResult> WeixinAsync(HttpContext context, WeixinSettings settings, WeixinCipher? cipher)
    {
        using var read = new MemoryStream();
        await context.Request.Body.CopyToAsync(read, context.RequestAborted);
        var body = read.ToArray();
        try
        {
            var text = Encoding.UTF8.GetString(body);
            var encrypted = cipher is null ? null : Weixin.EncryptedOf(text);
            return IsSigned(context, settings, body, encrypted)
                ? await TakeAsync(() => Weixin.Read(cipher?.Open(encrypted!) ?? text), body, context, problem => problem is null ? Results.Text("success") : Results.Text(problem.Value.Message, statusCode: problem.Value.Status))
                : Refused();
        }
        catch (PushFormatException)
        {
            // Whatever it is, nobody signed it.
            return Refused();
        }
    }

    // In the open the signature is the query's alone: good for a while, and for one body. Of what is encrypted it is over that too, and that must be there.
    private bool IsSigned(HttpContext context, WeixinSettings settings, byte[] body, string? encrypted = null)
    {
        var query = context.Request.Query;
        var (timestamp, nonce, signature) = (query["timestamp"].ToString(), query["nonce"].ToString(), query[encrypted is null ? "signature" : "msg_signature"].ToString());
        string[] signed = [settings.Token, timestamp, nonce];
        return encrypted is not "" && Signatures.IsWeixin(signature, encrypted is null ? signed : [.. signed, encrypted]) && _weixin.IsGood(timestamp, signature, body);
    }

    private Task<IResult> TakeAsync(Func<IReadOnlyList<PushedState>> read, string message, HttpContext context, Func<(int Status, string Message)?, IResult> answer) =>
        TakeAsync(read, Encoding.UTF8.GetBytes(message), context, answer);

    private async Task<IResult> TakeAsync(Func<IReadOnlyList<PushedState>> read, byte[] message, HttpContext context, Func<(int Status, string Message)?, IResult> answer)
    {
        var what = $"pushes to {context.Request.Path} are not taken, and will come again";
        try
        {
            await desk.TakeAsync(read(), message, context.RequestAborted);
            hindrances.Over(what);
            return answer(null);
        }
        catch (PushFormatException problem)
        {
            // Rightly signed: its provider sends it, and only an operator can tell what is set wrong.
            hindrances.Met(what, problem);
            return answer((StatusCodes.Status400BadRequest, problem.Message));
        }
        catch (Exception problem) when (problem is not (OperationCanceledException or BadHttpRequestException))
        {
            hindrances.Met(what, problem);
            return answer((StatusCodes.Status503ServiceUnavailable, "稍后再推送"));
        }
    }

    private static async Task<IFormCollection> FormAsync(HttpContext context) => context.Request.HasFormContentType
        ? await context.Request.ReadFormAsync(new FormOptions { ValueLengthLimit = MaxBytes, KeyLengthLimit = 64, ValueCountLimit = 16 }, context.RequestAborted)
        : FormCollection.Empty;

    private static IResult Refused() => Results.Text("signature", statusCode: StatusCodes.Status403Forbidden);
}

/// <summary>Queries of 微信 that were good: each for ten minutes, and for one body.</summary>
internal sealed class SeenQueries(TimeProvider time)
{
    private const int MostSeen = 100_000;

    private static readonly TimeSpan s_good = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, (DateTimeOffset At, string Body)> _seen = [];
    private readonly Lock _one = new();

    public bool IsGood(string timestamp, string signature, byte[] body)
    {
        var now = time.GetUtcNow();
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || Math.Abs(now.ToUnixTimeSeconds() - seconds) > s_good.TotalSeconds)
        {
            return false;
        }

        var hash = Convert.ToHexString(SHA256.HashData(body));
        lock (_one)
        {
            if (_seen.TryGetValue(signature, out var before))
            {
                return before.Body == hash;
            }

            if (_seen.Count >= MostSeen)
            {
                foreach (var old in _seen.Where(one => now - one.Value.At > s_good * 2).Select(one => one.Key).ToList())
                {
                    _seen.Remove(old);
                }
            }

            _seen[signature] = (now, hash);
            return true;
        }
    }
}
