using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Trace.Client;
using Trace.Domain.Ledger;

namespace Trace.Audit.Monitoring;

/// <summary>Something that is told: an entry, that the log forked, or that it is silent.</summary>
/// <param name="Id">The same each time that it is told: whoever gets it twice knows so.</param>
/// <param name="Urgent">Whether it can't wait.</param>
/// <param name="Line">For people, on one line.</param>
/// <param name="Json">For machines: one JSON object.</param>
public sealed record Notice(string Id, bool Urgent, string Line, string Json)
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonFormatter Protobuf = new(JsonFormatter.Settings.Default);

    /// <summary>Of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="index">Its place in the log, whatever it says of itself.</param>
    /// <param name="checkpoint">The checkpoint that holds it.</param>
    /// <param name="because">Why it is told.</param>
    /// <param name="urgent">Whether it can't wait.</param>
    public static Notice Of(RecordedEntry entry, long index, Checkpoint checkpoint, IReadOnlyList<string> because, bool urgent)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(checkpoint);
        var statement = entry.Statement;
        var kind = statement.Kind == V1.Statement.PayloadOneofCase.None ? "not_understood" : statement.Rules.FieldName;
        var id = string.Create(CultureInfo.InvariantCulture, $"{checkpoint.Origin}/{index}");
        var json = new JsonObject
        {
            ["id"] = id,
            ["type"] = "entry",
            ["urgent"] = urgent,
            ["because"] = new JsonArray([.. because.Select(one => JsonValue.Create(one))]),
            ["ledger"] = statement.Message.Ledger,
            ["origin"] = checkpoint.Origin,
            ["index"] = index,
            ["kind"] = kind,
            ["subject"] = statement.Subject.Value,
            ["version"] = entry.Version,
            ["party"] = statement.Message.Party,
            ["key"] = statement.Key.ToString(),
            ["recordedAt"] = Time(entry.RecordedAt),
            ["time"] = Time(statement.Message.Time),
            ["identity"] = statement.Identity.ToString(),
            ["leafHash"] = entry.LeafHash.ToString(),
            ["checkpoint"] = new JsonObject { ["size"] = checkpoint.Size, ["root"] = checkpoint.Root.ToBase64() },
            ["statement"] = JsonNode.Parse(Protobuf.Format(statement.Message)),
            ["entry"] = Convert.ToBase64String(entry.Bytes.Span),
        };
        var line = $"{(urgent ? "! " : "  ")}{Time(entry.RecordedAt)}  {index}  {kind}  {statement.Subject}  ({string.Join("; ", because)})";
        return new Notice(id, urgent, line, json.ToJsonString(Compact));
    }

    /// <summary>That the log forked or shrank.</summary>
    /// <param name="fork">Both checkpoints.</param>
    /// <param name="origin">The log's origin.</param>
    public static Notice Of(ForkException fork, string origin)
    {
        ArgumentNullException.ThrowIfNull(fork);
        var offered = Hash256.From(System.Security.Cryptography.SHA256.HashData(fork.Offered.TextBytes.Span));
        var json = new JsonObject
        {
            ["id"] = $"{origin}/fork/{offered}",
            ["type"] = "fork",
            ["urgent"] = true,
            ["origin"] = origin,
            ["message"] = fork.Message,
            ["accepted"] = fork.Accepted.ToString(),
            ["offered"] = fork.Offered.ToString(),
            ["evidence"] = fork.Evidence,
        };
        return new Notice($"{origin}/fork/{offered}", true, $"! {fork.Message}", json.ToJsonString(Compact));
    }

    /// <summary>That a log shows nothing new any more, or that somebody shows an old log in its place.</summary>
    /// <param name="newest">The newest checkpoint that it shows.</param>
    /// <param name="cosignedAt">When witnesses saw it.</param>
    public static Notice OfSilence(Checkpoint newest, DateTimeOffset cosignedAt)
    {
        ArgumentNullException.ThrowIfNull(newest);
        var id = string.Create(CultureInfo.InvariantCulture, $"{newest.Origin}/silent/{newest.Size}");
        var since = cosignedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var message = $"{newest.Origin}: no witness has cosigned anything that is shown here since {since}; the log has stopped, or this is an old copy of it";
        var json = new JsonObject { ["id"] = id, ["type"] = "silent", ["urgent"] = true, ["origin"] = newest.Origin, ["size"] = newest.Size, ["cosignedAt"] = since, ["message"] = message };
        return new Notice(id, true, $"! {message}", json.ToJsonString(Compact));
    }

    // Of whatever a log says: also what no calendar holds.
    private static string Time(long microseconds) => microseconds is >= -62_135_596_800_000_000 and < 253_402_300_800_000_000
        ? DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)
        : microseconds.ToString(CultureInfo.InvariantCulture);
}
