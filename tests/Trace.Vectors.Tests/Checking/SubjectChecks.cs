using System.Text.Json.Nodes;
using Trace.Domain.Barcodes;
using Xunit;

namespace Trace.Vectors.Tests.Checking;

internal static class SubjectChecks
{
    private const string Malformed = "MALFORMED";

    public static string Subjects(JsonObject vector)
    {
        if (!SubjectKey.TryParse(vector.Text("text"), out var subject, out string? problem))
        {
            Assert.Equal(vector.Text("rule"), problem);
            return "SUBJECT_INVALID";
        }

        Assert.Equal(vector.Text("text"), subject.ToString());
        Assert.Equal(vector.Text("kind"), Say.Code(subject.Kind));
        return VectorFile.Valid;
    }

    public static string Gtins(JsonObject vector)
    {
        if (!Gtin.TryParse(vector.Text("text"), out var gtin, out _))
        {
            return Malformed;
        }

        Assert.Equal(vector.Text("gtin14"), gtin.ToString());
        return VectorFile.Valid;
    }

    public static string Glns(JsonObject vector) => Checks.Verdict(Gln.TryParse(vector.Text("text"), out var gln, out _) && gln.ToString() == vector.Text("text"), Malformed);

    public static string Ssccs(JsonObject vector) => Checks.Verdict(Sscc.TryParse(vector.Text("text"), out var sscc, out _) && sscc.ToString() == vector.Text("text"), Malformed);

    public static string Usccs(JsonObject vector) => Checks.Verdict(Uscc.TryParse(vector.Text("text"), out var uscc, out _) && uscc.ToString() == vector.Text("text"), Malformed);
}
