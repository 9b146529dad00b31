using Google.Protobuf;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>What became of a statement: an entry with its proof, or a refusal. Exactly one of both is there.</summary>
/// <param name="Recorded">The entry and its proof.</param>
/// <param name="Refusal">Why it was not taken.</param>
public readonly record struct Verdict(Recorded? Recorded, Refusal? Refusal);

/// <summary>A statement whose form and signature stand, on its way to the sequencer.</summary>
/// <param name="Statement">What was said.</param>
/// <param name="Signatures">As received.</param>
/// <param name="Broken">A rule that needs no history and that it breaks; it goes on all the same, because the same bytes may be recorded already.</param>
public sealed record Admitted(ParsedStatement Statement, IReadOnlyList<ByteString> Signatures, Refusal? Broken)
{
    // Continuations run elsewhere: the sequencer's loop waits for nobody.
    private readonly TaskCompletionSource<Verdict> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The verdict, once it is durable.</summary>
    public Task<Verdict> Answer => _answer.Task;

    /// <summary>Whose share of the backlog it takes: the party, or the signing key where there is none.</summary>
    public string Account => Statement.Message.Party.Length > 0 ? Statement.Message.Party : Statement.Key.ToString();

    internal void Record(Recorded recorded) => _answer.TrySetResult(new Verdict(recorded, null));

    internal void Refuse(Refusal refusal) => _answer.TrySetResult(new Verdict(null, refusal));

    internal void Fail(Exception problem) => _answer.TrySetException(problem);
}
