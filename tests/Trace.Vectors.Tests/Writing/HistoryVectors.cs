using System.Text.Json.Nodes;
using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Testing;
using Trace.V1;

namespace Trace.Vectors.Tests.Writing;

/// <summary>Whole histories with all evidence: honest ones, the same with one byte changed, and those of logs that are not honest.</summary>
internal static class HistoryVectors
{
    private const string Item = SampleLog.Item;
    private const string Base = "an item listed, sold, opened and reviewed";

    private static readonly InMemoryLog Log = SampleLog.Make();

    public static VectorFile Histories() => new VectorFile("histories", "trace.v1.HistoryBundle: one subject's chain with all evidence (wire format, section 4), verified from entry 0 under a policy. The verdict is the first rule that does not hold, and entry is the index of the entry that breaks it.")
        .With("histories", [.. Good(), .. Cut(), .. Dishonest(), .. SuccessorVectors.Histories(), .. Witnessed()])
        .With("byteChanged", Changed());

    private static IEnumerable<JsonObject> Good()
    {
        yield return Case(Base, Log, Log.Bundle(Item), VectorFile.Valid);
        yield return Case("the same with a proof of each entry", Log, Log.Bundle(Item, thorough: true), VectorFile.Valid, thorough: true);
        yield return Case("a product", Log, Log.Bundle(SampleLog.Product), VectorFile.Valid);
        yield return Case("a party", Log, Log.Bundle(InMemoryLog.Glns(2)), VectorFile.Valid);
        yield return Case("Genesis", Log, Log.Bundle("log/genesis"), VectorFile.Valid);
        var (log, seller) = Started();
        log.Append(Newer(log.Say(seller, Item, Shipment)));
        var (late, speaker) = Started();
        var early = late.Say(speaker, Item, Shipment);
        late.Wait(TimeSpan.FromSeconds(1));
        late.Record(late.Registrar, speaker.KeySubject, new KeyRevocation { Kind = RevocationKind.Retired });
        late.Wait(TimeSpan.FromDays(29));
        late.Append(early);
        yield return Case("said before its key was retired, and recorded 29 days after", late, late.Bundle(Item), VectorFile.Valid);
        yield return Case("a payload of a newer version: in order, not understood", log, log.Bundle(Item), VectorFile.Valid, notUnderstood: [log.Entries[^1].Index]);
    }

    private static IEnumerable<JsonObject> Cut()
    {
        JsonObject Bad(string name, string verdict, ulong? entry, Action<HistoryBundle> bend, bool thorough = false)
        {
            var bundle = Log.Bundle(Item);
            bend(bundle);
            return Case(name, Log, bundle, verdict, entry, thorough: thorough);
        }

        ulong second = Index(Item, 2);
        yield return Bad("an entry missing in the middle", "VERSION", Index(Item, 3), bundle => bundle.History.Entries.RemoveAt(1));
        yield return Bad("the newest entry left out, its proof kept", "INCLUSION", Index(Item, 3), bundle => bundle.History.Entries.RemoveAt(3));
        yield return Bad("the newest entry left out with its proof", "PROVEN", Index(Item, 3), bundle =>
        {
            bundle.History.Entries.RemoveAt(3);
            bundle.History.Proofs.Clear();
        });
        yield return Bad("two entries exchanged", "VERSION", Index(Item, 3), bundle => (bundle.History.Entries[1], bundle.History.Entries[2]) = (bundle.History.Entries[2], bundle.History.Entries[1]));
        yield return Bad("evidence without Genesis", "GENESIS", 0, bundle => bundle.Evidence.Remove(bundle.Evidence.Single(chain => chain.Subject == "log/genesis")));
        yield return Bad("evidence without a key's chain", "KEY_HEAD", Index(Item, 1), bundle => bundle.Evidence.Remove(bundle.Evidence.First(chain => chain.Subject.Contains("/key/", StringComparison.Ordinal))));
        yield return Bad("a chain twice", "BUNDLE", null, bundle => bundle.Evidence.Add(bundle.Evidence[0].Clone()));
        yield return Bad("a chain without entries", "BUNDLE", null, bundle => bundle.Evidence.Add(new Chain { Subject = SampleLog.Product }));
        yield return Bad("no history", "BUNDLE", null, bundle => bundle.History = null);
        yield return Bad("an entry of another subject", "SUBJECT", 0, bundle => bundle.Evidence[0].Subject = "log/erasures");
        yield return Bad("a proof of another size", "INCLUSION", Index(Item, 4), bundle => bundle.History.Proofs[0].Size--);
        yield return Bad("one proof where each entry needs its own", "INCLUSION", second - 1, _ => { }, thorough: true);
        yield return Bad("the checkpoint of a smaller tree", "INCLUSION", Index(Item, 4), bundle => bundle.Checkpoint = ByteString.CopyFrom(Log.Note(5).ToBytes()));
        yield return Case("of another ledger", Log, Log.Bundle(Item), "GENESIS", 0, ledger: "other.test");
        yield return Case("under the key of another log", Log, Log.Bundle(Item), "CHECKPOINT", policy: $"log {new LogSigner(Log.VerifierKey.Name, InMemoryLog.KeyOf("other")).VerifierKey}\nquorum none\n");
    }

    private static IEnumerable<JsonObject> Dishonest()
    {
        JsonObject Bad(string name, string verdict, Action<InMemoryLog, LogSpeaker> record, Reason reason = Reason.Unspecified)
        {
            var (log, seller) = Started();
            record(log, seller);
            return Case(name, log, log.Bundle(Item), verdict, log.Entries[^1].Index, reason);
        }

        var other = Hash256.FromHex(new string('a', 64));
        yield return Bad("recorded with a signature of another key", "SIGNATURE", (log, seller) =>
            log.Append(new SignedStatement { Statement = log.Say(seller, Item, Shipment).Statement, Signatures = { ByteString.CopyFrom(log.Registrar.Key.Sign([1])) } }), Reason.SignatureInvalid);
        yield return Bad("recorded with two signatures", "SIGNATURE", (log, seller) =>
        {
            var signed = log.Say(seller, Item, Shipment);
            signed.Signatures.Add(signed.Signatures[0]);
            log.Append(signed);
        }, Reason.SignaturesNotOne);
        yield return Bad("a first version that names a previous entry", "PREVIOUS", (log, seller) => log.Append(log.Say(seller, Item, Shipment), links => links with { Previous = other }));
        yield return Bad("a key head that is not the newest of the key's history", "KEY_HEAD", (log, seller) => log.Append(log.Say(seller, Item, Shipment), links => links with { KeyHead = log.Entries[0].LeafHash }));
        yield return Bad("no party head", "PARTY_HEAD", (log, seller) => log.Append(log.Say(seller, Item, Shipment), links => links with { PartyHead = null }));
        yield return Bad("recorded earlier than the entry before", "RECORDED_AT", (log, seller) => log.Append(log.Say(seller, Item, Shipment), recordedAt: log.Entries[^1].RecordedAt - 1));
        yield return Bad("recorded in 1970", "RECORDED_AT", (log, seller) => log.Append(log.Say(seller, Item, Shipment), recordedAt: 0));
        yield return Bad("recorded in 2100", "RECORDED_AT", (log, seller) => log.Append(log.Say(seller, Item, Shipment), recordedAt: 4_102_444_800_000_000));
        yield return Bad("an Opening whose sale is no identity", "STATEMENT", (log, _) => log.Append(log.Say(new LogSpeaker("", InMemoryLog.KeyOf("claim")), Item, new Opening { Sale = ByteString.CopyFrom(new byte[31]) }), hide: true), Reason.FieldOutOfBounds);
        yield return Bad("of a key that nobody granted", "KEY", (log, seller) => log.Append(log.Say(seller with { Key = InMemoryLog.KeyOf("thief") }, Item, Shipment)), Reason.UnknownKey);
        yield return Bad("of another ledger's statement", "STATEMENT", (log, seller) => log.Append(log.Say(seller, Item, Shipment, statement => statement.Ledger = "other.test")), Reason.OtherLedger);
        yield return Bad("out of its bounds", "STATEMENT", (log, seller) => log.Append(log.Say(seller, Item, Shipment, statement => statement.Nonce = ByteString.CopyFrom(1))), Reason.FieldOutOfBounds);
        yield return Bad("of a role that may not say this", "JUDGEMENT", (log, seller) => log.Append(log.Say(seller, Item, new Inspection
        {
            Result = InspectionResult.Passed,
            Report = new Document { Sha256 = ByteString.CopyFrom(new byte[32]), MediaType = "text/plain" },
        })), Reason.Role);
        yield return Bad("recorded after its key was revoked as compromised", "JUDGEMENT", (log, seller) =>
        {
            log.Record(log.Registrar, seller.KeySubject, new KeyRevocation { Kind = RevocationKind.Compromised, Since = log.Now });
            log.Append(log.Say(seller, Item, Shipment));
        }, Reason.KeyCompromised);
        yield return Bad("an Opening of a Sale that is not there", "KEY", (log, _) => log.Append(log.Say(new LogSpeaker("", InMemoryLog.KeyOf("claim")), Item, Opening(log, "buyer"))), Reason.UnknownKey);
        yield return Bad("a Correction of a statement that is not there", "JUDGEMENT", (log, seller) => log.Append(log.Say(seller, Item, new Correction
        {
            Target = ByteString.CopyFrom(new byte[32]),
            Kind = CorrectionKind.Withdrawn,
            Reason = CorrectionReason.Typing,
        })), Reason.UnknownReference);
        yield return Bad("after its key was retired, and said later than that", "JUDGEMENT", (log, seller) =>
        {
            log.Record(log.Registrar, seller.KeySubject, new KeyRevocation { Kind = RevocationKind.Retired });
            log.Append(log.Say(seller, Item, Shipment));
        }, Reason.KeyRetired);
        yield return Bad("31 days after its key was retired, though said before", "JUDGEMENT", (log, seller) =>
        {
            var early = log.Say(seller, Item, Shipment);
            log.Wait(TimeSpan.FromSeconds(1));
            log.Record(log.Registrar, seller.KeySubject, new KeyRevocation { Kind = RevocationKind.Retired });
            log.Wait(TimeSpan.FromDays(31));
            log.Append(early);
        }, Reason.KeyRetired);
        yield return Bad("of a key that was granted for another product", "JUDGEMENT", (log, seller) =>
        {
            var other = seller with { Key = InMemoryLog.KeyOf("scoped") };
            log.Record(log.Registrar, other.KeySubject, new KeyGrant
            {
                Key = StatementSigner.PublicKeyOf(other.Key),
                Possession = StatementSigner.Possession(log.Ledger, other.KeySubject, other.Key),
                Roles = { Role.Seller },
                Subjects = { "01/06901234567908" },
            });
            log.Append(log.Say(other, Item, Shipment));
        }, Reason.KeyScope);
        yield return Bad("of a party that is not registered", "JUDGEMENT", (log, _) =>
        {
            var other = new LogSpeaker(InMemoryLog.Glns(3), InMemoryLog.KeyOf("key of 3"));
            log.Grant(other, Role.Seller);
            log.Append(log.Say(other, Item, Shipment));
        }, Reason.PartyNotRegistered);
        yield return Bad("49 hours ahead of the ledger's time", "JUDGEMENT", (log, seller) => log.Append(log.Say(seller, Item, Shipment, statement => statement.Time += 49 * 3_600_000_000L)), Reason.TimeTooFarAhead);
        yield return Bad("a possession by another key", "POSSESSION", (log, seller) =>
        {
            using var claim = InMemoryLog.KeyOf("claim");
            var sale = log.Record(seller, Item, new Sale { ClaimKey = StatementSigner.PublicKeyOf(claim) });
            var opening = Opening(log, "thief");
            opening.Sale = ByteString.CopyFrom(sale.Statement.Identity.AsSpan());
            log.Append(log.Say(new LogSpeaker("", InMemoryLog.KeyOf("claim")), Item, opening));
        }, Reason.PossessionInvalid);
    }

    // Under a policy that asks for a witness: cosigned, not cosigned, cosigned by another, and with a cosignature that does not hold.
    private static IEnumerable<JsonObject> Witnessed()
    {
        using var key = InMemoryLog.KeyOf("witness");
        using var stranger = InMemoryLog.KeyOf("stranger");
        var witness = new CosignatureSigner("witness.test/1", key);
        var policy = $"# ledger {Log.Ledger}\nlog {Log.VerifierKey}\nwitness w1 {witness.VerifierKey}\nquorum w1\n";
        const long Time = 1_777_622_400;
        JsonObject Under(string name, string verdict, SignedNote note)
        {
            var bundle = Log.Bundle(Item);
            bundle.Checkpoint = ByteString.CopyFrom(note.ToBytes());
            return Case(name, Log, bundle, verdict, policy: policy);
        }

        var plain = Log.Note();
        var cosigned = witness.Cosign(plain, Time);
        yield return Under("cosigned by the witness that the policy asks for", VectorFile.Valid, plain.With(cosigned));
        yield return Under("cosigned by nobody, where the policy asks for a witness", "CHECKPOINT", plain);
        yield return Under("cosigned by a witness whom the policy does not name", "CHECKPOINT", plain.With(new CosignatureSigner("witness.test/2", stranger).Cosign(plain, Time)));
        yield return Under("cosigned for the checkpoint of a smaller tree", "CHECKPOINT", plain.With(witness.Cosign(Log.Note(5), Time)));
        byte[] broken = [.. cosigned.Bytes.Span];
        broken[^1] ^= 1;
        yield return Under("with a cosignature that does not hold", "CHECKPOINT", plain.With(new NoteSignature(cosigned.Name, cosigned.KeyId, broken)));
        byte[] later = [.. cosigned.Bytes.Span];
        later[7] ^= 1;
        yield return Under("with the time of a cosignature changed", "CHECKPOINT", plain.With(new NoteSignature(cosigned.Name, cosigned.KeyId, later)));
    }

    // Of every entry one bit of its nonce; and of each other part of the bundle one bit.
    private static IEnumerable<JsonObject> Changed()
    {
        var bundle = Log.Bundle(Item);
        byte[] bytes = bundle.ToByteArray();
        foreach (var chain in (IEnumerable<Chain>)[bundle.History, .. bundle.Evidence])
        {
            foreach (var (entry, i) in chain.Entries.Select((entry, i) => (RecordedEntry.Parse(entry), i)))
            {
                int nonce = Find(bytes, entry.Bytes.Span) + Find(entry.Bytes.Span, entry.Statement.Message.Nonce.Span);
                yield return Change($"the nonce of entry {entry.Index}, {entry.Statement.Kind} of {entry.Statement.Subject}", nonce, i == chain.Entries.Count - 1 ? "INCLUSION" : "PREVIOUS", entry.Index);
            }
        }

        var newest = RecordedEntry.Parse(bundle.History.Entries[^1]);
        int start = Find(bytes, newest.Bytes.Span);
        yield return Change("the signature of the newest entry", start + Find(newest.Bytes.Span, newest.Signatures[0].Span) + 40, "INCLUSION", newest.Index);
        yield return Change("the index that the newest entry says", start + 1, "INCLUSION", newest.Index ^ 1);
        yield return Change("the first tag of the newest entry", start, "FORM", null);
        yield return Change("the previous that the newest entry names", start + Find(newest.Bytes.Span, newest.Previous!.Value.AsSpan()), "INCLUSION", newest.Index);
        yield return Change("a hash of its inclusion proof", Find(bytes, bundle.History.Proofs[0].Hashes[0].Span), "INCLUSION", newest.Index);
        yield return Change("a letter of the checkpoint's root", Find(bytes, Say.Utf8(Checkpoint.Parse(Log.Note().Text).Root.ToBase64())), "CHECKPOINT", null);
        yield return Change("a letter of the checkpoint's signature", Find(bytes, Say.Utf8(Log.Note().Signatures[0].ToString())) + 40, "CHECKPOINT", null);
    }

    private static JsonObject Change(string name, int offset, string verdict, ulong? entry)
    {
        var made = new JsonObject { ["name"] = name, ["of"] = Base, ["offset"] = offset, ["xor"] = 1, ["verdict"] = verdict };
        if (entry is not null)
        {
            made["entry"] = (long)entry;
        }

        return made;
    }

    private static (InMemoryLog Log, LogSpeaker Seller) Started()
    {
        var log = new InMemoryLog();
        return (log, log.Register(2, Role.Seller));
    }

    private static Shipment Shipment => new() { Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa" };

    private static Opening Opening(InMemoryLog log, string possessor)
    {
        using var buyer = InMemoryLog.KeyOf("buyer");
        using var holder = InMemoryLog.KeyOf(possessor);
        return new Opening
        {
            Sale = ByteString.CopyFrom(new byte[32]),
            BuyerKey = StatementSigner.PublicKeyOf(buyer),
            Possession = ByteString.CopyFrom(holder.Sign(SignatureContexts.KeyPossession(log.Ledger, Item, KeyId.Of(StatementSigner.PublicKeyOf(buyer))))),
        };
    }

    // The same statement with another payload than is known.
    private static SignedStatement Newer(SignedStatement known)
    {
        var fields = Wire.Split(known.Statement.ToByteArray());
        byte[] bytes = [.. Wire.Join(fields.SkipLast(1)), .. Wire.Content(63)];
        using var key = InMemoryLog.KeyOf("key of 2");
        return new SignedStatement { Statement = ByteString.CopyFrom(bytes), Signatures = { ByteString.CopyFrom(key.Sign(SignatureContexts.Statement(bytes))) } };
    }

    private static ulong Index(string subject, ulong version) => Log.Entries.Single(entry => entry.Statement.Subject.Value == subject && entry.Version == version).Index;

    private static int Find(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> part) =>
        bytes.IndexOf(part) is var at && at >= 0 ? at : throw new InvalidOperationException("the part is not in there");

    internal static JsonObject Case(
        string name,
        InMemoryLog log,
        HistoryBundle bundle,
        string verdict,
        ulong? entry = null,
        Reason reason = Reason.Unspecified,
        bool thorough = false,
        string? ledger = null,
        string? policy = null,
        ulong[]? notUnderstood = null)
    {
        var made = new JsonObject
        {
            ["name"] = name,
            ["ledger"] = ledger ?? log.Ledger,
            ["policy"] = policy ?? $"log {log.VerifierKey}\nquorum none\n",
            ["thorough"] = thorough,
            ["bundle"] = Say.Hex(bundle.ToByteArray()),
            ["verdict"] = verdict,
        };
        if (verdict == VectorFile.Valid)
        {
            made["entries"] = bundle.History.Entries.Count;
            made["notUnderstood"] = new JsonArray([.. (notUnderstood ?? []).Select(index => (JsonNode)(long)index)]);
        }

        if (entry is not null)
        {
            made["entry"] = (long)entry;
        }

        if (reason != Reason.Unspecified)
        {
            made["reason"] = Say.Code(reason);
        }

        return made;
    }
}
