using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Domain.Privacy;
using Trace.Domain.Statements;
using Trace.Testing;
using Trace.V1;
using Xunit;

namespace Trace.Domain.Tests.Privacy;

/// <summary>Every text field of every kind of statement is fed with what is of people.</summary>
public sealed class PersonalDataTests
{
    private static readonly (string What, string Text)[] s_people =
    [
        ("mobile", "13800138000"),
        ("mobile in groups", "138 0013 8000"),
        ("mobile abroad", "+86 138 0013 8000"),
        ("landline", "0591-87654321"),
        ("identity", "11010519491231002X"),
        ("email", "lin.xiaomei@example.com"),
        ("card", "6222 0210 0111 2345 670"),
        ("address", "福建省福州市鼓楼区五四路128号3栋502室"),
        ("street", "12 Wuyi Road, Gulou District, Fuzhou"),
    ];

    private static readonly string[] s_contacts = ["mobile", "mobile in groups", "mobile abroad", "landline", "email", "address", "street"];

    // What stands there on purpose, each with its reason in PersonalFields: the test has a list of its own, so that a wider table is seen.
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["trace.v1.Registration.address"] = ["address", "street"],
        ["trace.v1.Registration.contact"] = s_contacts,
        ["trace.v1.Label.producer_address"] = ["address", "street"],
        ["trace.v1.Label.producer_contact"] = s_contacts,
        ["trace.v1.Licence.number"] = ["mobile", "mobile in groups", "landline", "card"],
        ["trace.v1.Document.url"] = ["card"],
        ["trace.v1.Registration.prefixes"] = ["mobile", "mobile in groups"],
        ["trace.v1.KeyGrant.prefixes"] = ["mobile", "mobile in groups"],
        ["trace.v1.Statement.ledger"] = [.. s_people.Select(one => one.What)],
        ["trace.v1.Genesis.origin"] = [.. s_people.Select(one => one.What)],
        ["trace.v1.Predecessor.origin"] = [.. s_people.Select(one => one.What)],
    };

    // Lots and serials are numbers as well, so that of numbers only those are told that are nothing else.
    private static readonly string[] s_inCodes = ["mobile", "mobile in groups", "landline", "card"];

    public static TheoryData<string> Samples => [.. StatementSamples.All().Select(sample => sample.Name)];

    [Theory, MemberData(nameof(Samples))]
    public void What_is_of_people_is_refused_in_every_text_field_that_is_not_made_for_it(string name)
    {
        var sample = StatementSamples.All().Single(one => one.Name == name).Statement;
        sample.Key = ByteString.CopyFrom(new byte[32]);
        Assert.Null(Check(sample));
        foreach (var field in TextFields.Of(sample))
        {
            foreach (var (what, text) in s_people)
            {
                foreach (var written in Spellings(field, text))
                {
                    var statement = field.With(written);
                    if (field.Descriptor.Name != "ledger" && Parsed(statement) is var (parsed, problem) && (problem is not null || parsed!.CheckRules(StatementSamples.Ledger) is not null))
                    {
                        // Its form keeps it out before.
                        continue;
                    }

                    var isCode = FieldBounds.Of(field.Descriptor).Form is Form.Subject or Form.ProductOrLot or Form.Lot or Form.Gs1Text;
                    var allowed = (isCode && s_inCodes.Contains(what)) || (s_allowed.TryGetValue(field.Descriptor.FullName, out var list) && list.Contains(what));
                    var refusal = Check(statement);
                    Assert.True(allowed == refusal is null, $"{field.Path} = \"{written}\" ({what}): {refusal?.Message ?? "taken"}");
                    Assert.True(refusal is null || (refusal.Reason == Reason.PersonalData && refusal.Field == field.Path && !refusal.Message.Contains(text, StringComparison.Ordinal)), refusal?.ToString());
                }
            }
        }
    }

    // A name is a text like any other: that a person's is kept out is for the fields, of which none asks for one.
    [Theory, MemberData(nameof(Samples))]
    public void A_name_can_t_be_told_from_other_text(string name)
    {
        var sample = StatementSamples.All().Single(one => one.Name == name).Statement;
        sample.Key = ByteString.CopyFrom(new byte[32]);

        Assert.All(TextFields.Of(sample).Where(field => FieldBounds.Of(field.Descriptor).Form == Form.Unspecified), field => Assert.Null(Check(field.With("林小梅"))));
    }

    [Fact]
    public void Each_field_of_a_statement_is_in_the_table()
    {
        var fields = TextsBelow(Statement.Descriptor, []).ToList();

        Assert.True(fields.Count > 40);
        Assert.All(fields, field => Assert.True(PersonalFields.Of(field) is { Refused: PersonalKinds.All } or { Ground.Length: > 0 }, field.FullName));
    }

    [Theory]
    [InlineData("委托方地址", "福建省福州市鼓楼区五四路128号", true)]
    [InlineData("服务热线", "13800138000", true)]
    [InlineData("Contact of the importer", "+86 591 8765 4321", true)]
    [InlineData("净含量", "13800138000", false)]
    [InlineData("服务热线", "11010519491231002X", false)]
    public void What_the_law_puts_on_a_label_is_taken_where_the_pair_says_that_it_is_a_contact(string pair, string value, bool taken)
    {
        var sample = StatementSamples.All().Single(one => one.Name == "Listing, full").Statement;
        sample.Key = ByteString.CopyFrom(new byte[32]);
        sample.Listing.Label.Others.Clear();
        sample.Listing.Label.Others.Add(new Pair { Name = pair, Value = value });

        Assert.Equal(taken ? null : "listing.label.others[0].value", Check(sample)?.Field);
    }

    private static IEnumerable<string> Spellings(TextField field, string text)
    {
        var packed = text.Replace(" ", "", StringComparison.Ordinal);
        return FieldBounds.Of(field.Descriptor).Form switch
        {
            Form.Subject or Form.ProductOrLot or Form.Lot => [$"01/06901234567892/10/{Uri.EscapeDataString(packed)}", $"01/06901234567892/21/{Uri.EscapeDataString(packed)}", $"own/{InMemoryLog.Glns(1)["party/gln/".Length..]}/{Uri.EscapeDataString(packed)}"],
            Form.HttpsUrl => [$"https://trace.example/d/{Uri.EscapeDataString(text)}.pdf"],
            Form.MediaType => [$"{packed.ToLowerInvariant()}/webp"],
            Form.Unspecified => [text, $"收件 {text}，请联系", $"（{Wide(text)}）"],
            _ => [packed],
        };
    }

    private static string Wide(string text) => string.Concat(text.Select(c => c is > ' ' and <= '~' && char.IsAsciiDigit(c) ? (char)(c - '0' + '０') : c == '@' ? '＠' : c));

    private static Refusal? Check(Statement statement)
    {
        var (parsed, problem) = Parsed(statement);
        Assert.Null(problem);
        return PersonalData.Check(parsed!);
    }

    private static (ParsedStatement? Parsed, Refusal? Problem) Parsed(Statement statement)
    {
        var problem = ParsedStatement.Parse(statement.ToByteString(), out var parsed);
        return (parsed, problem);
    }

    private static IEnumerable<FieldDescriptor> TextsBelow(MessageDescriptor message, HashSet<string> seen) => !seen.Add(message.FullName) ? [] :
        message.Fields.InFieldNumberOrder().SelectMany(field => field.FieldType switch
        {
            FieldType.Message => TextsBelow(field.MessageType, seen),
            FieldType.String => [field],
            _ => [],
        });
}
