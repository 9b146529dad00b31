using System.Text.Json.Serialization;

namespace Trace.Agent.Lines;

/// <summary>What an agent answers to a line.</summary>
/// <param name="Line">Its number in the request or file, from 1.</param>
public sealed record LineAnswer(int Line)
{
    /// <summary>Whether it is on disk.</summary>
    public required bool Taken { get; init; }

    /// <summary>Its number in the outbox; outcomes name it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Number { get; init; }

    /// <summary>Identity of the statement that says it, 64 hex digits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Identity { get; init; }

    /// <summary>Whether the same fact was there before: nothing was added.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Repeated { get; init; }

    /// <summary>Of a repeated fact: how its statement stands, waiting, recorded, refused, corrected or dropped.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? State { get; init; }

    /// <summary>Of a repeated fact: the ledger's reason, where it did not take it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>Of a repeated fact: the rule behind <see cref="Reason"/> and what came.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    /// <summary>The caller's own word.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ref { get; init; }

    /// <summary>Of a line that was taken: what looks wrong with its time all the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Warning { get; init; }

    /// <summary>Of a line that was not taken: the field at fault; empty where it is the whole.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Field { get; init; }

    /// <summary>Of a line that was not taken: what it must be.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rule { get; init; }

    /// <summary>Of a line that was not taken: what came, shortened; never a waybill's number.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Came { get; init; }

    /// <summary>A line that was not taken.</summary>
    public static LineAnswer Of(int line, LineError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new LineAnswer(line) { Taken = false, Field = error.Field, Rule = error.Rule, Came = error.Came };
    }
}
