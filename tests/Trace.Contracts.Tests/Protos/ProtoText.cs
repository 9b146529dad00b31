using System.Globalization;
using System.Text;
using Google.Protobuf.Reflection;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Contracts.Tests.Protos;

/// <summary>
/// The protos as text, one line for each thing that may not change: a field with its number, type, label, oneof and bounds, an enum's
/// number, a method, a reserved number. Headings stand at the margin, what belongs to them is indented.
/// </summary>
internal static class ProtoText
{
    /// <summary>All messages, enums and services of <c>trace.v1</c>, by file and in the order of their numbers.</summary>
    public static string OfToday()
    {
        var text = new StringBuilder();
        foreach (var file in FilesFrom(ProvenanceReflection.Descriptor).Union(FilesFrom(ContentReflection.Descriptor)).OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            foreach (var extension in file.ToProto().Extension)
            {
                text.Append(CultureInfo.InvariantCulture, $"extension of {extension.Extendee[1..]}\n  field {extension.Number} {Short(extension.TypeName[1..])} {extension.Name}\n");
            }

            foreach (var message in file.MessageTypes)
            {
                Write(text, message);
            }

            foreach (var of in file.EnumTypes)
            {
                Write(text, of);
            }

            foreach (var service in file.Services)
            {
                text.Append(CultureInfo.InvariantCulture, $"service {service.Name}\n");
                foreach (var method in service.Methods)
                {
                    text.Append(CultureInfo.InvariantCulture, $"  rpc {method.Name} ({Stream(method.IsClientStreaming)}{NameOf(method.InputType)}) returns ({Stream(method.IsServerStreaming)}{NameOf(method.OutputType)})\n");
                }
            }
        }

        return text.ToString();
    }

    private static HashSet<FileDescriptor> FilesFrom(FileDescriptor first)
    {
        var files = new HashSet<FileDescriptor>();
        var waiting = new Stack<FileDescriptor>([first]);
        while (waiting.TryPop(out var file))
        {
            if (file.Package == "trace.v1" && files.Add(file))
            {
                foreach (var dependency in file.Dependencies)
                {
                    waiting.Push(dependency);
                }
            }
        }

        return files;
    }

    private static void Write(StringBuilder text, MessageDescriptor message)
    {
        text.Append(CultureInfo.InvariantCulture, $"message {NameOf(message)}\n");
        var proto = message.ToProto();
        foreach (var range in proto.ReservedRange)
        {
            text.Append(CultureInfo.InvariantCulture, $"  reserved {range.Start} to {range.End - 1}\n");
        }

        foreach (string name in proto.ReservedName)
        {
            text.Append(CultureInfo.InvariantCulture, $"  reserved {name}\n");
        }

        foreach (var field in message.Fields.InFieldNumberOrder())
        {
            string label = field.IsRepeated ? "repeated " : field.HasPresence && field.FieldType != FieldType.Message && field.ContainingOneof is null ? "optional " : "";
            string oneof = field.RealContainingOneof is { } of ? $" in {of.Name}" : "";
            text.Append(CultureInfo.InvariantCulture, $"  field {field.FieldNumber} {label}{TypeOf(field)} {field.Name}{oneof}{BoundsOf(field)}\n");
        }

        foreach (var nested in message.NestedTypes)
        {
            Write(text, nested);
        }

        foreach (var nested in message.EnumTypes)
        {
            Write(text, nested);
        }
    }

    private static void Write(StringBuilder text, EnumDescriptor of)
    {
        text.Append(CultureInfo.InvariantCulture, $"enum {Short(of.FullName)}\n");
        var proto = of.ToProto();
        foreach (var range in proto.ReservedRange)
        {
            text.Append(CultureInfo.InvariantCulture, $"  reserved {range.Start} to {range.End}\n");
        }

        foreach (string name in proto.ReservedName)
        {
            text.Append(CultureInfo.InvariantCulture, $"  reserved {name}\n");
        }

        foreach (var value in of.Values.OrderBy(value => value.Number))
        {
            text.Append(CultureInfo.InvariantCulture, $"  value {value.Number} {value.Name}\n");
        }
    }

    private static string TypeOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => NameOf(field.MessageType),
        FieldType.Enum => Short(field.EnumType.FullName),
        var scalar => scalar.ToString().ToLowerInvariant(),
    };

    private static string BoundsOf(FieldDescriptor field)
    {
        var bounds = FieldBounds.Of(field);
        string[] parts =
        [
            .. Bounds.Descriptor.Fields.InFieldNumberOrder().Select(part => (part, Value: part.Accessor.GetValue(bounds)))
                .Where(said => !said.Value.Equals(Activator.CreateInstance(said.Value.GetType())))
                .Select(said => said.Value is true ? said.part.Name : string.Create(CultureInfo.InvariantCulture, $"{said.part.Name} {said.Value}")),
        ];
        return parts.Length == 0 ? "" : $" [{string.Join(", ", parts)}]";
    }

    private static string Stream(bool isStream) => isStream ? "stream " : "";

    private static string NameOf(MessageDescriptor message) => Short(message.FullName);

    private static string Short(string fullName) => fullName.StartsWith("trace.v1.", StringComparison.Ordinal) ? fullName["trace.v1.".Length..] : fullName;
}
