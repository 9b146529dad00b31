using System.Globalization;
using Trace.Domain.Ledger;

namespace Trace.Witness.Submissions;

/// <summary>What add-checkpoint answers.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">Of the body.</param>
/// <param name="Body">Lines, each with its newline.</param>
internal sealed record WitnessAnswer(int Status, string ContentType, string Body)
{
    private const string Text = "text/plain; charset=utf-8";

    /// <summary>Whether the log's signature alone shows that it forked, whatever was sent with it.</summary>
    public bool IsFork { get; init; }

    /// <summary>200: the signature lines.</summary>
    public static WitnessAnswer Cosigned(IReadOnlyList<NoteSignature> cosignatures) =>
        new(200, Text, string.Concat(cosignatures.Select(cosignature => $"{cosignature}\n")));

    /// <summary>409: the size that was cosigned last.</summary>
    public static WitnessAnswer Conflict(long size) => new(409, "text/x.tlog.size", size.ToString(CultureInfo.InvariantCulture) + "\n");

    /// <summary>Any other refusal, with the rule in words.</summary>
    public static WitnessAnswer Refused(int status, string rule) => new(status, Text, rule + "\n");
}
