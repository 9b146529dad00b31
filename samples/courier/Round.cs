using System.Globalization;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Courier;

/// <summary>
/// What scans mean, one after the other. A card with barcodes such as <c>TRACE:PICKED_UP</c> says what the following parcels are; it holds until
/// another is scanned, so that a lorry of parcels takes one more scan. Pure: the same scans mean the same.
/// </summary>
/// <param name="courier">Whose a number is that could be of several.</param>
internal sealed class Round(string courier)
{
    private const string Card = "TRACE:";

    private string? _picture;

    /// <summary>What is said of the next parcel; null before a card was scanned.</summary>
    public Doing? Now { get; private set; }

    public abstract record Heard;

    public sealed record Problem(string Why) : Heard;

    public sealed record Changed(string What) : Heard;

    /// <summary>A parcel, and what is said of it.</summary>
    /// <param name="Sscc">Its subject; null of a waybill.</param>
    /// <param name="Carrier">Of a waybill.</param>
    /// <param name="Number">Of a waybill: personal.</param>
    /// <param name="Doing">What happened.</param>
    /// <param name="At">When, as the device says.</param>
    /// <param name="Picture">A file that is the proof of a receipt; null for none.</param>
    public sealed record Parcel(SubjectKey? Sscc, string Carrier, string Number, Doing Doing, DateTimeOffset At, string? Picture) : Heard;

    public Heard Hear(string line)
    {
        var (at, text) = TimeOf(line);
        if (text.Length == 0)
        {
            return new Problem("nothing was scanned");
        }

        if (text.StartsWith(Card, StringComparison.OrdinalIgnoreCase))
        {
            return HearCard(text[Card.Length..]);
        }

        if (Now is not { } doing)
        {
            return new Problem("scan the card first: what happens to the parcels");
        }

        var scan = Scan.Read(text);
        var picture = _picture;
        if (scan.Subject is { } subject && subject.Is(SubjectKind.Parcel))
        {
            _picture = null;
            return new Parcel(subject, "", "", doing, at, picture);
        }

        if (scan.Number is not { } number)
        {
            return new Problem($"no parcel: {scan.Sentence}");
        }

        _picture = null;
        return new Parcel(null, scan.Carriers is [var one] ? one.Code : courier, number, doing, at, picture);
    }

    private Heard HearCard(string card)
    {
        var words = card.Split(':');
        if (words is ["PHOTO", .. var file])
        {
            _picture = string.Join(':', file);
            return File.Exists(_picture) ? new Changed("the next receipt has this picture") : new Problem($"there is no picture {_picture}");
        }

        if (Doing.Of(words) is not { } doing)
        {
            return new Problem($"card \"{card}\" is not known");
        }

        Now = doing;
        return new Changed(doing.ToString());
    }

    // A file of scans has the time of each, and a tab; a scanner that types has now.
    private static (DateTimeOffset At, string Text) TimeOf(string line)
    {
        var tab = line.IndexOf('\t', StringComparison.Ordinal);
        return tab > 0 && DateTimeOffset.TryParse(line[..tab], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at)
            ? (at, line[(tab + 1)..].Trim())
            : (DateTimeOffset.Now, line.Trim());
    }
}

/// <summary>What happened to a parcel: a Transit's activity, or how it was received.</summary>
internal sealed record Doing(TransitActivity Activity, ReceiptManner Manner = ReceiptManner.Unspecified, Agreed Agreed = Agreed.Unspecified)
{
    public bool IsReceipt => Manner != ReceiptManner.Unspecified;

    /// <summary>Reads a card: <c>PICKED_UP</c>, <c>RECEIVED</c>, <c>RECEIVED:AGENT:NO</c>.</summary>
    public static Doing? Of(string[] words) => words switch
    {
        ["RECEIVED"] => new Doing(TransitActivity.Unspecified, ReceiptManner.Recipient, Agreed.Unknown),
        ["RECEIVED", var manner] when MannerOf(manner) is { } known => new Doing(TransitActivity.Unspecified, known, Agreed.Unknown),
        ["RECEIVED", var manner, var agreed] when MannerOf(manner) is { } known && Enum.TryParse<Agreed>(agreed, true, out var said) => new Doing(TransitActivity.Unspecified, known, said),
        [var activity] when Enum.TryParse<TransitActivity>(activity.Replace("_", "", StringComparison.Ordinal), true, out var known) && known is not (TransitActivity.Unspecified or TransitActivity.TakenOver) => new Doing(known),
        _ => null,
    };

    public override string ToString() => IsReceipt ? $"received: {Manner}, agreed: {Agreed}" : Activity.ToString();

    private static ReceiptManner? MannerOf(string word) => Enum.TryParse<ReceiptManner>(word.Replace("_", "", StringComparison.Ordinal), true, out var manner) && manner != ReceiptManner.Unspecified ? manner : null;
}
