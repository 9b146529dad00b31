using System.CommandLine;
using Google.Protobuf.Reflection;
using Trace.Domain.Statements;
using Trace.Tool.Keys;
using Trace.V1;

namespace Trace.Tool.Recording;

/// <summary>All flags of a kind: a flag a field of its payload, and of its Confidential under <c>--sealed.</c>.</summary>
internal sealed class KindFlags
{
    /// <summary>The prefix of the confidential part.</summary>
    public const string Sealed = "sealed";

    private readonly List<FieldFlag> _payload = [];
    private readonly List<FieldFlag> _confidential = [];
    private readonly MessageDescriptor? _confidentialType;

    /// <param name="rules">The kind.</param>
    /// <param name="taken">Names that have another meaning; a field of such a name gets its kind before it.</param>
    public KindFlags(KindRules rules, IReadOnlySet<string> taken)
    {
        _confidentialType = rules.Descriptor.NestedTypes.FirstOrDefault(nested => nested.Name == "Confidential");
        Add(_payload, rules.Descriptor, [], "", name => taken.Contains(name) ? $"--{EnumWords.Kebab(rules.FieldName)}.{name[2..]}" : name);
        if (_confidentialType is not null)
        {
            Add(_confidential, _confidentialType, [], $"{Sealed}.", name => name);
        }
    }

    /// <summary>In the order of the fields.</summary>
    public IEnumerable<FieldFlag> All => _payload.Concat(_confidential);

    /// <summary>Whether the kind has a confidential part.</summary>
    public bool MaySeal => _confidentialType is not null;

    public void AddTo(Command command)
    {
        foreach (var flag in All)
        {
            command.Options.Add(flag.Option);
        }
    }

    /// <summary>Sets every field that was given.</summary>
    public void Apply(ParseResult parsed, Draft draft, KeyShelf shelf)
    {
        foreach (var flag in _payload.Where(flag => flag.IsGiven(parsed)))
        {
            flag.Apply(parsed, draft, draft.Payload, shelf);
        }

        foreach (var flag in _confidential.Where(flag => flag.IsGiven(parsed)))
        {
            draft.Confidential ??= FieldValues.Empty(_confidentialType!);
            flag.Apply(parsed, draft, draft.Confidential, shelf);
        }
    }

    /// <summary>Reads a Confidential out of protobuf's JSON, given itself or as a file.</summary>
    public void ReadConfidential(Draft draft, string text)
    {
        var json = text.TrimStart().StartsWith('{') ? text : PayloadFile.Text(text);
        draft.Confidential = FieldValues.Parse(_confidentialType!, "--sealed", json);
    }

    private static void Add(List<FieldFlag> flags, MessageDescriptor message, IReadOnlyList<FieldDescriptor> above, string prefix, Func<string, string> free)
    {
        foreach (var field in message.Fields.InFieldNumberOrder())
        {
            List<FieldDescriptor> path = [.. above, field];
            var name = free($"--{prefix}{EnumWords.Kebab(field.Name)}");
            if (field is { FieldType: FieldType.Bool, IsRepeated: false })
            {
                flags.Add(new TruthFlag(path, name));
            }
            else if (field.FieldType != FieldType.Message || field.IsRepeated || field.MessageType == PublicKey.Descriptor || field.MessageType == Commitment.Descriptor)
            {
                flags.Add(new ValueFlag(path, name));
            }
            else
            {
                if (field.MessageType == Document.Descriptor)
                {
                    flags.Add(new DocumentFlag(path, $"{name}.file"));
                }

                Add(flags, field.MessageType, path, $"{name[2..]}.", below => below);
            }
        }
    }
}
