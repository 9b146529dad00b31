using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.Domain.Products;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Domain.Tests.Products;

/// <summary>
/// Writes a small log: what is said is checked by every rule that needs no history, and recorded at once. Signatures and possessions are zeros,
/// since flags read neither.
/// </summary>
internal sealed class HistoryBuilder
{
    public const string Ledger = "trace.test/flags";
    public static readonly long Noon = UnixMicroseconds.Of(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    public static readonly string Producer = Gln("952123400000");
    public static readonly string Seller = Gln("952123400001");
    public static readonly string Platform = Gln("952123400002");
    public static readonly string Courier = Gln("952123400003");
    public static readonly string OtherCourier = Gln("952123400004");
    public static readonly string Relay = Gln("952123400005");
    public static readonly string Inspector = Gln("952123400006");

    public static readonly string Product = "01/" + WithCheckDigit("0952123400010");
    public static readonly string Lot = Product + "/10/L1";
    public static readonly string OtherLot = Product + "/10/L2";
    public static readonly string Item = Product + "/21/0123456789AB";
    public static readonly string OtherItem = Product + "/21/0123456789AC";
    public static readonly string Parcel = "parcel/sf/2026-" + new string('a', 26);

    private readonly Dictionary<string, List<RecordedEntry>> _bySubject = [];
    private readonly Dictionary<string, KeyState> _keys = [];
    private readonly Dictionary<string, PartyState> _parties = new()
    {
        [Courier] = new PartyState(new Registration { Carrier = "sf" }),
        [OtherCourier] = new PartyState(new Registration { Carrier = "yto" }),
    };
    private ulong _next;

    public IReadOnlyDictionary<string, IReadOnlyList<RecordedEntry>> Read =>
        _bySubject.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<RecordedEntry>)pair.Value);

    public FlagContext Context => new(_keys, _parties) { Now = LookedAt is { } hours ? DateTimeOffset.UnixEpoch.AddMicroseconds(At(hours)) : null };

    /// <summary>When the history is looked at, in hours after noon; null where the time plays no part.</summary>
    public double? LookedAt { get; set; }

    /// <summary>Records a statement.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="party">Who says it; empty where <paramref name="key"/> alone does.</param>
    /// <param name="hours">When it happened, in hours after noon.</param>
    /// <param name="say">Sets the payload.</param>
    /// <param name="region">Where it happened.</param>
    /// <param name="recorded">When it was recorded, in hours after noon; at once, if nothing is given.</param>
    /// <param name="key">The key; the party's own, if none is given.</param>
    public RecordedEntry Say(string subject, string party, double hours, Action<Statement> say, string region = "", double? recorded = null, PublicKey? key = null)
    {
        var message = new Statement
        {
            Ledger = Ledger,
            Subject = subject,
            Party = party,
            Key = Bytes(KeyId.Of(key ?? KeyNamed(party))),
            Time = At(hours),
            Nonce = ByteString.CopyFrom(RandomNonce(_next)),
            Place = region.Length == 0 ? null : new Place { Region = region },
        };
        say(message);
        var refusal = ParsedStatement.Parse(message.ToByteString(), out var statement) ?? statement!.CheckRules(Ledger);
        if (refusal is not null)
        {
            throw new InvalidOperationException(refusal.Message);
        }

        var history = _bySubject.TryGetValue(subject, out var known) ? known : _bySubject[subject] = [];
        var links = new EntryLinks((ulong)history.Count + 1, history.Count == 0 ? null : history[^1].LeafHash, null, null);
        var entry = RecordedEntry.Write(_next++, At(recorded ?? hours), links, statement!, [ByteString.CopyFrom(new byte[64])]);
        history.Add(entry);
        return entry;
    }

    /// <summary>Sets how a party's key stands.</summary>
    public void Key(string party, Func<KeyState, KeyState> change, string granter = "registrar")
    {
        var key = KeyNamed(party);
        var grant = new Grant(0, default, KeyId.Of(KeyNamed(granter)), At(-100), [], [], [], 0);
        _keys[$"{party}/key/{KeyId.Of(key)}"] = change(new KeyState(key, grant));
    }

    /// <summary>Sets what is registered of a party.</summary>
    public void Register(string party, Registration registration) => _parties[party] = new PartyState(registration);

    public JoinedHistory Join(string subject) => JoinedHistory.Of(SubjectKey.Parse(subject), Read);

    public IReadOnlyList<Flag> Flags(string subject) => Domain.Products.Flags.Of(Join(subject), Context);

    public RecordedEntry List(double hours = -100, string? subject = null, string? by = null, Action<Listing>? with = null) =>
        Say(subject ?? Product, by ?? Producer, hours, s =>
        {
            s.Listing = new Listing { Name = new Text { Zh = "白茶" } };
            with?.Invoke(s.Listing);
        });

    public RecordedEntry Sell(double hours, string? subject = null, string lot = "", string? by = null, string code = "paper", string region = "", Action<Sale>? with = null) =>
        Say(subject ?? Item, by ?? Seller, hours, s =>
        {
            s.Sale = new Sale { Lot = lot, ClaimKey = KeyNamed(code) };
            with?.Invoke(s.Sale);
        }, region);

    public RecordedEntry SellQuantity(double hours, ulong kilograms, string? by = null) =>
        Say(Lot, by ?? Producer, hours, s => s.Sale = new Sale { Quantity = Kilograms(kilograms) });

    public RecordedEntry Confirm(double hours, RecordedEntry sale) =>
        Sell(hours, sale.Statement.Subject.Value, by: Platform, code: "account", with: s => s.Confirms = Id(sale));

    public RecordedEntry Ship(double hours, string? subject = null, string lot = "", string? by = null, string region = "", double? recorded = null, Action<Shipment>? with = null) =>
        Say(subject ?? Item, by ?? Seller, hours, s =>
        {
            s.Shipment = new Shipment { Parcel = subject == Parcel ? "" : Parcel, Courier = Courier, Lot = lot };
            with?.Invoke(s.Shipment);
        }, region, recorded);

    public RecordedEntry Move(double hours, TransitActivity activity = TransitActivity.Arrived, string? by = null, string region = "", string relayed = "", string next = "") =>
        Say(Parcel, by ?? Courier, hours, s => s.Transit = new Transit { Activity = activity, Relayed = RelayedFrom(relayed), NextCourier = next }, region);

    public RecordedEntry Receive(double hours, string? by = null, string region = "", string relayed = "", string? parcel = null, RecordedEntry? shipment = null, double? recorded = null, string before = "") =>
        Say(parcel ?? Parcel, by ?? Courier, hours, s => s.Receipt = new Receipt
        {
            Manner = ReceiptManner.Recipient,
            Agreed = Agreed.Yes,
            Relayed = RelayedFrom(relayed),
            Shipment = shipment is null ? ByteString.Empty : Id(shipment),
            PreviousYearParcel = before,
        }, region, recorded);

    public RecordedEntry Open(double hours, RecordedEntry sale, string buyer = "buyer", double? recorded = null) =>
        Say(sale.Statement.Subject.Value, "", hours,
            s => s.Opening = new Opening { Sale = Id(sale), BuyerKey = KeyNamed(buyer), Possession = ByteString.CopyFrom(new byte[64]) },
            recorded: recorded, key: sale.Statement.Message.Sale.ClaimKey);

    public RecordedEntry Review(double hours, RecordedEntry opening, string buyer = "buyer") =>
        Say(opening.Statement.Subject.Value, "", hours, s => s.Review = new Review { Opening = Id(opening), Rating = 5, Stage = ReviewStage.First }, key: KeyNamed(buyer));

    public RecordedEntry TakeBack(double hours, RecordedEntry shipment, ReturnOutcome outcome = ReturnOutcome.Accepted) =>
        Say(shipment.Statement.Subject.Value, Seller, hours, s => s.Return = new Return { Answers = Id(shipment), Outcome = outcome });

    public RecordedEntry CallBack(double hours, string subject) => Say(subject, Producer, hours, s => s.Recall = new Recall
    {
        Reason = RecallReason.Quality,
        Hazard = Hazard.Class2,
        Instructions = new Document { Sha256 = ByteString.CopyFrom(new byte[32]), MediaType = "text/plain" },
    });

    public RecordedEntry Correct(double hours, RecordedEntry target, RecordedEntry? replacement = null) =>
        Say(target.Statement.Subject.Value, target.Statement.Message.Party, hours, s => s.Correction = new Correction
        {
            Target = Id(target),
            Kind = replacement is null ? CorrectionKind.Withdrawn : CorrectionKind.Replaced,
            Replacement = replacement is null ? ByteString.Empty : Id(replacement),
            Reason = CorrectionReason.Typing,
        });

    public RecordedEntry Mark(double hours, Roll roll, uint? count = null, string? lot = null, bool isSealed = false) => Say(lot ?? Lot, Producer, hours, s =>
    {
        s.Marking = new Marking { Count = isSealed ? 0 : count ?? (uint)roll.Serials.Count, Root = Bytes(roll.Root) };
        s.Sealed = isSealed ? Sealed : null;
    });

    public RecordedEntry Make(double hours, ulong kilograms, string? lot = null, Process process = Process.Harvested, string? from = null, ulong of = 0, bool isSealed = false) =>
        Say(lot ?? Lot, Producer, hours, s =>
        {
            s.Transformation = new Transformation { Process = process, Yield = isSealed ? null : Kilograms(kilograms) };
            s.Sealed = isSealed ? Sealed : null;
            if (from is not null)
            {
                s.Transformation.Inputs.Add(new Transformation.Types.Input { Lot = from, Quantity = Kilograms(of) });
            }
        });

    public static Commitment Sealed => new() { Digest = ByteString.CopyFrom(new byte[32]), MediaType = "application/protobuf", Size = 1 };

    public static Quantity Kilograms(ulong count) => new() { Thousandths = count * 1000, Unit = Unit.Kilogram };

    public static ByteString Id(RecordedEntry entry) => Bytes(entry.Statement.Identity);

    public static long At(double hours) => Noon + (long)(hours * 3_600_000_000);

    private static ByteString Bytes(Hash256 hash) => ByteString.CopyFrom(hash.AsSpan());

    private static Relayed? RelayedFrom(string courier) => courier.Length == 0 ? null : new Relayed { Courier = courier, MessageSha256 = ByteString.CopyFrom(new byte[32]) };

    public static PublicKey KeyNamed(string name)
    {
        using var signer = new Ed25519Signer(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        return StatementSigner.PublicKeyOf(signer);
    }

    private static byte[] RandomNonce(ulong index) => SHA256.HashData(BitConverter.GetBytes(index))[..16];

    private static string Gln(string digits) => "party/gln/" + WithCheckDigit(digits);

    private static string WithCheckDigit(string digits) => digits + Gs1CheckDigit.Compute(digits);
}

/// <summary>A roll of serials, and the path of each to the root (RFC 6962, section 2.1.1).</summary>
internal sealed class Roll
{
    private readonly Hash256[] _leaves;

    public Roll(params string[] serials)
    {
        Serials = [.. serials.Order(StringComparer.Ordinal)];
        _leaves = [.. Serials.Select(serial => MerkleHash.LeafHash(Encoding.ASCII.GetBytes(serial)))];
    }

    public IReadOnlyList<string> Serials { get; }

    public Hash256 Root => MerkleTree.RootOf(_leaves);

    public Marked Of(string item, RecordedEntry marking)
    {
        var index = Serials.ToList().IndexOf(SubjectKey.Parse(item).Serial!);
        var marked = new Marked { Marking = HistoryBuilder.Id(marking), Index = (uint)index };
        marked.Path.AddRange(Path(index, _leaves).Select(hash => ByteString.CopyFrom(hash.AsSpan())));
        return marked;
    }

    private static IEnumerable<Hash256> Path(int index, ReadOnlyMemory<Hash256> leaves)
    {
        if (leaves.Length == 1)
        {
            return [];
        }

        var split = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)leaves.Length) / 2;
        return index < split
            ? Path(index, leaves[..split]).Append(MerkleTree.RootOf(leaves.Span[split..]))
            : Path(index - split, leaves[split..]).Append(MerkleTree.RootOf(leaves.Span[..split]));
    }
}
