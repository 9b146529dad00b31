using Google.Protobuf;
using Trace.Client.Logs;
using Trace.Domain.Ledger;

namespace Trace.Audit;

/// <summary>One entry of a stretch.</summary>
/// <param name="Bytes">As read.</param>
/// <param name="Form">Held to the rules of its own; null where it is no entry.</param>
/// <param name="Problem">Why it is none, or which possession does not hold.</param>
internal sealed record ParsedEntry(ReadOnlyMemory<byte> Bytes, EntryForm? Form, VerificationFailure? Problem);

/// <summary>Entries of which everything is checked that needs no order: made for several stretches at once.</summary>
/// <param name="Source">What was read.</param>
/// <param name="Entries">Each entry of it.</param>
internal sealed record ParsedStretch(EntryStretch Source, IReadOnlyList<ParsedEntry> Entries)
{
    public static ParsedStretch Of(EntryStretch stretch, string ledger)
    {
        var entries = new ParsedEntry[stretch.Entries.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = Parse(stretch.Entries[i], stretch.Leaves[i], (ulong)(stretch.First + i), ledger);
        }

        return new ParsedStretch(stretch, entries);
    }

    private static ParsedEntry Parse(ReadOnlyMemory<byte> bytes, Hash256 leaf, ulong place, string ledger)
    {
        if (!RecordedEntry.TryReadHashed(UnsafeByteOperations.UnsafeWrap(bytes), leaf, out var entry, out var refusal))
        {
            return new ParsedEntry(bytes, null, new VerificationFailure(VerificationRule.Form, "", place, null, refusal!.Message) { Reason = refusal.Reason });
        }

        var form = EntryForm.Of(entry!, ledger);
        var possession = form.HasPossessions ? EntrySignatures.CheckPossessions(entry!) : null;
        return new ParsedEntry(bytes, form, possession is null ? null : possession with { Index = place });
    }
}
