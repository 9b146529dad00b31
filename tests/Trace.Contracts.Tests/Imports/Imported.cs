using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Trace.Contracts.Tests.Imports;

/// <summary>What a built assembly imports: other assemblies, their types, and their types' members, as its metadata names them.</summary>
internal sealed class Imported
{
    private Imported(MetadataReader reader)
    {
        Assemblies = [.. reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))];
        Types = [.. reader.TypeReferences.Select(handle => NameOf(reader, handle))];
        Members = [.. reader.MemberReferences.Select(reader.GetMemberReference).Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => $"{NameOf(reader, (TypeReferenceHandle)member.Parent)}.{reader.GetString(member.Name)}")];
        Native = [.. reader.MethodDefinitions.Select(reader.GetMethodDefinition).Where(method => !method.GetImport().Module.IsNil).Select(method => reader.GetString(method.Name))];
    }

    /// <summary>Simple names of the assemblies.</summary>
    public HashSet<string> Assemblies { get; }

    /// <summary>Full names of the types; a nested type's own name stands behind its declaring type's and a dot.</summary>
    public HashSet<string> Types { get; }

    /// <summary>Full names of fields, methods and accessors, such as <c>System.DateTime.get_UtcNow</c>.</summary>
    public HashSet<string> Members { get; }

    /// <summary>Methods that call into a native library.</summary>
    public HashSet<string> Native { get; }

    /// <summary>Reads an assembly that lies beside the tests.</summary>
    public static Imported By(string assembly)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        using var reader = new PEReader(file);
        return new Imported(reader.GetMetadataReader());
    }

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        string name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(reader, (TypeReferenceHandle)type.ResolutionScope)}.{name}"
            : $"{reader.GetString(type.Namespace)}.{name}";
    }
}
