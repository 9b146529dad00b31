using System.CommandLine;
using System.Net;
using Trace.Agent;
using Trace.Client;
using Trace.Tool.Keys;
using Trace.Tool.Outboxes;
using Trace.Tool.Output;

namespace Trace.Tool.Agents;

/// <summary><c>trace agent</c>: the outbox beside a courier's own systems.</summary>
internal static class AgentCommand
{
    private const int DefaultPort = 7480;

    private static readonly Option<string> Key = new("--key") { Description = "Whose key signs: the name of a key file that names the courier's party.", HelpName = "name", Required = true };
    private static readonly Option<string?> Folder = new("--folder") { Description = "Where outbox, waybill keys, secret and webhooks' key lie; by default in TRACE_STATE.", HelpName = "folder" };
    private static readonly Option<string> Listen = new("--listen") { Description = "Address and port that it takes lines on.", HelpName = "address", DefaultValueFactory = _ => $"127.0.0.1:{DefaultPort}" };
    private static readonly Option<bool> Remote = new("--remote") { Description = "--listen may be an address that other machines reach. There is no TLS: put a proxy before it." };
    private static readonly Option<string?> Secret = new("--secret") { Description = "File of the secret that callers send in X-Trace-Secret; by default agent.secret in --folder, made at the first start.", HelpName = "file" };
    private static readonly Option<string?> Inbox = new("--inbox") { Description = "A folder whose files *.jsonl are taken, a JSON object a line, and then moved to done/.", HelpName = "folder" };
    private static readonly Option<string?> Outcomes = new("--outcomes") { Description = "Append each outcome to this file, a JSON object a line.", HelpName = "file" };
    private static readonly Option<string?> Callback = new("--callback") { Description = "Post outcomes as JSON to this address, signed by a key of its own (Standard Webhooks, v1a).", HelpName = "url" };
    private static readonly Option<int> Rate = new("--rate") { Description = "Requests a second that are taken.", HelpName = "number", DefaultValueFactory = _ => 50 };
    private static readonly Option<int> Keep = new("--keep") { Description = "Days that what is recorded stays in the outbox, and files of lines in done/; a line that comes again later than that is recorded again.", HelpName = "days", DefaultValueFactory = _ => 90 };

    private static readonly Option<string?> Audience = AudienceOption();

    public static Command Create(Surroundings surroundings)
    {
        var command = new Command("agent", """
            Run the outbox beside a courier's own systems: takes plain JSON by local HTTP or from files, signs, sends, and gives every outcome back.

            POST /events, GET /outcomes?since=N, GET /status, GET /refused, POST /statements/IDENTITY/retry, correct or drop; docs/agent.md has them. It answers once a line is on disk, with or without a network, and runs until SIGTERM or Ctrl-C. Prints "ready http://…".
            """) { Key, Folder, Listen, Remote, Secret, Inbox, Outcomes, Callback, Rate, Keep, Audience };
        Key.CompletionSources.Add(context => KeyShelf.Complete(surroundings, context));
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, () => RunAsync(surroundings, parsed, cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(Surroundings surroundings, ParseResult parsed, CancellationToken cancellation)
    {
        using var key = surroundings.Key(parsed, parsed.GetValue(Key)!);
        if (key.Party is null)
        {
            throw new UsageException($"key \"{parsed.GetValue(Key)}\" names no party, and a courier signs as its party; ./trace keys new NAME --party PARTY makes one that does");
        }

        var options = OptionsOf(parsed);
        await using var client = await ClientAsync(surroundings, parsed, parsed.GetValue(Audience), cancellation);
        try
        {
            await AgentHost.RunAsync(options, client, key, (at, webhooks) => Introduce(surroundings, parsed, at, webhooks), line => Console.Error.WriteLine(Printed.Safe(line)), cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to end; what waits is there at the next start.
        }

        return ExitCodes.Done;
    }

    internal static Option<string?> AudienceOption() => new("--audience") { Description = "What the server takes itself for, where a proxy before it is called by another name: grpc://host:port. A key answers challenges of that server alone.", HelpName = "name" };

    // A policy that names its ledger is all that is needed: the courier's network may be away.
    internal static async Task<LedgerClient> ClientAsync(Surroundings surroundings, ParseResult parsed, string? audience, CancellationToken cancellation)
    {
        var found = await surroundings.PolicyAsync(parsed, () => surroundings.OriginAsync(parsed, cancellation));
        var (ledger, policy) = (found.Policy.Ledger, found.Policy);
        if (ledger is null)
        {
            await using var asked = await surroundings.ConnectAsync(parsed, cancellation);
            (ledger, policy) = (asked.Ledger, asked.Policy);
        }

        return new LedgerClient(surroundings.Server(parsed), ledger, policy, new LedgerClientOptions { Store = Surroundings.Store, Retry = new RetryPolicy { MaxAttempts = 2 }, CallTimeout = TimeSpan.FromSeconds(10), Audience = audience });
    }

    private static AgentOptions OptionsOf(ParseResult parsed)
    {
        var folder = Files.SecretFolder(parsed.GetValue(Folder) ?? OutboxCommand.DefaultFolder);
        var (rate, keep) = (parsed.GetValue(Rate), parsed.GetValue(Keep));
        if (rate is < 1 or > 10_000 || keep is < 1 or > 3650)
        {
            throw new UsageException("--rate: must be 1 to 10000; --keep: 1 to 3650 days");
        }

        return new AgentOptions(folder, EndPoint(parsed.GetValue(Listen)!, parsed.GetValue(Remote)))
        {
            Secret = parsed.GetValue(Secret) ?? Path.Combine(folder, "agent.secret"),
            Inbox = parsed.GetValue(Inbox) is not { } inbox || Directory.Exists(inbox) ? parsed.GetValue(Inbox) : throw new UsageException($"--inbox: there is no folder \"{inbox}\""),
            OutcomesFile = parsed.GetValue(Outcomes),
            Callback = Address(parsed.GetValue(Callback)),
            RequestsPerSecond = rate,
            KeepRecorded = TimeSpan.FromDays(keep),
        };
    }

    private static Uri? Address(string? text) => text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
        : throw new UsageException($"--callback \"{text}\": must be an address with http or https");

    internal static IPEndPoint EndPoint(string text, bool remote)
    {
        if (!text.Contains(':', StringComparison.Ordinal) || !IPEndPoint.TryParse(text.StartsWith("localhost:", StringComparison.Ordinal) ? $"127.0.0.1:{text["localhost:".Length..]}" : text, out var address))
        {
            throw new UsageException($"--listen \"{text}\": must be an IP address or localhost, a colon and a port, such as 127.0.0.1:{DefaultPort}");
        }

        return IPAddress.IsLoopback(address.Address) || remote
            ? address
            : throw new UsageException($"--listen {address}: other machines reach it, and there is no TLS; --remote says that a proxy stands before it");
    }

    private static void Introduce(Surroundings surroundings, ParseResult parsed, Uri at, string? webhooks)
    {
        var address = at.ToString().TrimEnd('/');
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(new { address, webhooks });
        }
        else
        {
            Console.Out.WriteLine($"ready {address}");
        }

        Console.Out.Flush();
        if (webhooks is not null)
        {
            Console.Error.WriteLine($"callbacks are signed by {webhooks}");
        }
    }
}
