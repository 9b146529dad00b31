using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using Trace.Domain.Statements;
using Trace.Testing;
using Trace.V1;
using Xunit;

namespace Trace.Domain.Tests.Statements;

/// <summary>The comment of each field names the bounds that its option holds, so that whoever reads the protos knows them.</summary>
public sealed partial class ProtoCommentTests
{
    public static TheoryData<string> Fields => [.. AllFields.Select(one => one.FullName)];

    private static IEnumerable<FieldDescriptor> AllFields => FieldBoundsTests.AllFields().Concat(SignedStatement.Descriptor.Fields.InFieldNumberOrder());

    [Theory, MemberData(nameof(Fields))]
    public void Comment_of_a_field_names_its_bounds_and_no_others(string name)
    {
        var field = AllFields.First(field => field.FullName == name);
        var (comment, bounds) = (ProtoComments.Of(name), FieldBounds.Of(field));
        Assert.All(Said(field, bounds), words => Assert.Matches($"(?i){words}", comment));

        // Figures of bounds that the option does not hold would be believed.
        string[] figures = [.. new[] { bounds.Min, bounds.Max, bounds.AtLeast, bounds.AtMost, 1, 2000, 2100 }.Select(figure => $"{figure}")];
        Assert.All(Figures().Matches(comment).SelectMany(match => match.Groups.Values.Skip(1)).Where(group => group.Success), group => Assert.Contains(group.Value, figures));
        Assert.True(bounds.Required || !comment.EndsWith("Required.", StringComparison.Ordinal), "it is not required");
    }

    [Fact]
    public void Comments_are_read_at_all_depths()
    {
        Assert.StartsWith("加工.", ProtoComments.Of("trace.v1.Transformation"), StringComparison.Ordinal);
        Assert.Equal("Absent only where it is sealed.", ProtoComments.Of("trace.v1.Transformation.Input.quantity"));
        Assert.Equal("拒收", ProtoComments.Of("trace.v1.TransitActivity.TRANSIT_ACTIVITY_REFUSED"));
        Assert.Equal("", ProtoComments.Of("trace.v1.Statement.sale"));
    }

    private static IEnumerable<string> Said(FieldDescriptor field, Bounds bounds)
    {
        if (field.IsRepeated)
        {
            yield return bounds.AtLeast > 0 ? $@"{bounds.AtLeast} to {bounds.AtMost} elements" : $"At most {bounds.AtMost} elements";
        }

        if (bounds.Distinct)
        {
            yield return "each once";
        }

        var least = Math.Max(1, bounds.Min);
        var isOptional = !bounds.Required && !field.IsRepeated && bounds.Min <= 1;
        switch (field.FieldType)
        {
            case FieldType.Message or FieldType.Enum or FieldType.Bool:
                if (bounds.Required)
                {
                    yield return @"Required\.|Required";
                }

                break;
            case FieldType.String:
                yield return bounds.Min == bounds.Max ? $"{bounds.Max} (characters|digits)" : isOptional ? $"At most {bounds.Max} characters" : $"{least} to {bounds.Max} (characters|digits)";
                break;
            case FieldType.Bytes:
                yield return bounds.Min == bounds.Max ? $"{bounds.Max} bytes" : $"{least} to {bounds.Max} bytes";
                break;
            case var _ when bounds.Form != Form.Time:
                yield return bounds.Min != 0 ? $"{bounds.Min} to {bounds.Max}" : $"At most {bounds.Max}";
                break;
        }

        if (bounds.Form != Form.Unspecified)
        {
            yield return WordsOf(bounds.Form);
        }
    }

    private static string WordsOf(Form form) => form switch
    {
        Form.Subject => "subject key|subjects",
        Form.Party => "a party's subject key",
        Form.ProductOrLot => "the subject key of a product or lot",
        Form.Lot => "the subject key of a lot",
        Form.Parcel => "a parcel's subject key",
        Form.Date => "calendar day as YYYYMMDD",
        Form.Region => @"a region code|GB/T 2260 or ISO 3166-2",
        Form.Gln => "13 digits",
        Form.Gs1Text => "GS1 set 82",
        Form.Gs1Prefix => "GS1 Company Prefixes",
        Form.MediaType => "a media type",
        Form.HttpsUrl => "an https address",
        Form.ScLicence => "SC and 14 digits",
        Form.Carrier => "a courier's code",
        Form.HostName => "a host name in lower case",
        Form.Time => "Microseconds since 1970 UTC, from 2000 to before 2100",
        _ => throw new NotSupportedException($"how a comment names {form} is not known here yet"),
    };

    [GeneratedRegex(@"At most (\d+)|(-?\d+) to (\d+)(?! (?:before|bytes of))")]
    private static partial Regex Figures();
}
