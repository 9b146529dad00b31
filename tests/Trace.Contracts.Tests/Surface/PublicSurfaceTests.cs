using System.Reflection;
using PublicApiGenerator;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Testing;
using Xunit;

namespace Trace.Contracts.Tests.Surface;

/// <summary>What others compile against. The generated messages are left out: the protos' own text holds them.</summary>
public sealed class PublicSurfaceTests
{
    public static TheoryData<string> Assemblies => ["Trace.Domain", "Trace.Client"];

    [Theory, MemberData(nameof(Assemblies))]
    public void Public_surface_is_the_committed_one(string name)
    {
        Assert.Null(CommittedFile.Difference($"tests/Trace.Contracts.Tests/Surface/{name}.txt", SurfaceOf(Named(name))));
    }

    [Fact]
    public void Surface_holds_types_members_and_constants_and_no_generated_message()
    {
        string surface = SurfaceOf(Named("Trace.Domain"));

        Assert.Contains("public static class InclusionProof", surface, StringComparison.Ordinal);
        Assert.Contains("public const int MaxStatementBytes = 16384;", surface, StringComparison.Ordinal);
        Assert.DoesNotContain("namespace Trace.V1", surface, StringComparison.Ordinal);
    }

    private static Assembly Named(string name) => name == "Trace.Domain" ? typeof(SubjectKey).Assembly : typeof(LedgerClient).Assembly;

    private static string SurfaceOf(Assembly assembly) => assembly.GeneratePublicApi(new ApiGeneratorOptions
    {
        IncludeAssemblyAttributes = false,
        // It names a type by how many members stand before it.
        ExcludeAttributes = ["System.Runtime.CompilerServices.AsyncIteratorStateMachineAttribute"],
        IncludeTypes = [.. assembly.GetExportedTypes().Where(type => type.Namespace != "Trace.V1")],
    }).ReplaceLineEndings("\n") + "\n";
}
