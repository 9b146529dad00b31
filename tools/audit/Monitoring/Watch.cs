using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using static Trace.V1.Statement;

namespace Trace.Audit.Monitoring;

/// <summary>What somebody wants to be told of.</summary>
/// <param name="Subjects">Products, lots, items, parcels: each with all below it.</param>
/// <param name="Parties">Participants: what they say, what is said about them or their keys, and what names them.</param>
/// <param name="Keys">Key ids: what is signed with them, and what becomes of them.</param>
public sealed record Watch(IReadOnlyList<SubjectKey> Subjects, IReadOnlyList<SubjectKey> Parties, IReadOnlyList<Hash256> Keys)
{
    private readonly HashSet<string> _partyNames = [.. Parties.Select(party => party.Value)];
    private readonly HashSet<Hash256> _keyIds = [.. Keys];

    /// <summary>Why an entry is told: nothing for one that is nobody's business here.</summary>
    /// <param name="entry">An entry that is in the log.</param>
    public IReadOnlyList<string> Because(RecordedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var because = new List<string>();
        var statement = entry.Statement;
        if (_keyIds.Contains(statement.Key))
        {
            because.Add($"signed with key {statement.Key}");
        }

        if (statement.Subject.KeyId is { } keyId && _keyIds.Contains(Hash256.FromHex(keyId)))
        {
            because.Add($"about key {keyId}");
        }

        if (_partyNames.Contains(statement.Message.Party))
        {
            because.Add($"said by {statement.Message.Party}");
        }

        if (statement.Subject.Party is { } about && _partyNames.Contains(about.Value))
        {
            because.Add($"about {statement.Subject}");
        }

        foreach (var subject in Subjects.Where(subject => statement.Subject.IsAtOrUnder(subject)))
        {
            because.Add($"about {statement.Subject}{(statement.Subject == subject ? "" : $", which is under {subject}")}");
        }

        if (Subjects.Count + Parties.Count > 0)
        {
            foreach (var (path, text) in TextsOf(PayloadOf(statement.Message), ""))
            {
                AddNamed(path, text, because);
            }
        }

        return because;
    }

    /// <summary>Whether an entry that is told can't wait for a weekly look: a complaint, a recall, what changes a party's or a key's standing, anything signed with a watched key.</summary>
    /// <param name="entry">The entry.</param>
    public bool IsUrgent(RecordedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return _keyIds.Contains(entry.Statement.Key) || entry.Statement.Kind is PayloadOneofCase.Complaint or PayloadOneofCase.Report or PayloadOneofCase.Escalation
            or PayloadOneofCase.Recall or PayloadOneofCase.Inspection or PayloadOneofCase.Suspension or PayloadOneofCase.KeyGrant or PayloadOneofCase.KeyRevocation;
    }

    // A respondent, a courier, a line of a parcel: whichever field it is.
    private void AddNamed(string path, string text, List<string> because)
    {
        if (_partyNames.Contains(text))
        {
            because.Add($"{path} names {text}");
        }
        else if (Subjects.Count > 0 && SubjectKey.TryParse(text, out var named, out _) && Subjects.Any(named.IsAtOrUnder))
        {
            because.Add($"{path} names {text}");
        }
    }

    private static IMessage? PayloadOf(V1.Statement statement) => Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(statement)?.Accessor.GetValue(statement) as IMessage;

    private static IEnumerable<(string Path, string Text)> TextsOf(IMessage? message, string prefix)
    {
        foreach (var field in message?.Descriptor.Fields.InDeclarationOrder() ?? [])
        {
            if (field.FieldType is not (FieldType.String or FieldType.Message))
            {
                continue;
            }

            var (path, value) = (prefix + field.Name, field.Accessor.GetValue(message));
            foreach (var one in value is System.Collections.IList list ? list.Cast<object>() : value is null ? [] : [value])
            {
                foreach (var found in one is IMessage inner ? TextsOf(inner, path + ".") : [(path, (string)one)])
                {
                    yield return found;
                }
            }
        }
    }
}
