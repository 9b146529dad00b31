using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Trace.Domain.Ledger;

namespace Trace.Api.Tests.Ledger;

/// <summary>
/// A witness of the test's own behind a real Kestrel, by the letter of tlog-witness unless the test has it answer otherwise. It remembers every
/// checkpoint that it cosigned.
/// </summary>
public sealed class FakeWitness : IAsyncDisposable
{
    private readonly Ed25519Signer _key = new(RandomNumberGenerator.GetBytes(Ed25519Strict.SeedBytes));
    private readonly CosignatureSigner _signer;
    private readonly Lock _lock = new();
    private WebApplication? _app;
    private int _port;

    private FakeWitness(string name)
    {
        Name = name;
        _signer = new CosignatureSigner($"witness.test/{name}", _key);
    }

    public string Name { get; }

    public VerifierKey Key => _signer.VerifierKey;

    /// <summary>Its line in a policy.</summary>
    public string Line => $"witness {Name} {Key} http://127.0.0.1:{_port}/{Name}/";

    /// <summary>Answers in its place, where it does not give null.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    /// <summary>Changes what it is about to answer with 200.</summary>
    public Func<string, string> Bend { get; set; } = lines => lines;

    /// <summary>How far its clock is off.</summary>
    public TimeSpan Off { get; set; }

    /// <summary>What it says it saw last.</summary>
    public (long Size, Hash256 Root) Seen { get; set; } = (0, MerkleHash.EmptyRoot);

    /// <summary>How often it was asked.</summary>
    public int Asked => _asked;

    private int _asked;

    /// <summary>What it answered each time, in order.</summary>
    public ConcurrentQueue<int> Answers { get; } = new();

    /// <summary>Every root that it cosigned, by size.</summary>
    public ConcurrentDictionary<long, Hash256> Cosigned { get; } = new();

    public static async Task<FakeWitness> StartAsync(string name)
    {
        var witness = new FakeWitness(name);
        await witness.ListenAsync();
        return witness;
    }

    /// <summary>Takes requests, again at the same port.</summary>
    public async Task ListenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync();
        _port = new Uri(_app.Urls.First()).Port;
    }

    /// <summary>Nobody listens at its port any more.</summary>
    public async Task DieAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await app.StopAsync(now.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await app.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DieAsync();
        _key.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        if (Instead is { } instead && await instead(context))
        {
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var (status, answer) = context.Request.Method == "POST" && context.Request.Path == $"/{Name}/add-checkpoint" ? Judge(body.ToArray()) : (404, "");
        Answers.Enqueue(status);
        context.Response.StatusCode = status;
        context.Response.ContentType = status == 409 ? "text/x.tlog.size" : "text/plain";
        await context.Response.WriteAsync(answer);
    }

    private (int Status, string Answer) Judge(byte[] request)
    {
        var text = Encoding.UTF8.GetString(request);
        var lines = text[..text.IndexOf("\n\n", StringComparison.Ordinal)].Split('\n');
        var note = SignedNote.Parse(Encoding.UTF8.GetBytes(text[(text.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]));
        var checkpoint = Checkpoint.Parse(note.Text);
        var old = long.Parse(lines[0]["old ".Length..], NumberStyles.None, CultureInfo.InvariantCulture);
        Hash256[] proof = [.. lines.Skip(1).Select(line => Hash256.From(Convert.FromBase64String(line)))];
        lock (_lock)
        {
            if (old != Seen.Size)
            {
                return (409, $"{Seen.Size}\n");
            }

            if (!ConsistencyProof.Verify(old, checkpoint.Size, Seen.Root, checkpoint.Root, proof))
            {
                return (422, "");
            }

            Seen = (checkpoint.Size, checkpoint.Root);
            Cosigned[checkpoint.Size] = checkpoint.Root;
        }

        return (200, Bend($"{_signer.Cosign(note, (DateTimeOffset.UtcNow + Off).ToUnixTimeSeconds())}\n"));
    }
}
