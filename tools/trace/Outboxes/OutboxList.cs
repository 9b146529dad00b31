using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using Trace.Client.Outboxes;
using Trace.Tool.Output;

namespace Trace.Tool.Outboxes;

/// <summary>How statements of an outbox are shown.</summary>
internal static class OutboxList
{
    /// <summary>A line each, without what is not there.</summary>
    public static JsonSerializerOptions Lines { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Print(Surroundings surroundings, ParseResult parsed, OutboxReader reader, List<OutboxEntry> entries)
    {
        var (counts, clock) = (reader.Counts(), reader.Clock);
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(new
            {
                reader.Ledger,
                counts,
                reader.Trouble,
                clockAheadSeconds = clock?.Ahead.TotalSeconds,
                clock = clock is null ? null : ClockSkew.Describe(clock.Ahead),
                statements = entries.Select(entry => Row(entry, withBytes: false)),
            });
            return;
        }

        if (entries.Count > 0)
        {
            var table = Printed.Table("no", "state", "kind", "subject", "happened", "what became of it");
            foreach (var entry in entries)
            {
                table.AddRow(
                    Printed.Cell($"{entry.Sequence}"), Printed.Cell(Word(entry.State), Colour(entry.State)), Printed.Cell(entry.Kind), Printed.Cell(entry.Subject),
                    Printed.Cell($"{entry.Time:u}"), Printed.Cell(Fate(entry)));
            }

            Printed.Console.Write(table);
        }

        Printed.Line($"{counts.Waiting} waiting, {counts.Recorded} recorded, {counts.Refused} refused, {counts.Corrected} corrected, {counts.Dropped} dropped");
        if (counts.Waiting > 0 && reader.Trouble is { } trouble)
        {
            Printed.Line($"[yellow]nothing goes out: {trouble}[/]");
        }

        if (clock is not null && ClockSkew.Describe(clock.Ahead) is { } wrong)
        {
            Printed.Line($"[yellow]this machine's clock is {wrong}[/]");
        }
    }

    /// <summary>A statement for machines.</summary>
    public static object Row(OutboxEntry entry, bool withBytes) => new
    {
        number = entry.Sequence,
        identity = entry.Identity.ToString(),
        state = Word(entry.State),
        entry.Kind,
        entry.Subject,
        entry.Time,
        entry.PutAt,
        entry.Note,
        reason = entry.Refusal is { } refusal ? EnumWord(refusal) : null,
        field = entry.Refusal is { Field.Length: > 0 } at ? at.Field : null,
        message = entry.Refusal?.Message,
        entry.Attempts,
        entry.Index,
        entry.Version,
        entry.RecordedAt,
        clockAheadSeconds = entry.ClockAhead?.TotalSeconds,
        instead = entry.Instead?.ToString(),
        entry.DroppedBecause,
        signed = withBytes ? new { statement = entry.Statement.Statement.ToBase64(), signatures = entry.Statement.Signatures.Select(signature => signature.ToBase64()) } : null,
    };

    private static string Fate(OutboxEntry entry) => entry.State switch
    {
        OutboxState.Recorded => $"entry {entry.Index}, version {entry.Version}{(entry.ClockAhead is { } ahead && ClockSkew.Describe(ahead) is { } wrong ? $"; clock {wrong}" : "")}",
        OutboxState.Corrected => $"corrected by {entry.Instead}",
        OutboxState.Dropped => entry.DroppedBecause!,
        _ => entry.Refusal is { } refusal ? $"{refusal.Reason}{(refusal.Field.Length > 0 ? $" ({refusal.Field})" : "")}: {refusal.Message}" : "",
    };

    private static string EnumWord(V1.Refusal refusal) => refusal.Reason.ToString();

    private static string Word(OutboxState state) => state.ToString().ToLowerInvariant();

    private static string Colour(OutboxState state) => state switch
    {
        OutboxState.Recorded => "green",
        OutboxState.Refused => "red",
        OutboxState.Waiting => "yellow",
        _ => "",
    };
}
