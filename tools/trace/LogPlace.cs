using System.CommandLine;
using Trace.Client.Logs;
using Trace.Domain.Ledger;
using Trace.Tool.Policies;

namespace Trace.Tool;

/// <summary>A log that a command is pointed at: an address or a folder, and the policy that it is held to.</summary>
internal static class LogPlace
{
    /// <summary>The local service's, by its settings.</summary>
    public static string Local => $"http://localhost:{(Environment.GetEnvironmentVariable("TRACE_HTTP_PORT") is { Length: > 0 } port ? port : "8080")}";

    public static Argument<string> Argument() => new("url|dir")
    {
        Description = "The log's prefix, such as https://trace.example/1a2b3c4d, at which checkpoint and tile/ lie; or a folder with these files.",
    };

    /// <summary>The files of a log.</summary>
    /// <exception cref="UsageException">It is neither an address nor a folder.</exception>
    public static ILogFiles Open(string place)
    {
        if (Uri.TryCreate(place, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return address!.Query.Length + address.Fragment.Length == 0
                ? new HttpLogFiles(address)
                : throw new UsageException($"\"{place}\": a log's prefix has no query");
        }

        return Directory.Exists(place) ? new DirectoryLogFiles(place) : throw new UsageException($"\"{place}\" is neither an address with http or https nor a folder");
    }

    /// <summary>The policy of the command line; else of the local log, whose name is read from the place.</summary>
    public static async Task<TrustPolicy> PolicyAsync(Surroundings surroundings, ParseResult parsed, ILogFiles files, CancellationToken cancellation) =>
        (await FindPolicyAsync(surroundings, parsed, files, cancellation)).Policy;

    /// <summary>The same with its text, for programs that are handed it.</summary>
    public static Task<FoundPolicy> FindPolicyAsync(Surroundings surroundings, ParseResult parsed, ILogFiles files, CancellationToken cancellation) =>
        surroundings.PolicyAsync(parsed, async () =>
        {
            // A name alone: whether the key is the local one is checked with the signature.
            var note = await files.ReadAsync("checkpoint", cancellation) ?? throw new UsageException($"there is no checkpoint at {files.Place}: is it a log's prefix?");
            return Checkpoint.Parse(SignedNote.Parse(note).Text).Origin;
        });
}
