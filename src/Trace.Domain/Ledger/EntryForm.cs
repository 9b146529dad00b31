using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Domain.Ledger;

/// <summary>An entry held to the rules that need nothing but itself. It can be made for many entries at once, before their order matters.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="IsKnown">Whether the rules known here hold of what is known; else the entry has its place in order and changes nothing.</param>
/// <param name="NotUnderstood">What of it is of a newer version; null where nothing is.</param>
/// <param name="Failures">What does not hold.</param>
public sealed record EntryForm(RecordedEntry Entry, bool IsKnown, string? NotUnderstood, IReadOnlyList<VerificationFailure> Failures)
{
    /// <summary>Whether possessions remain to be checked (<see cref="EntrySignatures.CheckPossessions"/>): of what is not understood they were.</summary>
    public bool HasPossessions => IsKnown && NotUnderstood is null;

    /// <summary>Holds an entry to the rules of its own.</summary>
    /// <param name="entry">The entry, as verifiers read it (<see cref="RecordedEntry.TryRead"/>).</param>
    /// <param name="ledger">The ledger's name.</param>
    public static EntryForm Of(RecordedEntry entry, string ledger)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var statement = entry.Statement;
        if (Possessions.Of(statement).FirstOrDefault(named => named.Key is { } key && key.Algorithm != Algorithm.Unspecified && !KeyId.IsOf((KeyAlgorithm)key.Algorithm)) is { } without)
        {
            return Broken(entry, $"{without.Field}: an algorithm is one byte, in any version; {(int)without.Key.Algorithm} came", Reason.NotCanonical);
        }

        var refusal = statement.IsUnderstood ? statement.CheckRules(ledger) : null;
        var unknownNumber = refusal?.Reason == Reason.NotCanonical && NewerForm.HasUnknownNumber(statement.Message);
        if (!statement.IsUnderstood || unknownNumber)
        {
            var what = unknownNumber ? refusal!.Message : statement.Kind == Statement.PayloadOneofCase.None ? "its payload is of a newer version" : $"fields of this {statement.Kind} are of a newer version";
            VerificationFailure[] failures = statement.Message.Ledger == ledger
                ? []
                : [HistoryVerifier.Failure(VerificationRule.Statement, entry, $"this is the ledger \"{ledger}\"; the statement is for \"{statement.Message.Ledger}\"", Reason.OtherLedger)];
            return new EntryForm(entry, IsKnownPartGood(statement, ledger), $"signed, in order, not understood: {what}", failures);
        }

        return refusal is null ? new EntryForm(entry, true, null, []) : Broken(entry, $"{refusal.Reason}: {refusal.Message}", refusal.Reason);
    }

    /// <summary>Why an entry can't be the first of a log; null where it can.</summary>
    /// <param name="entry">Entry 0.</param>
    /// <param name="ledger">The ledger's name.</param>
    /// <param name="origin">The log's origin.</param>
    public static string? GenesisProblem(RecordedEntry entry, string ledger, string origin)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var statement = entry.Statement;
        if (statement.Kind != Statement.PayloadOneofCase.Genesis || !statement.IsUnderstood)
        {
            return $"entry 0 is a Genesis that this version understands; a {statement.Kind} came";
        }

        if (statement.CheckRules(ledger) is { } refusal)
        {
            return refusal.Message;
        }

        var genesis = statement.Message.Genesis;
        if (genesis.Origin != origin)
        {
            return $"this log is \"{origin}\"; its entry 0 is the Genesis of \"{genesis.Origin}\"";
        }

        return statement.Key == KeyId.Of(genesis.RegistrarKey) ? null : "Genesis is signed by the registrar's key that it names";
    }

    private static EntryForm Broken(RecordedEntry entry, string message, Reason reason) =>
        new(entry, false, null, [HistoryVerifier.Failure(VerificationRule.Statement, entry, message, reason)]);

    private static bool IsKnownPartGood(ParsedStatement statement, string ledger)
    {
        // Of an algorithm that fits no byte there is no key id.
        if (statement.Kind == Statement.PayloadOneofCase.None || Possessions.Of(statement).Any(named => named.Key is not null && (int)named.Key.Algorithm is < 1 or > byte.MaxValue))
        {
            return false;
        }

        var bytes = Google.Protobuf.MessageExtensions.ToByteString(NewerForm.KnownPart(statement.Message));
        return ParsedStatement.Parse(bytes, out var known) is null && known!.CheckRules(ledger) is null && Possessions.Check(known) is null;
    }
}
