using System.Numerics;
using Google.Protobuf;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Places;
using Trace.Domain.Statements;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Testing.Rules;

public static partial class RuleBreaks
{
    private static Sample Any => First(PayloadOneofCase.Listing);

    private static IEnumerable<RuleBreak> Forms(KindRules rules)
    {
        var first = First(rules.Kind);
        foreach (var kind in StatementCatalogue.SingleKinds(~rules.Subjects))
        {
            yield return Of(first, $"about {kind}", Reason.SubjectKind, "subject", (stage, draft) => draft.With(s => s.Subject = stage.NewSubject(kind)));
        }

        yield return Of(first, "for another ledger", Reason.OtherLedger, "ledger", s => s.Ledger = "another.example/00000000");
        if (!rules.MaySeal)
        {
            yield return Of(first, "sealed", Reason.FieldNotAllowed, "sealed", s => s.Sealed = StatementCatalogue.ACommitment);
        }

        if (!rules.Place.Gln)
        {
            yield return Of(first, "at a numbered place", Reason.PlaceTooFine, "place.gln", s => s.Place = new Place { Gln = "9521234000013" });
        }

        foreach (var (region, precision) in new[] { ("350000", RegionPrecision.Province), ("350900", RegionPrecision.Prefecture), ("350982", RegionPrecision.County) })
        {
            if (rules.Place.Finest is null || rules.Place.Finest < precision)
            {
                yield return Of(first, $"at a {precision}", Reason.PlaceTooFine, "place.region", s => s.Place = new Place { Region = region });
            }
        }

        yield return new(rules.Kind, "signed by another key", Reason.SignatureInvalid, "signatures[0]", async stage =>
        {
            var signed = (await stage.DraftOfAsync(first)).Sign();
            return Signed(signed, stage.NewKey().Key.Sign(SignatureContexts.Statement(signed.Statement.Span)));
        })
        { IsAtTheDoor = true };
    }

    // One field for each kind of bound that the kind has; all fields are tried without the service.
    private static IEnumerable<RuleBreak> Bounds(KindRules rules) => FieldBreaks.OfPayload(rules)
        .Where(one => one.Reason != Reason.Unspecified)
        .DistinctBy(one => (one.Reason, one.Rule.Split(' ')[0]))
        .Select(one => Of(First(rules.Kind), one.ToString(), one.Reason, one.Path, s => one.Apply(s)));

    private static IEnumerable<RuleBreak> Door =>
    [
        AtTheDoor("without a signature", Reason.SignaturesNotOne, "signatures", signed => Signed(signed)),
        AtTheDoor("signed twice", Reason.SignaturesNotOne, "signatures", signed => Signed(signed, signed.Signatures[0].ToByteArray(), signed.Signatures[0].ToByteArray())),
        AtTheDoor("a signature of 63 bytes", Reason.SignaturesNotOne, "signatures", signed => Signed(signed, signed.Signatures[0].ToByteArray()[..63])),
        AtTheDoor("a signature with S + L", Reason.SignatureInvalid, "signatures[0]", signed => Signed(signed, Malleable(signed.Signatures[0].ToByteArray()))),
        AtTheDoor("a signature of another context", Reason.SignatureInvalid, "signatures[0]", signed => signed, draft => new SignedStatement
        {
            Statement = draft.Sign().Statement,
            Signatures = { ByteString.CopyFrom(draft.Speaker.Key.Sign(draft.Sign().Statement.Span)) },
        }),
        AtTheDoor("one bit changed", Reason.SignatureInvalid, "signatures[0]", signed => signed, draft =>
            Signed(draft.With(s => s.Time ^= 1).Sign(), draft.Sign().Signatures[0].ToByteArray())),
        AtTheDoor("no bytes", Reason.TooLarge, "", signed => Bytes(signed, _ => [])),
        AtTheDoor("16385 bytes", Reason.TooLarge, "", signed => Bytes(signed, bytes => [.. bytes, .. new byte[CanonicalForm.MaxStatementBytes + 1 - bytes.Length]])),
        AtTheDoor("cut off", Reason.Malformed, "", signed => Bytes(signed, bytes => bytes[..^1])),
        AtTheDoor("a field that nobody knows", Reason.NotCanonical, "", signed => Bytes(signed, bytes => [.. bytes, 0xf8, 0x07, 0x01])),
        AtTheDoor("a field twice", Reason.NotCanonical, "", signed => Bytes(signed, bytes => [0x0a, 1, (byte)'x', .. bytes])),
        AtTheDoor("a default written", Reason.NotCanonical, "", signed => Bytes(signed, bytes => [.. bytes, 0x1a, 0])),
        AtTheDoor("a length that is not the shortest", Reason.NotCanonical, "", signed => Bytes(signed, bytes => [0x0a, (byte)(bytes[1] | 0x80), 0, .. bytes[2..]])),
        AtTheDoor("no payload", Reason.NoPayload, "payload", signed => signed, draft => draft.With(s => s.ClearPayload()).Sign()),
        AtTheDoor("a subject with a wrong check digit", Reason.SubjectInvalid, "subject", signed => signed, draft => draft.With(s => s.Subject = "01/06901234567893").Sign()),
        AtTheDoor("a key id of 31 bytes", Reason.FieldOutOfBounds, "key", signed => signed, draft =>
        {
            var message = Statement.Parser.ParseFrom(draft.Sign().Statement);
            message.Key = ByteString.CopyFrom(message.Key.Span[..31]);
            return new SignedStatement { Statement = message.ToByteString(), Signatures = { StatementCatalogue.Filled(64, 1) } };
        }),
    ];

    private static RuleBreak AtTheDoor(string name, Reason reason, string field, Func<SignedStatement, SignedStatement> change, Func<Draft, SignedStatement>? make = null) =>
        new(Any.Kind, name, reason, field, async stage =>
        {
            var draft = await stage.DraftOfAsync(Any);
            return change(make?.Invoke(draft) ?? draft.Sign());
        })
        { IsAtTheDoor = true };

    private static SignedStatement Signed(SignedStatement signed, params byte[][] signatures) =>
        new() { Statement = signed.Statement, Signatures = { signatures.Select(signature => ByteString.CopyFrom(signature)) } };

    private static SignedStatement Bytes(SignedStatement signed, Func<byte[], byte[]> change) =>
        new() { Statement = ByteString.CopyFrom(change(signed.Statement.ToByteArray())), Signatures = { signed.Signatures } };

    private static byte[] Malleable(byte[] signature)
    {
        var order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true) + order;
        var other = new byte[32];
        s.ToByteArray(isUnsigned: true).CopyTo(other, 0);
        return [.. signature[..32], .. other];
    }

    // The keys that a kind names: none is weak, and each shows that it is held.
    private static IEnumerable<RuleBreak> Named(KindRules rules)
    {
        foreach (var path in NamedKeyPaths(rules))
        {
            var sample = StatementCatalogue.Of(rules.Kind).First(sample => FieldPaths.Get(ProbeOf(sample), path.Key) is PublicKey);
            // The key that signs Genesis is the one that it names, so that no weak one gets that far.
            if (path.Key != "genesis.registrar_key")
            {
                yield return Of(sample, $"{path.Key} of small order", Reason.WeakKey, $"{path.Key}.key", s =>
                {
                    var key = (PublicKey)FieldPaths.Get(s, path.Key)!;
                    key.Key = ByteString.CopyFrom([1, .. new byte[31]]);
                    s.Subject = rules.Kind == PayloadOneofCase.KeyGrant ? $"{SubjectKey.Parse(s.Subject).Party}/key/{KeyId.Of(key)}" : s.Subject;
                });
            }

            if (path.Possession is { } possession)
            {
                yield return Of(sample, $"{possession} by another key", Reason.PossessionInvalid, path.Key, (stage, draft) => draft.With(s =>
                    FieldPaths.Set(s, possession, stage.PossessionOf(stage.NewKey(), s.Subject))));
            }
        }
    }

    /// <summary>The fields of a kind that hold a key which the ledger begins to know, and those that hold the possession of each.</summary>
    private static IEnumerable<(string Key, string? Possession)> NamedKeyPaths(KindRules rules) =>
        from field in rules.Descriptor.Fields.InFieldNumberOrder()
        where field.FieldType == Google.Protobuf.Reflection.FieldType.Message && field.MessageType == PublicKey.Descriptor
        let possession = rules.Descriptor.FindFieldByName($"{field.Name.Split('_')[0]}_possession") ?? rules.Descriptor.FindFieldByName("possession")
        select ($"{rules.FieldName}.{field.Name}", possession is null ? null : $"{rules.FieldName}.{possession.Name}");
}
