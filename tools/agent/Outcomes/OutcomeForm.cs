using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Trace.Client.Outboxes;

namespace Trace.Agent.Outcomes;

/// <summary>An outcome as JSON; the same by HTTP, in a file and to a callback.</summary>
/// <param name="N">Its number, from 1; the next <c>since</c>.</param>
/// <param name="Number">The line's number in the outbox.</param>
/// <param name="Identity">Of the statement, 64 hex digits.</param>
/// <param name="State">recorded, refused, corrected or dropped.</param>
public sealed record OutcomeForm(long N, long Number, string Identity, string State)
{
    /// <summary>How agents write JSON: small first letters, nothing that is not there, Chinese as it is.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The caller's own word.</summary>
    public string? Ref { get; init; }

    /// <summary>When it was known, by this machine's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The parcel's subject key.</summary>
    public string Subject { get; init; } = "";

    /// <summary>transit or receipt.</summary>
    public string Kind { get; init; } = "";

    /// <summary>When it happened, as the line said.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Of one that is recorded: its place in the log.</summary>
    public ulong? Index { get; init; }

    /// <summary>Of one that is recorded: the version of the parcel's history that it is.</summary>
    public ulong? Version { get; init; }

    /// <summary>Of one that is recorded: when, by the ledger's clock.</summary>
    public DateTimeOffset? RecordedAt { get; init; }

    /// <summary>How many seconds this machine's clock was ahead, where that was measured.</summary>
    public double? ClockAheadSeconds { get; init; }

    /// <summary>What a clock that is off looks like.</summary>
    public string? Clock { get; init; }

    /// <summary>Of one that is refused: the ledger's reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Of one that is refused: the field at fault.</summary>
    public string? Field { get; init; }

    /// <summary>Of one that is refused: the rule and what came.</summary>
    public string? Message { get; init; }

    /// <summary>Of one that is corrected: identity of the statement in its place.</summary>
    public string? Instead { get; init; }

    /// <summary>Of one that is dropped: why.</summary>
    public string? Because { get; init; }

    /// <summary>Of an outcome.</summary>
    public static OutcomeForm Of(OutboxOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var (entry, state) = (outcome.Entry, outcome.State);
        var isRecorded = state == OutboxState.Recorded;
        return new OutcomeForm(outcome.Number, entry.Sequence, entry.Identity.ToString(), state.ToString().ToLowerInvariant())
        {
            Ref = entry.Note,
            At = outcome.At,
            Subject = entry.Subject,
            Kind = entry.Kind,
            Time = entry.Time,
            Index = isRecorded ? entry.Index : null,
            Version = isRecorded ? entry.Version : null,
            RecordedAt = isRecorded ? entry.RecordedAt : null,
            ClockAheadSeconds = isRecorded ? entry.ClockAhead?.TotalSeconds : null,
            Clock = isRecorded && entry.ClockAhead is { } ahead ? ClockSkew.Describe(ahead) : null,
            Reason = outcome.Refusal is { } refusal ? refusal.Reason.ToString() : null,
            Field = outcome.Refusal is { Field.Length: > 0 } at ? at.Field : null,
            Message = outcome.Refusal?.Message,
            Instead = state == OutboxState.Corrected ? entry.Instead?.ToString() : null,
            Because = state == OutboxState.Dropped ? entry.DroppedBecause : null,
        };
    }
}
