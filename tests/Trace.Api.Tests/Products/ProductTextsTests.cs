using Trace.Api.Pages;
using Trace.Domain.Barcodes;
using Trace.Domain.Products;
using Trace.Domain.Statements;
using Trace.Testing;
using Trace.V1;

namespace Trace.Api.Tests.Products;

/// <summary>No text is missing in any language.</summary>
public class ProductTextsTests
{
    public static TheoryData<string> Languages => [.. PageLanguage.All];

    // Codes that a statement about goods or parties can hold.
    private static readonly Type[] s_codes =
    [
        typeof(Unit), typeof(Process), typeof(Condition), typeof(TransitActivity), typeof(ReceiptManner), typeof(Agreed), typeof(RecallReason), typeof(Hazard), typeof(InspectionResult),
        typeof(CorrectionReason), typeof(ReviewStage), typeof(ReviewTag), typeof(ComplaintCategory), typeof(Remedy), typeof(ReportCategory), typeof(ReplyOutcome), typeof(EscalationReason),
        typeof(ResolutionOutcome), typeof(PaymentOutcome), typeof(ReturnReason), typeof(ReturnOutcome), typeof(ClosureOutcome), typeof(Role), typeof(LicenceKind), typeof(PledgeKind), typeof(SuspensionReason),
    ];

    [Fact]
    public void Every_language_has_the_same_texts_with_the_same_values_to_fill_in()
    {
        var first = PageTexts.Of(PageLanguage.All[0]);
        Assert.All(PageLanguage.All.Skip(1).Select(PageTexts.Of), other =>
        {
            Assert.Equal(first.Names.Order(StringComparer.Ordinal), other.Names.Order(StringComparer.Ordinal));
            Assert.All(first.Names, name => Assert.NotEmpty(other[name]));
        });
    }

    [Theory, MemberData(nameof(Languages))]
    public void Every_flag_has_a_name_and_a_sentence_for_buyers(string language)
    {
        var texts = PageTexts.Of(language);
        Assert.All(Flags.All, rule => Assert.True(texts.Has($"Flag.{rule.Kind}") && texts.Has($"Flag.{rule.Kind}.say"), rule.Kind.ToString()));
    }

    [Theory, MemberData(nameof(Languages))]
    public void Every_kind_of_statement_and_every_code_has_a_word(string language)
    {
        var texts = PageTexts.Of(language);
        var codes = s_codes.SelectMany(type => Enum.GetValues(type).Cast<Enum>().Where(code => Convert.ToInt32(code, null) != 0).Select(code => $"{type.Name}.{code}"));
        var kinds = RulesTable.All.Select(rules => $"Kind.{rules.Kind}");
        var reasons = Enum.GetValues<ReviewReason>().Where(reason => reason != ReviewReason.None).Select(reason => $"ReviewReason.{reason}");
        var balances = Enum.GetValues<BalanceState>().Select(state => $"balance.{state}");
        var subjects = new[] { SubjectKind.Product, SubjectKind.Lot, SubjectKind.Item, SubjectKind.LogisticUnit, SubjectKind.Waybill }.Select(kind => $"what.{kind}");

        Assert.DoesNotContain(codes.Concat(kinds).Concat(reasons).Concat(balances).Concat(subjects), name => !texts.Has(name));
    }

    // What a page names and no file has is shown by its name: this finds it before a reader does.
    [Fact]
    public void Every_text_that_code_and_pages_name_is_there()
    {
        var texts = PageTexts.Of("zh");
        var sources = Directory.EnumerateFiles(Repository.PathOf("src", "Trace.Api", "Products"), "*.c*", SearchOption.AllDirectories).Select(File.ReadAllText);
        var named = sources.SelectMany(source => System.Text.RegularExpressions.Regex.Matches(source, """(?:[tT]exts\[|[tT]exts\.Say\()"([\w.]+)["]""")).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.True(named.Count > 100, $"{named.Count} names were found");
        Assert.DoesNotContain(named, name => !texts.Has(name));
    }
}
