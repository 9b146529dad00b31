using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace Trace.Api.Http.Description;

/// <summary>The comments of the protos, by the full name of what they stand above, out of the descriptor set that the build embeds.</summary>
internal static class ProtoComments
{
    private const string Resource = "trace.v1.protoset";

    private static readonly Lazy<Dictionary<string, string>> Comments = new(Read);

    /// <summary>The comment above a message, field, enum, value or method; empty where there is none.</summary>
    public static string Of(IDescriptor named)
    {
        ArgumentNullException.ThrowIfNull(named);
        return Comments.Value.GetValueOrDefault(named.FullName, "");
    }

    /// <summary>The comment above an enum's value, whose full name the protos put beside the enum's.</summary>
    public static string Of(EnumValueDescriptor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Comments.Value.GetValueOrDefault($"{value.EnumDescriptor.FullName}.{value.Name}", "");
    }

    private static Dictionary<string, string> Read()
    {
        using var stream = typeof(ProtoComments).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not embedded");
        var comments = new Dictionary<string, string>();
        foreach (var file in FileDescriptorSet.Parser.ParseFrom(stream).File)
        {
            var names = new Dictionary<string, string>();
            Name(names, "4", file.Package, file.MessageType);
            Name(names, "5", file.Package, file.EnumType);
            for (var i = 0; i < file.Service.Count; i++)
            {
                var service = $"{file.Package}.{file.Service[i].Name}";
                names[$"6.{i}"] = service;
                Name(names, $"6.{i}.2", service, file.Service[i].Method, method => method.Name);
            }

            foreach (var location in file.SourceCodeInfo.Location.Where(location => location.HasLeadingComments))
            {
                if (names.TryGetValue(string.Join('.', location.Path), out var name))
                {
                    comments[name] = Flow(location.LeadingComments);
                }
            }
        }

        return comments;
    }

    // Paths are those of descriptor.proto: 4 messages, 5 enums, 6 services; in a message 2 fields, 3 messages, 4 enums; in an enum 2 values.
    private static void Name(Dictionary<string, string> names, string path, string scope, RepeatedField<DescriptorProto> messages)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            var (name, at) = ($"{scope}.{messages[i].Name}", $"{path}.{i}");
            names[at] = name;
            Name(names, $"{at}.2", name, messages[i].Field, field => field.Name);
            Name(names, $"{at}.3", name, messages[i].NestedType);
            Name(names, $"{at}.4", name, messages[i].EnumType);
        }
    }

    private static void Name(Dictionary<string, string> names, string path, string scope, RepeatedField<EnumDescriptorProto> enums)
    {
        for (var i = 0; i < enums.Count; i++)
        {
            names[$"{path}.{i}"] = $"{scope}.{enums[i].Name}";
            Name(names, $"{path}.{i}.2", $"{scope}.{enums[i].Name}", enums[i].Value, value => value.Name);
        }
    }

    private static void Name<T>(Dictionary<string, string> names, string path, string scope, RepeatedField<T> members, Func<T, string> name)
    {
        for (var i = 0; i < members.Count; i++)
        {
            names[$"{path}.{i}"] = $"{scope}.{name(members[i])}";
        }
    }

    // Lines are wrapped for the source; an empty one parts paragraphs.
    private static string Flow(string comment) =>
        string.Join("\n\n", comment.Split("\n\n").Select(paragraph => string.Join(' ', paragraph.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0))).Where(paragraph => paragraph.Length > 0));
}
