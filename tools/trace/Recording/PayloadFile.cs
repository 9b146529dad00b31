using System.Text;
using System.Text.Json;
using Trace.V1;

namespace Trace.Tool.Recording;

/// <summary>A payload, or a whole statement, in protobuf's JSON.</summary>
internal static class PayloadFile
{
    // A statement has at most 16,384 bytes; its JSON is a few times as long.
    private const int MostBytes = 262_144;

    public static string Text(string path) => Encoding.UTF8.GetString(Files.Read(path, MostBytes));

    /// <summary>Takes what the file says into the draft.</summary>
    public static void ReadInto(Draft draft, string path)
    {
        var (source, json) = ($"--file \"{path}\"", Text(path));
        var field = Statement.Descriptor.FindFieldByNumber((int)draft.Rules.Kind);
        if (!IsWhole(source, json, field.JsonName) && !IsWhole(source, json, field.Name))
        {
            field.Accessor.SetValue(draft.Statement, FieldValues.Parse(field.MessageType, source, json));
            return;
        }

        var statement = (Statement)FieldValues.Parse(Statement.Descriptor, source, json);
        if (statement.PayloadCase != draft.Rules.Kind)
        {
            throw new UsageException($"{source}: holds a {statement.PayloadCase}; a {draft.Rules.Kind} is to be recorded");
        }

        if (statement.Ledger.Length > 0 && statement.Ledger != draft.Ledger)
        {
            throw new UsageException($"{source}: is for the ledger \"{statement.Ledger}\"; this one is \"{draft.Ledger}\"");
        }

        statement.Ledger = draft.Ledger;
        draft.Statement = statement;
        if (statement.Time != 0)
        {
            draft.Time = DateTimeOffset.UnixEpoch.AddMicroseconds(statement.Time).ToOffset(TimeSpan.FromMinutes(statement.Offset));
        }
    }

    // A whole statement holds its payload under the kind's own name, as an object.
    private static bool IsWhole(string source, string json, string kind)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.TryGetProperty(kind, out var payload) && payload.ValueKind == JsonValueKind.Object
                : throw new UsageException($"{source}: must hold one JSON object");
        }
        catch (JsonException problem)
        {
            throw new UsageException($"{source}: is no JSON: {problem.Message}");
        }
    }
}
