using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Microsoft.OpenApi;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Http.Description;

/// <summary>
/// Schemas of the canonical JSON of messages, made of their descriptors: the bounds that stand beside each field in the protos, and the comments
/// above them.
/// </summary>
internal sealed class ProtoSchemas(OpenApiDocument document)
{
    // What the bytes of a field are, which JSON does not show.
    private static readonly Dictionary<string, MessageDescriptor> Encoded = new()
    {
        ["trace.v1.SignedStatement.statement"] = Statement.Descriptor,
        ["trace.v1.Entry.statement"] = Statement.Descriptor,
        ["trace.v1.Recorded.entry"] = Entry.Descriptor,
        ["trace.v1.WatchedEntry.entry"] = Entry.Descriptor,
        ["trace.v1.Chain.entries"] = Entry.Descriptor,
    };

    private readonly HashSet<MessageDescriptor> _asked = Below(LedgerReflection.Descriptor.Services[0].Methods.Select(method => method.InputType).Append(Statement.Descriptor).Append(Entry.Descriptor));

    /// <summary>Adds the schema of every message and enum of <c>trace.v1</c>, those too that travel as bytes.</summary>
    public void AddAll()
    {
        var files = new HashSet<FileDescriptor>();
        AddFiles(LedgerReflection.Descriptor, files);
        foreach (var file in files)
        {
            foreach (var message in file.MessageTypes)
            {
                Add(message);
            }

            foreach (var named in file.EnumTypes)
            {
                Add(named);
            }
        }
    }

    /// <summary>A reference to a message's schema.</summary>
    public OpenApiSchemaReference Reference(MessageDescriptor message) => new(NameOf(message), document);

    /// <summary>A reference to another schema of the document.</summary>
    public OpenApiSchemaReference Reference(string name) => new(name, document);

    /// <summary>The schema of a field as a part of an address, where bytes are hexadecimal.</summary>
    public IOpenApiSchema InAddress(FieldDescriptor field)
    {
        if (field.FieldType == FieldType.Bytes)
        {
            var bytes = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^([0-9a-f]{2})*$" };
            return field.IsRepeated ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = bytes } : bytes;
        }

        return Of(field, described: false);
    }

    private static void AddFiles(FileDescriptor file, HashSet<FileDescriptor> into)
    {
        if (file.Package == LedgerReflection.Descriptor.Package && file.Name != BoundsReflection.Descriptor.Name && into.Add(file))
        {
            foreach (var imported in file.Dependencies)
            {
                AddFiles(imported, into);
            }
        }
    }

    private void Add(MessageDescriptor message)
    {
        var fields = message.Fields.InFieldNumberOrder();
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = Describe(message),
            AdditionalPropertiesAllowed = false,
            Properties = fields.ToDictionary(field => field.JsonName, field => Of(field, described: true)),
            Required = fields.Where(IsAlwaysThere).Select(field => field.JsonName).ToHashSet(),
        };
        document.AddComponent<IOpenApiSchema>(NameOf(message), schema);
        foreach (var nested in message.NestedTypes)
        {
            Add(nested);
        }

        foreach (var nested in message.EnumTypes)
        {
            Add(nested);
        }
    }

    private void Add(EnumDescriptor named)
    {
        var values = named.Values.Select(value => (value.Name, Comment: ProtoComments.Of(value))).ToList();
        var lines = values.Where(value => value.Comment.Length > 0).Select(value => $"- `{value.Name}`: {value.Comment}");
        document.AddComponent<IOpenApiSchema>(NameOf(named), new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description = string.Join('\n', lines.Prepend(ProtoComments.Of(named)).Where(line => line.Length > 0)),
            Enum = [.. values.Select(value => (JsonNode)value.Name)],
        });
    }

    // A request holds what its bounds ask for; an answer leaves out nothing but members of a oneof and messages that are absent.
    private bool IsAlwaysThere(FieldDescriptor field) =>
        _asked.Contains(field.ContainingType) ? FieldBounds.Of(field).Required || FieldBounds.Of(field).AtLeast > 0 : !field.HasPresence;

    private IOpenApiSchema Of(FieldDescriptor field, bool described)
    {
        var bounds = FieldBounds.Of(field);
        var element = Element(field, bounds);
        if (field.IsRepeated)
        {
            element = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = element,
                MinItems = bounds.AtLeast > 0 ? (int)bounds.AtLeast : null,
                MaxItems = bounds.AtMost > 0 ? (int)bounds.AtMost : null,
                UniqueItems = bounds.Distinct ? true : null,
            };
        }

        if (described)
        {
            Describe(element, field);
        }

        return element;
    }

    private static void Describe(IOpenApiSchema schema, FieldDescriptor field)
    {
        var description = ProtoComments.Of(field);
        if (Encoded.TryGetValue(field.FullName, out var message))
        {
            description = $"{description} What they say is a {NameOf(message)}.";
        }

        if (schema is OpenApiSchemaReference reference)
        {
            reference.Description = description.Length > 0 ? description : null;
        }
        else
        {
            ((OpenApiSchema)schema).Description = description;
        }
    }

    private IOpenApiSchema Element(FieldDescriptor field, Bounds bounds) => field.FieldType switch
    {
        FieldType.Message => Reference(field.MessageType),
        FieldType.Enum => new OpenApiSchemaReference(NameOf(field.EnumType), document),
        FieldType.Bool => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        FieldType.String => new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            MinLength = bounds.Min > 0 ? (int)bounds.Min : bounds.Required ? 1 : null,
            MaxLength = bounds.Max > 0 ? (int)bounds.Max : null,
            Format = FormatOf(bounds.Form),
        },
        FieldType.Bytes => Bytes(field, bounds),
        FieldType.Int64 or FieldType.UInt64 or FieldType.SInt64 => new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Format = FormatOf(bounds.Form) ?? (field.FieldType == FieldType.UInt64 ? "uint64" : "int64"),
            Pattern = field.FieldType == FieldType.UInt64 ? "^[0-9]{1,20}$" : "^-?[0-9]{1,19}$",
        },
        _ => new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Format = FormatOf(bounds.Form) ?? (field.FieldType == FieldType.UInt32 ? "uint32" : "int32"),
            Minimum = Number(bounds.Min != 0 ? bounds.Min : bounds.Required ? 1 : field.FieldType == FieldType.UInt32 ? 0 : null),
            Maximum = Number(bounds.Max != 0 ? bounds.Max : null),
        },
    };

    // Base64 of n bytes has 4 characters for each 3; a reader may be given them without padding.
    private static OpenApiSchema Bytes(FieldDescriptor field, Bounds bounds) => new()
    {
        Type = JsonSchemaType.String,
        Format = "byte",
        ContentEncoding = "base64",
        ContentMediaType = Encoded.ContainsKey(field.FullName) ? Bodies.ProtobufType : null,
        MinLength = bounds.Min > 0 ? (int)(((bounds.Min * 4) + 2) / 3) : null,
        MaxLength = bounds.Max > 0 ? (int)((bounds.Max + 2) / 3 * 4) : null,
    };

    private static string? FormatOf(Form form) => form == Form.Unspecified ? null : form.ToString() switch
    {
        nameof(Form.HttpsUrl) => "uri",
        var name => $"trace-{string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"))}",
    };

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Describe(MessageDescriptor message)
    {
        var choices = message.Oneofs.Select(choice => $"Exactly one of {string.Join(", ", choice.Fields.Select(field => $"`{field.JsonName}`"))} is there.");
        return string.Join(' ', choices.Prepend(ProtoComments.Of(message)).Where(text => text.Length > 0));
    }

    private static string NameOf(IDescriptor named) => named.FullName[(LedgerReflection.Descriptor.Package.Length + 1)..];

    private static HashSet<MessageDescriptor> Below(IEnumerable<MessageDescriptor> roots)
    {
        var found = new HashSet<MessageDescriptor>();
        var waiting = new Stack<MessageDescriptor>(roots);
        while (waiting.TryPop(out var message))
        {
            if (found.Add(message))
            {
                foreach (var below in message.Fields.InFieldNumberOrder().Where(field => field.FieldType == FieldType.Message).Select(field => field.MessageType).Concat(message.NestedTypes))
                {
                    waiting.Push(below);
                }
            }
        }

        return found;
    }
}
