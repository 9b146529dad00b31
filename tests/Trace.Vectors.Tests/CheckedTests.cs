using System.Text.Json.Nodes;
using Trace.Testing;
using Trace.Vectors.Tests.Checking;
using Xunit;

namespace Trace.Vectors.Tests;

/// <summary>The committed files as another language meets them: no vector says what the code does not.</summary>
public sealed class CheckedTests
{
    private static readonly Dictionary<string, JsonObject> Files = VectorFiles.Writers.ToDictionary(writer => writer.Key, writer =>
        JsonNode.Parse(CommittedFile.IsRewriting ? writer.Value().ToJson() : CommittedFile.Read(VectorFile.PathOf(writer.Key)))!.AsObject());

    public static IEnumerable<TheoryDataRow<string, string>> Cases() =>
        from file in Files from of in GroupsOf(file.Value) from vector in of.Cases select new TheoryDataRow<string, string>($"{file.Key}/{of.Group}", vector.Text("name"));

    [Theory, MemberData(nameof(Cases))]
    public void Vector_has_the_verdict_that_the_code_gives(string group, string name)
    {
        var file = Files[group.Split('/')[0]];
        var vector = file.Objects(group.Split('/')[1]).Single(vector => vector.Text("name") == name);

        Assert.Equal(vector.Text("verdict"), Checks.ByGroup[group](file, vector));
    }

    [Fact]
    public void Every_group_is_checked_and_every_check_has_its_group()
    {
        var there = from file in Files from of in GroupsOf(file.Value) select $"{file.Key}/{of.Group}";

        Assert.Equal(Checks.ByGroup.Keys.Order(StringComparer.Ordinal), there.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_vector_with_another_verdict_or_another_hash_is_caught()
    {
        var good = Files["keys"].Objects("keyIds")[0].DeepClone().AsObject();
        var weak = Files["keys"].Objects("publicKeys").First(vector => vector.Text("verdict") == "WEAK_KEY");
        good["keyId"] = new string('0', 64);

        Assert.NotEqual(VectorFile.Valid, Checks.ByGroup["keys/publicKeys"](Files["keys"], weak));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Checks.ByGroup["keys/keyIds"](Files["keys"], good));
    }

    private static IEnumerable<(string Group, JsonObject[] Cases)> GroupsOf(JsonObject file) =>
        file.Where(member => member.Value is JsonArray).Select(member => (member.Key, file.Objects(member.Key)));
}
