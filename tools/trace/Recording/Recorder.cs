using System.CommandLine;
using Trace.Client;
using Trace.Domain.Ledger;
using Trace.Tool.Output;
using Trace.V1;

namespace Trace.Tool.Recording;

/// <summary>The last steps of every statement: shown, written to a file, or sent and answered for.</summary>
internal sealed class Recorder(Surroundings surroundings, ParseResult parsed, LedgerAccess access)
{
    /// <summary>Shows what would be signed, and sends nothing.</summary>
    public int Show(Draft draft, SignedStatement signed)
    {
        var identity = Hash256.From(StatementFactory.IdentityOf(signed).Span).ToString();
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(new { identity, bytes = signed.Statement.Length, statement = Json.Of(draft.Statement), sealedContent = draft.Confidential is { } confidential ? Json.Of(confidential) : (object?)null });
            return ExitCodes.Done;
        }

        Console.Out.WriteLine(Json.Text(Json.Of(draft.Statement)));
        Printed.Line($"identity {identity}, {signed.Statement.Length} bytes; nothing was sent");
        return ExitCodes.Done;
    }

    /// <summary>Writes a signed statement for sending later.</summary>
    public int Write(Draft draft, SignedStatement signed, string path)
    {
        var outgoing = Outgoing.Write(path, signed, draft.Contents);
        Answer(new Dictionary<string, object?> { ["identity"] = outgoing.Identity.ToString(), ["file"] = outgoing.Path }, draft.Told, $"signed {outgoing.Identity} in {outgoing.Path}; send it by: ./trace record --signed \"{outgoing.Path}\"");
        return ExitCodes.Done;
    }

    /// <summary>Sends a statement, which lies in the outbox until all is done.</summary>
    public async Task<int> SendAsync(Draft draft, SignedStatement signed)
    {
        var outgoing = Outgoing.Write(Outgoing.InOutbox(signed), signed, draft.Contents);
        try
        {
            var code = await SendAsync(outgoing, draft.Told);
            outgoing.Delete();
            return code;
        }
        catch (KeptException kept)
        {
            kept.Lines.AddRange(draft.Told.Select(told => $"{told.Name} {told.Value}: {told.Advice}"));
            throw;
        }
        catch (RefusedException)
        {
            outgoing.Delete();
            throw;
        }
    }

    /// <summary>Sends what lies in a file, which stays.</summary>
    public async Task<int> SendAsync(Outgoing outgoing, IReadOnlyList<(string Name, string Value, string Advice)> told)
    {
        var (recorded, disclosed) = await outgoing.SendAsync(access);
        var entry = recorded.Entry;
        var size = recorded.Checkpoint.Checkpoint.Size;
        Answer(
            new Dictionary<string, object?>
            {
                ["kind"] = entry.Statement.Rules.FieldName,
                ["subject"] = entry.Statement.Subject.Value,
                ["index"] = entry.Index,
                ["version"] = entry.Version,
                ["identity"] = entry.Statement.Identity.ToString(),
                ["size"] = size,
                ["disclosed"] = disclosed,
            },
            told,
            $"recorded {entry.Statement.Kind} as entry {entry.Index}, version {entry.Version} of {entry.Statement.Subject}; identity {entry.Statement.Identity}; proven under the checkpoint of {size} entries");
        return ExitCodes.Done;
    }

    private void Answer(Dictionary<string, object?> answer, IReadOnlyList<(string Name, string Value, string Advice)> told, FormattableString line)
    {
        if (surroundings.Json(parsed))
        {
            foreach (var (name, value, _) in told)
            {
                answer[name] = value;
            }

            surroundings.Answer(answer);
            return;
        }

        Printed.Line(line);
        foreach (var (name, value, advice) in told)
        {
            Printed.Line($"{EnumWords.Kebab(System.Text.RegularExpressions.Regex.Replace(name, "(?=[A-Z])", " "))} [bold]{value}[/]");
            Printed.Line($"  {advice}");
        }
    }
}
