using System.Collections.Frozen;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Domain.Disclosures;

/// <summary>The commitments that a statement holds, each at its path: the field's number in the payload, or <c>sealed</c> for the statement's own.</summary>
public static class Commitments
{
    /// <summary>The path of a statement's own sealed part.</summary>
    public const string SealedPath = "sealed";

    // The sequencer asks this of every entry.
    private static readonly FrozenDictionary<Statement.PayloadOneofCase, (FieldDescriptor Payload, FieldDescriptor[] Fields)> s_fields = RulesTable.All.ToFrozenDictionary(
        rules => rules.Kind,
        rules => (Statement.Descriptor.FindFieldByNumber((int)rules.Kind),
            rules.Descriptor.Fields.InFieldNumberOrder().Where(field => field is { FieldType: FieldType.Message, IsRepeated: false } && field.MessageType == Commitment.Descriptor).ToArray()));

    /// <summary>All of them, the statement's own first.</summary>
    /// <param name="statement">A statement in canonical form.</param>
    public static IReadOnlyList<(string Path, Commitment Commitment)> In(ParsedStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var own = statement.Message.Sealed;
        if (!s_fields.TryGetValue(statement.Kind, out var kind) || kind.Fields.Length == 0)
        {
            return own is null ? [] : [(SealedPath, own)];
        }

        var found = new List<(string, Commitment)>();
        if (own is not null)
        {
            found.Add((SealedPath, own));
        }

        var payload = (IMessage)kind.Payload.Accessor.GetValue(statement.Message);
        foreach (var field in kind.Fields)
        {
            if (field.Accessor.GetValue(payload) is Commitment commitment)
            {
                found.Add((field.FieldNumber.ToString(CultureInfo.InvariantCulture), commitment));
            }
        }

        return found;
    }

    /// <summary>The commitment at a path; null where there is none.</summary>
    /// <param name="statement">A statement in canonical form.</param>
    /// <param name="path">Its path.</param>
    public static Commitment? At(ParsedStatement statement, string path) => In(statement).FirstOrDefault(one => one.Path == path).Commitment;
}
