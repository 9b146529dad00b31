using Trace.Client.Logs;
using Trace.Domain.Ledger;

namespace Trace.Tool.Logs;

/// <summary>Where a log's files lie, as a person names it: an address or a folder.</summary>
internal static class LogPlace
{
    /// <summary>The local service's files: the log at its root.</summary>
    public static string Local => $"http://localhost:{(Environment.GetEnvironmentVariable("TRACE_HTTP_PORT") is { Length: > 0 } port ? port : "8080")}";

    /// <summary>Opens a place. Nothing is read yet.</summary>
    /// <exception cref="UsageException">It is neither an address nor a folder.</exception>
    public static ILogFiles Open(string place)
    {
        if (place.Contains("://", StringComparison.Ordinal))
        {
            return Uri.TryCreate(place, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", Query: "", Fragment: "" }
                ? new HttpLogFiles(address)
                : throw new UsageException($"\"{place}\" is no log's address: http:// or https://, host and prefix, such as https://trace.example/1a2b3c4d");
        }

        return Directory.Exists(place) ? new DirectoryLogFiles(place) : throw new UsageException($"\"{place}\" is neither a folder nor an address with http:// or https://");
    }

    /// <summary>What a log calls itself: a name alone, which is believed of the local log and of no other.</summary>
    public static async Task<string> OriginAsync(ILogFiles files, CancellationToken cancellation)
    {
        var bytes = await files.ReadAsync("checkpoint", cancellation) ?? throw new UsageException($"{files.Place} holds no log: there is no file \"checkpoint\"");
        return SignedNote.TryParse(bytes, out var note, out var problem) && Checkpoint.TryParse(note.Text, out var checkpoint, out problem)
            ? checkpoint.Origin
            : throw new UsageException($"{files.Place}: the file \"checkpoint\" is none: {problem}");
    }
}
