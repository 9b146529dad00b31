using Trace.Domain.Barcodes;
using Trace.Domain.Statements;
using static Trace.V1.Statement;

namespace Trace.Tool.Recording;

/// <summary>What the help of a kind says, from its row of the table of rules.</summary>
internal static class KindHelp
{
    public static string Of(KindRules rules)
    {
        var lines = new List<string> { $"{rules.Kind} {rules.Chinese}, about {Subjects(rules.Subjects)}. Said by {string.Join("; ", rules.Speakers.Select(Of).Distinct())}." };
        lines.AddRange(Conveniences(rules.Kind));
        lines.AddRange(rules.Shapes.Select(shape => $"- {shape.Rule}").Distinct());
        return string.Join('\n', lines);
    }

    // What is filled in where it is not said.
    private static IEnumerable<string> Conveniences(PayloadOneofCase kind) => kind switch
    {
        PayloadOneofCase.Sale => ["Without --claim-key a claim code is made, and printed once."],
        PayloadOneofCase.Opening => ["Signed by the claim code of --code. Without --sale the Sale is found by it; without --buyer-key a key is made in --keys."],
        PayloadOneofCase.Review or PayloadOneofCase.Complaint or PayloadOneofCase.ReturnRequest => ["Without --key and --opening, the buyer's key in --keys that the subject's Opening names."],
        PayloadOneofCase.Report => ["Signed by the platform's intake key. Without --author-key a key is made in --keys."],
        PayloadOneofCase.FollowUp => ["Without --key and --report, the author's key in --keys that the subject's Report names."],
        PayloadOneofCase.KeyGrant => ["--key-grant.key with a key file's name fills in the subject and the possession; for a key that lies elsewhere see ./trace party grant --request."],
        _ => [],
    };

    private static string Of(Speaker speaker)
    {
        var who = speaker.Kind == SpeakerKind.Party
            ? speaker.Role == V1.Role.Unspecified ? "any party" : $"a party as {EnumWords.Of(speaker.Role)}"
            : speaker.Kind switch
            {
                SpeakerKind.ClaimKey => "the claim key of the Sale",
                SpeakerKind.BuyerKey => "the buyer's key of the Opening",
                SpeakerKind.AuthorKey => "the author's key of the Report",
                _ => "the recovery key of Genesis",
            };
        return $"{who}{(speaker.Condition.Length > 0 ? $" ({speaker.Condition})" : "")}";
    }

    private static string Subjects(SubjectKind kinds) => string.Join(", ", Enum.GetValues<SubjectKind>()
        .Where(kind => System.Numerics.BitOperations.IsPow2((int)kind) && kinds.HasFlag(kind))
        .Select(kind => kind switch
        {
            SubjectKind.LogisticUnit => "logistic unit",
            SubjectKind.Waybill => "parcel",
            _ => kind.ToString().ToLowerInvariant(),
        }));
}
