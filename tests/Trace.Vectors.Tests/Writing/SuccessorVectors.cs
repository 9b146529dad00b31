using System.Text.Json.Nodes;
using Google.Protobuf;
using Trace.Domain.Statements;
using Trace.Testing;
using Trace.V1;

namespace Trace.Vectors.Tests.Writing;

/// <summary>Histories that begin in one log and go on in the one behind it. The policy names both logs, and proofs lead to two checkpoints.</summary>
internal static class SuccessorVectors
{
    private const string Item = SampleLog.Item;

    private static readonly InMemoryLog Before = SampleLog.Make();

    public static IEnumerable<JsonObject> Histories()
    {
        var log = Behind();
        yield return Good("a history that goes on in a successor log", log, log.Bundle(Item));
        yield return Good("a history that goes on in a successor log, with a proof of each entry", log, log.Bundle(Item, thorough: true), thorough: true);
        yield return Good("a history of which nothing was said since the log before ended", log, log.Bundle(SampleLog.Product));
        yield return Good("Genesis of both logs", log, log.Bundle("log/genesis"));

        yield return HistoryVectors.Case("a successor log under a policy that names it alone", log, log.Bundle(Item), "CHECKPOINT", 0);
        yield return Bad("a successor log whose Genesis the registrar alone signed", Behind(sign: (_, signed) => signed), "SIGNATURE", 0, Reason.SignaturesNotOne);
        yield return Bad("a successor log whose Genesis another key signed in place of the recovery key", Behind(sign: (made, signed) => made.AlsoBy(InMemoryLog.KeyOf("thief"), signed)), "SIGNATURE", 0, Reason.SignatureInvalid);
        yield return Bad("a successor log of another recovery key", Behind(
            genesis =>
            {
                genesis.RecoveryKey = StatementSigner.PublicKeyOf(InMemoryLog.KeyOf("thief"));
                genesis.RecoveryPossession = StatementSigner.Possession(Before.Ledger, "log/genesis", InMemoryLog.KeyOf("thief"));
            },
            (made, signed) => made.AlsoBy(InMemoryLog.KeyOf("thief"), signed)), "JUDGEMENT", 0, Reason.NotYours);
        var size = Before.Entries.Count - 1;
        yield return Bad("a successor log that names an earlier checkpoint, and links behind it", Behind(genesis => genesis.Predecessor.Checkpoint = ByteString.CopyFrom(Before.Note(size).ToBytes())), "ORDER", (ulong)size);
        yield return Bent("the part of the log before without its proof", log, bundle => bundle.History.Predecessor.Proof = null, "INCLUSION", Before.Entries.Last(entry => entry.Statement.Subject.Value == Item).Index);
        yield return Bent("entries of the log before that are not said to be its", log, bundle => bundle.History.Predecessor = null, "ORDER", log.Entries[^1].Index);
        yield return Bent("more entries of the log before than the chain has", log, bundle => bundle.History.Predecessor.Entries = 99, "BUNDLE", null);
    }

    private static InMemoryLog Behind(Action<Genesis>? change = null, Func<InMemoryLog, SignedStatement, SignedStatement>? sign = null)
    {
        var log = InMemoryLog.Behind(Before, change, sign);
        // By a key that the Opening named, in the log before.
        var opening = Before.Entries.Single(entry => entry.Statement.Kind == Statement.PayloadOneofCase.Opening).Statement.Identity;
        log.Append(log.Say(new LogSpeaker("", InMemoryLog.KeyOf("buyer")), Item, new Review { Opening = ByteString.CopyFrom(opening.AsSpan()), Rating = 3, Stage = ReviewStage.FollowUp }));
        return log;
    }

    private static JsonObject Good(string name, InMemoryLog log, HistoryBundle bundle, bool thorough = false) =>
        HistoryVectors.Case(name, log, bundle, VectorFile.Valid, thorough: thorough, policy: log.Policy.Format());

    private static JsonObject Bad(string name, InMemoryLog log, string verdict, ulong? entry, Reason reason = Reason.Unspecified) =>
        HistoryVectors.Case(name, log, log.Bundle(Item), verdict, entry, reason, policy: log.Policy.Format());

    private static JsonObject Bent(string name, InMemoryLog log, Action<HistoryBundle> bend, string verdict, ulong? entry)
    {
        var bundle = log.Bundle(Item);
        bend(bundle);
        return HistoryVectors.Case(name, log, bundle, verdict, entry, policy: log.Policy.Format());
    }
}
