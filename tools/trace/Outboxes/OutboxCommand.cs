using System.CommandLine;
using Trace.Client.Outboxes;
using Trace.Domain.Ledger;
using Trace.Tool.Output;

namespace Trace.Tool.Outboxes;

/// <summary><c>trace outbox list|retry|export|correct|drop</c>.</summary>
internal static class OutboxCommand
{
    private const int Page = 1000;

    private static readonly Option<string?> File = new("--outbox")
    {
        Description = "The outbox's file; by default that of ./trace agent, in TRACE_STATE.",
        HelpName = "file",
        Recursive = true,
    };

    /// <summary>Where <c>./trace agent</c> keeps its own.</summary>
    public static string DefaultFolder => Path.Combine(Surroundings.StateFolder, "agent");

    public static Command Create(Surroundings surroundings)
    {
        var command = new Command("outbox", """
            What waits to be sent, what was refused and why, and what to do about it.

            A statement is named by its number in the list, or by its identity. Nothing leaves an outbox unseen: what is refused stays until it is retried, corrected or dropped, and what is dropped stays in the list.
            """) { List(surroundings), Retry(surroundings), Export(surroundings), Correct(surroundings), Drop(surroundings) };
        command.Options.Add(File);
        return command;
    }

    private static Command List(Surroundings surroundings)
    {
        var state = new Option<string?>("--state") { Description = "Those that stand so: waiting, recorded, refused, corrected or dropped. Without it all but the recorded, unless their content was refused.", HelpName = "state" };
        state.AcceptOnlyFromAmong([.. Enum.GetNames<OutboxState>().Select(name => name.ToLowerInvariant()), "all"]);
        var most = new Option<int>("--most") { Description = "At most so many, the first first.", HelpName = "number", DefaultValueFactory = _ => Page };
        var command = new Command("list", "List statements with how they stand. Works beside a running agent.") { state, most };
        command.SetAction((parsed, _) => surroundings.RunAsync(parsed, () =>
        {
            using var reader = OutboxReader.Open(PathOf(parsed));
            OutboxList.Print(surroundings, parsed, reader, [.. Wanted(reader, parsed.GetValue(state)).Take(parsed.GetValue(most))]);
            return Task.FromResult(ExitCodes.Done);
        }));
        return command;
    }

    private static Command Retry(Surroundings surroundings)
    {
        var names = new Argument<string[]>("statement") { Description = "Refused statements that go out again as they are, or recorded ones whose content was refused, by number or identity.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All that are refused." };
        var command = new Command("retry", "Let refused statements go out again as they are, and send what waits now. Without a name, send what waits. Exit code 1 where something is refused or still waits.") { names, all };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            await using var access = new LedgerAccess(surroundings, parsed, cancellation);
            using var outbox = Open(PathOf(parsed));
            var refused = parsed.GetValue(all) ? [.. outbox.Entries(OutboxState.Refused, most: int.MaxValue)] : parsed.GetValue(names)!.Select(name => Find(outbox, name)).ToList();
            refused.ForEach(entry => outbox.Retry(entry.Identity));
            var before = outbox.Counts();
            await outbox.SendAsync(await access.ClientAsync(), cancellation);
            var after = outbox.Counts();
            if (surroundings.Json(parsed))
            {
                surroundings.Answer(new { retried = refused.Count, recorded = after.Recorded - before.Recorded, after.Refused, after.Waiting, outbox.Trouble });
            }
            else
            {
                Printed.Line($"{after.Recorded - before.Recorded} recorded, {after.Refused} refused, {after.Waiting} waiting");
            }

            return after.Refused + after.Waiting == 0 ? ExitCodes.Done : ExitCodes.Refused;
        }));
        return command;
    }

    private static Command Export(Surroundings surroundings)
    {
        var output = new Option<string>("--output", "-o") { Description = "A new file; a hyphen is standard output.", HelpName = "file", DefaultValueFactory = _ => "-" };
        var state = new Option<string?>("--state") { Description = "Those that stand so; without it all but the recorded, unless their content was refused.", HelpName = "state" };
        state.AcceptOnlyFromAmong([.. Enum.GetNames<OutboxState>().Select(name => name.ToLowerInvariant()), "all"]);
        var command = new Command("export", "Write statements with their signed bytes as JSON lines: \"signed\" is what POST /v1/statements takes. Works beside a running agent.") { output, state };
        command.SetAction((parsed, _) => surroundings.RunAsync(parsed, () =>
        {
            using var reader = OutboxReader.Open(PathOf(parsed));
            using var lines = new MemoryStream();
            var count = 0;
            foreach (var entry in Wanted(reader, parsed.GetValue(state)))
            {
                System.Text.Json.JsonSerializer.Serialize(lines, OutboxList.Row(entry, withBytes: true), OutboxList.Lines);
                lines.WriteByte((byte)'\n');
                count++;
            }

            Files.WriteNew(parsed.GetValue(output)!, lines.GetBuffer().AsSpan(0, (int)lines.Length), secret: true);
            if (parsed.GetValue(output) != "-")
            {
                Console.Error.WriteLine($"{count} statements in {parsed.GetValue(output)}");
            }

            return Task.FromResult(ExitCodes.Done);
        }));
        return command;
    }

    private static Command Correct(Surroundings surroundings)
    {
        var name = new Argument<string>("statement") { Description = "A refused statement, by number or identity." };
        var signed = new Option<string>("--signed") { Description = "What is right, as ./trace record KIND … --out FILE signs it.", HelpName = "file", Required = true };
        var command = new Command("correct", "Put a statement in place of a refused one, which stays in the list and names it.") { name, signed };
        command.SetAction((parsed, _) => surroundings.RunAsync(parsed, () =>
        {
            using var outbox = Open(PathOf(parsed));
            var wrong = Find(outbox, parsed.GetValue(name)!);
            var right = Recording.Outgoing.Read(parsed.GetValue(signed)!);
            var put = outbox.Correct(wrong.Identity, new OutboxItem(right.Statement) { Note = wrong.Note, Contents = right.Contents });
            return Done(surroundings, parsed, outbox.Find(put.Sequence)!, $"{put.Sequence} waits in place of {wrong.Sequence}; ./trace outbox retry sends it, as does ./trace agent");
        }));
        return command;
    }

    private static Command Drop(Surroundings surroundings)
    {
        var name = new Argument<string>("statement") { Description = "A refused or waiting statement, by number or identity: one at a time." };
        var reason = new Option<string>("--reason") { Description = "Why, for whoever asks later.", HelpName = "text", Required = true };
        var command = new Command("drop", "Send a statement never. It stays in the list as dropped, with the reason.") { name, reason };
        command.SetAction((parsed, _) => surroundings.RunAsync(parsed, () =>
        {
            if (string.IsNullOrWhiteSpace(parsed.GetValue(reason)))
            {
                throw new UsageException("--reason: why is it dropped? A word is enough, none is not");
            }

            using var outbox = Open(PathOf(parsed));
            var entry = Find(outbox, parsed.GetValue(name)!);
            outbox.Drop(entry.Identity, parsed.GetValue(reason)!);
            return Done(surroundings, parsed, outbox.Find(entry.Sequence)!, $"{entry.Sequence} is dropped");
        }));
        return command;
    }

    private static Task<int> Done(Surroundings surroundings, ParseResult parsed, OutboxEntry entry, FormattableString line)
    {
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(OutboxList.Row(entry, withBytes: false));
        }
        else
        {
            Printed.Line(line);
        }

        return Task.FromResult(ExitCodes.Done);
    }

    private static string PathOf(ParseResult parsed) => parsed.GetValue(File) ?? Path.Combine(DefaultFolder, "outbox.db");

    // Whose statements it holds it says itself.
    private static Outbox Open(string path)
    {
        string ledger;
        using (var reader = OutboxReader.Open(path))
        {
            ledger = reader.Ledger;
        }

        return Outbox.Open(path, ledger);
    }

    private static IEnumerable<OutboxEntry> Wanted(OutboxReader reader, string? state)
    {
        OutboxState? only = state is null or "all" ? null : Enum.Parse<OutboxState>(state, ignoreCase: true);
        for (var after = 0L; ;)
        {
            var page = reader.Entries(only, after, Page);
            foreach (var entry in page.Where(entry => state is not null || entry.State != OutboxState.Recorded || entry.Refusal is not null))
            {
                yield return entry;
            }

            if (page.Count < Page)
            {
                yield break;
            }

            after = page[^1].Sequence;
        }
    }

    private static OutboxEntry Find(Outbox outbox, string name)
    {
        var found = name.Length == 2 * Hash256.Size && name.All(char.IsAsciiHexDigit) ? outbox.Find(Hash256.FromHex(name))
            : long.TryParse(name, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var sequence) ? outbox.Find(sequence)
            : throw new UsageException($"\"{name}\" names no statement: a number of ./trace outbox list, or an identity of {2 * Hash256.Size} hex digits");
        return found ?? throw new UsageException($"there is no statement {name} in the outbox; ./trace outbox list lists those there are");
    }
}
