using System.CommandLine;
using Trace.Audit.Monitoring;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Webhooks;

namespace Trace.Tool.Monitoring;

/// <summary><c>trace monitor URL</c>: follows a log and tells of what one watches.</summary>
internal static class MonitorCommand
{
    private static readonly Option<string[]> Subjects = new("--subject") { Description = "A product, lot, item or parcel: it, all below it, and what names it. May be repeated.", HelpName = "subject" };
    private static readonly Option<string[]> Parties = new("--party") { Description = "A participant: what it says, what is said about it and its keys, and what names it. May be repeated.", HelpName = "party" };
    private static readonly Option<string[]> Keys = new("--key") { Description = "A key: what is signed with it, and what becomes of it. A name in --keys, or a key id of 64 hex digits. May be repeated.", HelpName = "name|id" };
    private static readonly Option<string?> Webhook = Valid(
        new Option<string?>("--webhook") { Description = "Post each notice as JSON to this address, signed by a key of its own (Standard Webhooks, v1a).", HelpName = "url" },
        text => text is null || (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") ? null : $"\"{text}\" must be an address with http or https");
    private static readonly Option<string?> Exec = new("--exec") { Description = "Run this for each notice, by /bin/sh, with the JSON on its standard input; it has arrived when the command ends with 0.", HelpName = "command" };
    private static readonly Option<bool> Once = new("--once") { Description = "Tell of what is new, and end: for cron." };
    private static readonly Option<double> Interval = Valid(
        new Option<double>("--interval") { Description = "Seconds between two looks.", HelpName = "seconds", DefaultValueFactory = _ => 5 },
        seconds => seconds is >= 0.1 and <= 86_400 ? null : "from 0.1 to 86400 seconds");
    private static readonly Option<long?> From = Valid(
        new Option<long?>("--from") { Description = "Where the first run begins: 0 tells of the whole log. By default with what comes after now.", HelpName = "index" },
        index => index is null or >= 0 ? null : "an index, from 0");
    private static readonly Option<string> Name = new("--name") { Description = "Tells several monitors of one log apart: each remembers for itself how far it came.", HelpName = "name", DefaultValueFactory = _ => "default" };
    private static readonly Option<string?> State = new("--state") { Description = "The folder in which it remembers how far it came, and keeps the webhooks' key; by default in TRACE_STATE.", HelpName = "folder" };

    public static Command Create(Surroundings surroundings)
    {
        var place = LogPlace.Argument();
        var command = new Command("monitor", "Follow a log from its files and tell of one's own goods, parties and keys, in the log's order, at least once, after restarts too.")
        {
            place, Subjects, Parties, Keys, Webhook, Exec, Once, Interval, From, Name, State,
        };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, () => RunAsync(surroundings, parsed, parsed.GetValue(place)!, cancellation)));
        return command;
    }

    private static Option<T> Valid<T>(Option<T> option, Func<T?, string?> problem)
    {
        option.Validators.Add(result =>
        {
            if (problem(result.GetValueOrDefault<T>()) is { } wrong)
            {
                result.AddError($"{option.Name}: {wrong}");
            }
        });
        return option;
    }

    private static async Task<int> RunAsync(Surroundings surroundings, ParseResult parsed, string place, CancellationToken cancellation)
    {
        var watch = WatchOf(surroundings, parsed);
        var files = LogPlace.Open(place);
        using var closing = files as IDisposable;
        var policy = await LogPlace.PolicyAsync(surroundings, parsed, files, cancellation);
        var folder = Files.SecretFolder(parsed.GetValue(State) ?? Path.Combine(Surroundings.StateFolder, "monitors"));
        var sinks = new List<INoticeSink> { new TerminalSink(surroundings.Json(parsed)) };
        using var key = parsed.GetValue(Webhook) is null ? null : WebhookKey(folder);
        using var webhook = key is null ? null : new WebhookSink(new Uri(parsed.GetValue(Webhook)!), key, TimeProvider.System);
        if (webhook is not null)
        {
            sinks.Add(webhook);
        }

        if (parsed.GetValue(Exec) is { } exec)
        {
            sinks.Add(new CommandSink(exec, TimeSpan.FromMinutes(1)));
        }

        var run = new MonitorRun(files, policy, watch, sinks, new MonitorOptions
        {
            StateFolder = folder,
            Name = parsed.GetValue(Name)!,
            Evidence = Surroundings.Store,
            Interval = TimeSpan.FromSeconds(parsed.GetValue(Interval)),
            From = parsed.GetValue(From),
            Hindered = line => Console.Error.WriteLine(Output.Printed.Safe(line)),
        });
        if (parsed.GetValue(Once))
        {
            await run.OnceAsync(cancellation);
        }
        else
        {
            await run.FollowAsync(cancellation);
        }

        return ExitCodes.Done;
    }

    // Receivers write the public key down; it is told at each start, so that nobody looks for it.
    private static KeyFile WebhookKey(string folder)
    {
        var path = Path.Combine(folder, "webhook.key");
        var key = File.Exists(path) ? KeyFile.Load(path) : KeyFile.Create(path);
        Console.Error.WriteLine($"webhooks are signed by {StandardWebhook.PublicKeyText(key.Signer)}");
        return key;
    }

    private static Watch WatchOf(Surroundings surroundings, ParseResult parsed)
    {
        var watch = new Watch(
            [.. (parsed.GetValue(Subjects) ?? []).Select(text => Subject("--subject", text))],
            [.. (parsed.GetValue(Parties) ?? []).Select(text => Subject("--party", text) is { Kind: SubjectKind.Party } party ? party : throw new UsageException($"--party \"{text}\" is no party"))],
            [.. (parsed.GetValue(Keys) ?? []).Select(text => KeyIdOf(surroundings, parsed, text))]);
        return watch.Subjects.Count + watch.Parties.Count + watch.Keys.Count > 0
            ? watch
            : throw new UsageException("there is nothing to watch: name a --subject, a --party or a --key");
    }

    private static SubjectKey Subject(string option, string text) =>
        SubjectKey.TryParse(text, out var subject, out var problem) ? subject : throw new UsageException($"{option} \"{text}\": {problem}");

    private static Hash256 KeyIdOf(Surroundings surroundings, ParseResult parsed, string text)
    {
        if (text.Length == 2 * Hash256.Size && text.All(char.IsAsciiHexDigit))
        {
            return Hash256.FromHex(text);
        }

        using var key = surroundings.Key(parsed, text);
        return key.KeyId;
    }
}
