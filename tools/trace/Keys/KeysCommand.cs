using System.CommandLine;
using System.Text;
using Grpc.Core;
using Spectre.Console;
using Trace.Client;
using Trace.Tool.Output;
using Trace.Tool.Parties;

namespace Trace.Tool.Keys;

/// <summary><c>trace keys new|show|request|grant|revoke</c>; the last two are those of <c>trace party</c>.</summary>
internal static class KeysCommand
{
    public static Command Create(Surroundings surroundings) =>
        new("keys", "Make keys, and see how they stand.") { New(surroundings), Show(surroundings), Request(surroundings), PartyCommand.Grant(surroundings), PartyCommand.Revoke(surroundings) };

    private static Command New(Surroundings surroundings)
    {
        var name = new Argument<string>("name") { Description = "What the key is called here; its file is NAME.key in the folder of keys, or NAME itself if it holds a slash." };
        var party = new Option<string?>("--party") { Description = "Subject key of the party whose key it is; none for a buyer's or author's.", HelpName = "subject" };
        var command = new Command("new", "Make an Ed25519 key in a file of mode 0600. Nothing is overwritten.") { name, party };
        command.SetAction((parsed, _) => surroundings.RunAsync(parsed, () =>
        {
            using var key = surroundings.Shelf(parsed).Create(parsed.GetValue(name)!, parsed.GetValue(party));
            if (surroundings.Json(parsed))
            {
                surroundings.Answer(new { name = parsed.GetValue(name), file = key.Path, party = key.Party, keyId = key.KeyId.ToString(), subject = SubjectOf(key), publicKey = key.PublicKey.Key.ToBase64() });
                return Task.FromResult(ExitCodes.Done);
            }

            Printed.Line($"made {key.Path}");
            Printed.Line($"key id {key.KeyId}");
            if (key.Party is not null)
            {
                Printed.Line($"Next: ./trace keys request {parsed.GetValue(name)} makes what the registrar needs to grant it.");
            }

            return Task.FromResult(ExitCodes.Done);
        }));
        return command;
    }

    private static Command Show(Surroundings surroundings)
    {
        var name = new Argument<string?>("name") { Description = "One key; without it all of the folder.", Arity = ArgumentArity.ZeroOrOne };
        name.CompletionSources.Add(context => KeyShelf.Complete(surroundings, context));
        var command = new Command("show", "List keys: whose they are, and how they stand as the ledger says, if it is reached. Never their secrets.") { name };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var shelf = surroundings.Shelf(parsed);
            var wanted = parsed.GetValue(name) is { } one ? [(one, shelf.Load(one))] : shelf.All().ToList();
            try
            {
                var rows = await RowsAsync(surroundings, parsed, wanted, cancellation);
                Print(surroundings, parsed, rows);
            }
            finally
            {
                wanted.ForEach(held => held.Item2.Dispose());
            }

            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Request(Surroundings surroundings)
    {
        var name = new Argument<string>("name") { Description = "A key that names its party." };
        name.CompletionSources.Add(context => KeyShelf.Complete(surroundings, context));
        var output = new Option<string>("--output", "-o") { Description = "A new file; a hyphen is standard output.", HelpName = "file", DefaultValueFactory = _ => "-" };
        var ledger = new Option<string?>("--ledger") { Description = "The ledger's name; without it, it is that of --policy, or else the service is asked.", HelpName = "name" };
        var command = new Command("request", "Print what the registrar needs to grant this key: the public key, and the proof that you hold it. No secret is in it.") { name, output, ledger };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            using var key = surroundings.Shelf(parsed).Load(parsed.GetValue(name)!);
            await using var access = new LedgerAccess(surroundings, parsed, cancellation);
            var request = KeyRequest.Of(key, parsed.GetValue(ledger) ?? await access.NameAsync());
            if (surroundings.Json(parsed))
            {
                surroundings.Answer(new { ledger = request.Ledger, party = request.Party.Value, subject = request.Subject.Value, publicKey = request.Key.Key.ToBase64(), possession = request.Possession.ToBase64() });
                return ExitCodes.Done;
            }

            Files.WriteNew(parsed.GetValue(output)!, Encoding.UTF8.GetBytes(request.ToString()));
            await Console.Error.WriteLineAsync($"key id {key.KeyId}: tell it to the registrar by another way than the request, which runs: ./trace party grant --request FILE --roles ROLE");
            return ExitCodes.Done;
        }));
        return command;
    }

    private static async Task<List<Row>> RowsAsync(Surroundings surroundings, ParseResult parsed, List<(string Name, KeyFile Key)> keys, CancellationToken cancellation)
    {
        LedgerClient? client = null;
        try
        {
            client = keys.Exists(held => held.Key.Party is not null) ? await surroundings.ConnectAsync(parsed, cancellation) : null;
        }
        catch (Exception problem) when (problem is RpcException or UsageException)
        {
            Surroundings.Tell(Failure.Of(problem, surroundings.Server(parsed), null)! with { Details = ["How the keys stand is not known."] }, json: false);
        }

        await using (client)
        {
            var rows = new List<Row>();
            foreach (var (name, key) in keys)
            {
                var record = client is not null && key.Party is not null ? await KeyRecord.ReadAsync(client, SubjectOf(key)!, cancellation) : null;
                rows.Add(new Row(name, key.Party, key.KeyId.ToString(), SubjectOf(key), record?.Roles ?? [], record?.Standing ?? (key.Party is null ? Unbound(name) : "not known")));
            }

            return rows;
        }
    }

    private static string Unbound(string name) => name == "log" ? "signs checkpoints" : "of no party";

    private static string? SubjectOf(KeyFile key) => key.Party is null ? null : $"{key.Party}/key/{key.KeyId}";

    private static void Print(Surroundings surroundings, ParseResult parsed, List<Row> rows)
    {
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(rows);
            return;
        }

        var table = Printed.Table("name", "party", "roles", "standing", "key id");
        foreach (var row in rows)
        {
            table.AddRow(Printed.Cell(row.Name), Printed.Cell(row.Party ?? "-"), Printed.Cell(string.Join(", ", row.Roles)), Printed.Cell(row.Standing, row.Standing == "in force" ? "green" : ""), Printed.Cell(row.KeyId));
        }

        Printed.Console.Write(table);
    }

    private sealed record Row(string Name, string? Party, string KeyId, string? Subject, IReadOnlyList<string> Roles, string Standing);
}
