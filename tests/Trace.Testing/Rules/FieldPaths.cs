using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Trace.Testing.Rules;

/// <summary>Fields of a message by their paths, such as <c>sale.marked.marking</c>; every message on the way is there.</summary>
public static class FieldPaths
{
    public static object? Get(IMessage message, string path)
    {
        var (holder, field) = Find(message, path);
        return field.Accessor.GetValue(holder);
    }

    public static void Set(IMessage message, string path, object value)
    {
        var (holder, field) = Find(message, path);
        field.Accessor.SetValue(holder, value);
    }

    private static (IMessage Holder, FieldDescriptor Field) Find(IMessage message, string path)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            message = (IMessage)message.Descriptor.FindFieldByName(name).Accessor.GetValue(message);
        }

        return (message, message.Descriptor.FindFieldByName(names[^1]));
    }
}
