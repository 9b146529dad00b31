using Trace.Domain.Barcodes;
using Trace.Domain.Places;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Tests.Documentation;

/// <summary>What the page of statements says for each value of the table's own types; one without words fails the test.</summary>
internal static class Words
{
    public static string Of(SubjectKind kinds) => List([.. Enum.GetValues<SubjectKind>().Where(kind => System.Numerics.BitOperations.IsPow2((int)kind) && (kinds & kind) != 0).Select(One)], "or");

    public static string Of(Speaker row)
    {
        var who = row.Kind switch
        {
            SpeakerKind.Party => row.Role == Role.Unspecified ? "any party" : $"a party and key with the role {row.Role.ToString().ToUpperInvariant()}",
            SpeakerKind.ClaimKey => "the claim key of the Sale that it names",
            SpeakerKind.BuyerKey => "the buyer's key of an Opening on this subject",
            SpeakerKind.AuthorKey => "the author's key of a Report on this subject",
            SpeakerKind.RecoveryKey => "the recovery key of Genesis, in the registrar's name",
            _ => throw new NotSupportedException($"{row.Kind} has no words yet"),
        };
        if (row.Role is Role.Administrator or Role.Registrar or Role.Intake)
        {
            who = row.Role switch
            {
                Role.Registrar => "the registrar",
                Role.Intake => "a platform's key with the role INTAKE",
                _ => "a party's key with the role ADMINISTRATOR",
            };
        }

        var over = row.Over switch
        {
            Over.Any => "",
            Over.OwnProducts => ", over products under a GTIN prefix of its own or of its own numbering",
            Over.OfferedProducts => ", over products with a GTIN, whoever's, and of those without its own alone",
            Over.Itself => ", over itself and its own keys",
            Over.NotRegistrar => ", over parties and keys other than the registrar's",
            Over.RegistrarKeys => ", over keys of the registrar",
            Over.GrantedLots => ", over lots of a product for which the PrinterGrant names it",
            Over.Concerned => ", where the case concerns it: as respondent, seller, sender or owner of the product",
            Over.OwnStatements => ", over what the same party, or the same key without a party, said before",
            Over.OwnCases => ", over what the same key opened",
            _ => throw new NotSupportedException($"{row.Over} has no words yet"),
        };
        return who + over + (row.Condition.Length == 0 ? "" : $"; condition: {row.Condition}");
    }

    public static string Of(PlaceRule place) => (place.Gln, place.Finest) switch
    {
        (false, null) => "none is named",
        (false, RegionPrecision.Province) => "a province",
        (true, RegionPrecision.Province) => "a numbered place (GLN), or a province",
        (true, RegionPrecision.County) => "a numbered place (GLN), or a region down to a county",
        _ => throw new NotSupportedException($"{place} has no words yet"),
    };

    public static IEnumerable<string> Of(Effects effects) => Enum.GetValues<Effects>().Where(effect => effect != Effects.None && effects.HasFlag(effect)).Select(effect => effect switch
    {
        Effects.BeginsLog => "begins a log",
        Effects.RegistersParty => "gives a party its roles and prefixes",
        Effects.GrantsKey => "gives a key to a party",
        Effects.EndsKey => "ends a key",
        Effects.ChangesStanding => "keeps a party from listing, or ends that",
        Effects.NamesClaimKey => "names a claim key",
        Effects.NamesBuyerKey => "names a buyer's key, and uses up the claim if it is the first",
        Effects.NamesAuthorKey => "names an author's key",
        Effects.UsesReview => "uses up one first review or one follow-up of that key, for each line",
        Effects.Lists => "lists goods, which a suspended party may not",
        Effects.MovesGoods => "counts in journeys, balances and flags",
        Effects.Case => "opens a case, or goes on with it",
        Effects.Corrects => "changes what is displayed of its target",
        Effects.Erases => "deletes content beside the log",
        Effects.Final => "cannot be corrected",
        _ => throw new NotSupportedException($"{effect} has no words yet"),
    });

    /// <summary>What a reason means, and what whoever meets it does.</summary>
    public static string Of(Reason reason) => reason switch
    {
        Reason.TooLarge => "A statement has 1 to 16,384 bytes.",
        Reason.Malformed => "The bytes are no `trace.v1.Statement`.",
        Reason.NotCanonical => "The bytes are not the only encoding of what they say, or an enum holds a number that it has not.",
        Reason.OtherLedger => "The statement names another ledger. Look at the address that you send to.",
        Reason.SignaturesNotOne => "A statement comes with exactly one signature of 64 bytes.",
        Reason.SignatureInvalid => "The signature is not a strict Ed25519 signature of these bytes by the key that they name.",
        Reason.WeakKey => "A key that the statement names is not canonical, or of small order.",
        Reason.PossessionInvalid => "The new key did not sign KeyPossession for this ledger and subject.",
        Reason.NoPayload => "A statement holds exactly one payload that is known here.",
        Reason.SubjectInvalid => "The subject is no subject key, or not the one that the kind is about.",
        Reason.SubjectKind => "This kind is not about such subjects.",
        Reason.FieldRequired => "A field is absent, empty or 0 that may not be.",
        Reason.FieldOutOfBounds => "A number, length or count is out of its bounds, or does not fit the other fields.",
        Reason.FieldForm => "A text or number has not the form that its field asks for.",
        Reason.FieldNotAllowed => "A field is given that has no place here.",
        Reason.PlaceTooFine => "The place is finer than the kind allows. Seal what is finer.",
        Reason.TimeTooFarAhead => "The time is more than 48 hours ahead of the ledger's. Look at the clock, and whether local time was sent as UTC.",
        Reason.IdentityCollision => "Other bytes are recorded under this identity.",
        Reason.TextNotNormal => "A text is not in Normalization Form C, or holds a code point that texts may not hold.",
        Reason.PersonalData => "A field holds what looks like a telephone number, an e-mail or street address, an identity or card number. Nothing personal enters the log; see [privacy](privacy.md).",
        Reason.UnknownKey => "The key is granted to nobody, or not to this party. It may still arrive: send the same bytes again later.",
        Reason.KeyRetired => "The key has ended, and the statement is not of an earlier time, or 30 days have passed.",
        Reason.KeyCompromised => "The key is revoked as compromised; nothing more is taken from it.",
        Reason.KeyScope => "The key is granted for other subjects.",
        Reason.Role => "Neither party nor key has a role that may say this, or the statement meets no condition of one.",
        Reason.NotYours => "The role may say this, but not about that.",
        Reason.PartyNotRegistered => "The party is not registered. It may still be: send the same bytes again later.",
        Reason.PartySuspended => "The party is suspended and lists nothing until it is reinstated.",
        Reason.NotPermitted => "The caller may not read or delete this.",
        Reason.ChallengeInvalid => "The challenge has run out, was used, or is signed for something else. Ask for a new one.",
        Reason.UnknownReference => "What the statement refers to is not recorded. It may still arrive: send the same bytes again later.",
        Reason.ReferenceKind => "What it refers to is of a kind that it may not name there.",
        Reason.ReferenceSubject => "What it refers to is about another subject.",
        Reason.ClaimUsed => "This buyer's key has given this review of this line.",
        Reason.AlreadyRegistered => "One party is registered once.",
        Reason.OpeningNotFirst => "Another Opening used this code first; only the first grants anything.",
        Reason.KeyEnded => "A revoked key is not granted again.",
        Reason.GenesisNotFirst => "Genesis is entry 0 and no other.",
        Reason.NotCorrectable => "Genesis, KeyGrant, KeyRevocation, Opening and Correction are not corrected.",
        Reason.RelayIsSender => "A relay is neither sender nor producer of what it speaks of, nor under the credit code of one.",
        Reason.BacklogFull => "More waits than is taken. Keep the statement and send it again.",
        Reason.RateLimited => "Too many calls. Wait as RetryInfo says.",
        Reason.ReadOnly => "This server writes nothing now. Keep the statement and send it again.",
        Reason.StreamTooSlow => "The reader of a watch was too slow. Go on from its resume point.",
        Reason.NotFound => "There is no such entry, history or content.",
        Reason.OutOfRange => "An index or size lies beyond the log.",
        Reason.Erased => "The content was erased.",
        Reason.CommitmentMismatch => "Content and key are not those that the statement commits to.",
        _ => throw new NotSupportedException($"{reason} has no words yet"),
    };

    public static string List(IReadOnlyList<string> parts, string last) => parts.Count switch
    {
        0 => "",
        1 => parts[0],
        _ => $"{string.Join(", ", parts.Take(parts.Count - 1))} {last} {parts[^1]}",
    };

    private static string One(SubjectKind kind) => kind switch
    {
        SubjectKind.Product => "a product",
        SubjectKind.Lot => "a lot",
        SubjectKind.Item => "an item",
        SubjectKind.LogisticUnit => "a logistic unit (SSCC)",
        SubjectKind.Waybill => "a parcel (waybill)",
        SubjectKind.Party => "a party",
        SubjectKind.Key => "a party's key",
        SubjectKind.Log => "the ledger itself",
        _ => throw new NotSupportedException($"{kind} has no words yet"),
    };
}
