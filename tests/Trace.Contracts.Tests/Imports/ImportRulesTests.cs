using Xunit;

namespace Trace.Contracts.Tests.Imports;

/// <summary>Imports run one way: Api to Domain, tools to Client to Domain, Domain to nothing of ours.</summary>
public sealed class ImportRulesTests
{
    private static readonly string[] Ours = ["Trace.Domain", "Trace.Client", "Trace.Agent", "Trace.Api", "Trace.Audit", "Trace.Documents", "Trace.Import", "Trace.Relay", "Trace.Symbols", "Trace.Web", "Trace.Witness", "trace", "label-printer"];

    public static TheoryData<string, string[]> Allowed => new()
    {
        { "Trace.Domain", [] },
        { "Trace.Web", [] },
        { "Trace.Client", ["Trace.Domain"] },
        { "Trace.Documents", [] },
        { "Trace.Api", ["Trace.Documents", "Trace.Domain", "Trace.Web"] },
        { "Trace.Import", ["Trace.Domain", "Trace.Client", "Trace.Web"] },
        { "Trace.Witness", ["Trace.Domain"] },
        { "Trace.Audit", ["Trace.Domain", "Trace.Client"] },
        { "Trace.Agent", ["Trace.Domain", "Trace.Client", "Trace.Audit"] },
        { "Trace.Relay", ["Trace.Domain", "Trace.Client", "Trace.Agent"] },
        { "Trace.Symbols", ["Trace.Domain", "Trace.Web"] },
        { "trace", ["Trace.Domain", "Trace.Client", "Trace.Agent", "Trace.Audit", "Trace.Documents", "Trace.Import", "Trace.Relay", "Trace.Symbols", "Trace.Witness"] },
        // Keys, policies and answers are found and told as ./trace does.
        { "label-printer", ["Trace.Domain", "Trace.Client", "Trace.Import", "Trace.Symbols", "Trace.Web", "trace"] },
    };

    [Theory, MemberData(nameof(Allowed))]
    public void Assembly_imports_of_ours_only_what_lies_below_it(string assembly, string[] allowed)
    {
        var ours = Imported.By(assembly).Assemblies.Where(name => Ours.Contains(name) || name.StartsWith("Trace.", StringComparison.Ordinal));

        Assert.Empty(ours.Except(allowed));
    }

    [Fact]
    public void Domain_imports_protobuf_NSec_BouncyCastle_and_the_base_library_alone()
    {
        var others = Imported.By("Trace.Domain").Assemblies.Where(name => !name.StartsWith("System.", StringComparison.Ordinal));

        Assert.Equal(["BouncyCastle.Cryptography", "Google.Protobuf", "NSec.Cryptography"], others.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Client_imports_neither_database_server_nor_web_server()
    {
        // SQLite is a library over one file: the outbox lies in it (decision 19).
        Assert.DoesNotContain(Imported.By("Trace.Client").Assemblies, name =>
            name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.StartsWith("Marten", StringComparison.Ordinal) || name.StartsWith("Npgsql", StringComparison.Ordinal));
    }

    [Fact]
    public void Domain_does_no_IO_and_reads_no_clock()
    {
        Assert.Empty(Outside.In(Imported.By("Trace.Domain")));
    }

    // The rule itself: over code that does all of it, it finds all of it.
    [Theory]
    [InlineData("System.IO.File")]
    [InlineData("System.IO.Directory")]
    [InlineData("System.IO.FileStream")]
    [InlineData("System.Net.Sockets.Socket")]
    [InlineData("System.Net.Http.HttpClient")]
    [InlineData("System.Diagnostics.Process")]
    [InlineData("System.Console")]
    [InlineData("System.Environment.get_MachineName")]
    [InlineData("System.Random")]
    [InlineData("System.Reflection.Assembly.Load")]
    [InlineData("System.Threading.Thread")]
    [InlineData("System.DateTime.get_Now")]
    [InlineData("System.DateTime.get_UtcNow")]
    [InlineData("System.DateTimeOffset.get_UtcNow")]
    public void What_an_impure_assembly_does_is_found(string what)
    {
        Assert.Contains(what, Outside.In(Imported.By(typeof(Impure).Assembly.GetName().Name!)));
    }
}
