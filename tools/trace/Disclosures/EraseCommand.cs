using System.CommandLine;
using Trace.Client;
using Trace.Domain.Disclosures;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Tool.Keys;
using Trace.Tool.Output;
using Trace.V1;

namespace Trace.Tool.Disclosures;

/// <summary><c>trace content erase IDENTITY</c>: has deleted what a statement commits to, by a key of whose it is.</summary>
internal static class EraseCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var identity = new Argument<string>("identity") { Description = "The statement's identity, 64 characters of hex, as ./trace show --json gives it." };
        var path = new Option<string?>("--path") { Description = "Which of its commitments: the field's number, or sealed. Needed where it has several.", HelpName = "path" };
        var key = new Option<string?>("--key") { Description = "A key that may: any key of the statement's party which could sign such a statement now; for a registration's evidence also an administrator's of the party registered. Without it the key that signed, or wrote the report, if it lies here.", HelpName = "name" };
        key.CompletionSources.Add(context => KeyShelf.Complete(surroundings, context));
        var command = new Command("erase", "Have erased what a statement commits to: content and keys are deleted, for good. The statement and every proof stay.") { identity, path, key };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var named = IdentityOf(parsed.GetValue(identity)!);
            await using var client = await surroundings.ConnectAsync(parsed, cancellation);
            var statement = (await client.GetEntryAsync(named, cancellation)).Entry.Statement;
            var (at, commitment) = Choose(statement, parsed.GetValue(path));
            using var held = Key(surroundings.Shelf(parsed), parsed.GetValue(key), statement);
            await client.EraseAsync(named, at, commitment, held.Signer, cancellation);
            if (surroundings.Json(parsed))
            {
                surroundings.Answer(new { identity = named.ToString(), path = at, erased = true });
            }
            else
            {
                Printed.Line($"erased what {statement.Kind} {named} commits to at {at}; back-ups of keys that the operator has yet to overwrite still open it");
            }

            return ExitCodes.Done;
        }));
        return command;
    }

    private static Hash256 IdentityOf(string text) => text.Length == 2 * Hash256.Size && text.All(char.IsAsciiHexDigit)
        ? Hash256.From(Convert.FromHexString(text))
        : throw new UsageException($"identity \"{text}\": must be {2 * Hash256.Size} characters of hex");

    private static (string Path, Commitment Commitment) Choose(ParsedStatement statement, string? path)
    {
        var all = Commitments.In(statement);
        var there = all.Count == 0 ? "it commits to nothing" : $"there is {string.Join(", ", all.Select(one => $"{one.Path} ({one.Commitment.MediaType}, {one.Commitment.Size} bytes)"))}";
        return path is null
            ? all.Count == 1 ? all[0] : throw new UsageException($"--path: which commitment of this {statement.Kind} is missing; {there}")
            : all.FirstOrDefault(one => one.Path == path) is { Commitment: not null } chosen ? chosen : throw new UsageException($"--path \"{path}\": this {statement.Kind} has no such commitment; {there}");
    }

    private static KeyFile Key(KeyShelf shelf, string? name, ParsedStatement statement)
    {
        if (name is not null)
        {
            return shelf.Load(name);
        }

        var wanted = statement.Message.Report is { } report ? KeyId.Of(report.AuthorKey) : statement.Key;
        KeyFile? found = null;
        foreach (var (_, held) in shelf.All())
        {
            if (found is null && held.KeyId == wanted)
            {
                found = held;
            }
            else
            {
                held.Dispose();
            }
        }

        return found ?? throw new UsageException($"--key: the key {wanted} lies not in {shelf.Folder}; name another that may erase this");
    }
}
