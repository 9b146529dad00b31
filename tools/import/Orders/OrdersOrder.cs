using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Trace.Domain.Barcodes;
using Trace.Domain.Statements;
using Trace.Import.Planning;
using Trace.Import.Reading;
using Trace.V1;

namespace Trace.Import.Orders;

/// <summary>
/// One line of <c>orders.csv</c>: a Sale, a Shipment, Transits, a Receipt, an Opening and a first Review, as far as the line has times for them,
/// and what a relay repeats. Labels are the order's number and the step: <c>T-001/sale</c>, <c>T-001/received</c>.
/// </summary>
internal sealed class OrdersOrder(CsvRow row, OrdersBook book, OrdersParcels parcels)
{
    private const long RelayedAfter = 120_000_000;

    private static readonly (string Column, TransitActivity Activity, bool AtSender)[] Steps =
    [
        ("picked_up", TransitActivity.PickedUp, true),
        ("departed", TransitActivity.Departed, true),
        ("arrived", TransitActivity.Arrived, false),
        ("delivering", TransitActivity.OutForDelivery, false),
        ("placed", TransitActivity.Placed, false),
    ];

    private readonly string _order = row.Required("order");
    private readonly string _parcel = row.Optional("parcel") is ['@', .. var other] ? book.Subject($"{other}/parcel") : parcels.Of(row);

    /// <summary>What is sold: an item, a parcel, or a quantity of a lot.</summary>
    public string Subject { get; private set; } = "";

    public void Expect()
    {
        Subject = row.Required("grain") switch
        {
            "item" => Item(),
            "parcel" => _parcel,
            "lot" => Name("goods", () => book.Subject(row.Required("goods").Split(' ')[0])),
            var other => throw row.Problem("grain", $"\"{other}\" must be item, parcel or lot"),
        };
        book.Name(_order, Subject);
        book.Name($"{_order}/parcel", _parcel);
        Expect("sale", "ordered", Sell);
        Expect("shipment", "shipped", Ship);
        foreach (var step in Steps)
        {
            Expect(step.Column, step.Column, () => Transit(step.Column, step.Activity, step.AtSender));
            ExpectRelay(step.Column, () => Relay(step.Column, new Statement { Transit = new Transit { Activity = step.Activity, Relayed = Relayed(step.Column) } }, step.AtSender));
        }

        Expect("received", "received", Receive);
        ExpectRelay("received", () => Relay("received", new Statement { Receipt = new Receipt { Manner = Manner, Agreed = Agreement, Relayed = Relayed("received") } }, false));
        Expect("opening", "opened", Open);
        Expect("review", "reviewed", Review);
    }

    private ReceiptManner Manner => Word(row.Optional("manner"), ReceiptManner.Recipient);

    private Agreed Agreement => Word(row.Optional("agreed"), Agreed.Yes);

    // The product or lot and how many, of "name/10/lot x2".
    private IEnumerable<(string Subject, Quantity Quantity)> Goods => row.Required("goods").Split(" + ").Select(part =>
    {
        var words = part.Split(' ', 2);
        var quantity = words.Length == 1 ? "1 x" : words[1].StartsWith('x') ? $"{words[1][1..]} x" : words[1];
        return (Name("goods", () => book.Subject(words[0])), OrdersFields.QuantityOf(quantity) ?? throw row.Problem("goods", $"\"{words[1]}\" must be a quantity such as x2 or 5 kg"));
    });

    private string Item()
    {
        var product = SubjectKey.Parse(Goods.First().Subject).Product ?? throw row.Problem("goods", "an item is of a product or lot");
        var serial = row.Optional("serial");
        return SubjectKey.ForItem(
            product,
            serial.Length > 0 ? serial
                : row.Optional("marked") is { Length: > 0 } marked && Name("marked", () => book.RollOf(marked)) is var found ? found.Roll.Serial(found.Number)
                : book.Builder.Secrets.Serial(_order)).Value;
    }

    private void Expect(string step, string column, Func<PlannedStatement> make)
    {
        if (row.Optional(column).Length > 0 && !book.Expect($"{_order}/{step}", make))
        {
            throw row.Problem("order", $"\"{_order}\" stands twice");
        }
    }

    private void ExpectRelay(string column, Func<PlannedStatement> make)
    {
        if (row.Optional("relay").Length > 0 && row.Optional(column).Length > 0)
        {
            book.Expect($"{_order}/{column}/relayed", make);
        }
    }

    private PlannedStatement Sell()
    {
        var statement = Said("seller", Subject, "ordered", "from");
        statement.Sale = new Sale();
        var sealedPart = new Sale.Types.Confidential { OrderReference = _order, Channel = row.Optional("channel"), Region = row.Optional("to") };
        if (row.Optional("price") is { Length: > 0 } price)
        {
            sealedPart.Price = new Money { Currency = "CNY", Minor = decimal.TryParse(price, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yuan) ? (ulong)(yuan * 100) : throw row.Problem("price", "must be an amount in yuan") };
        }

        if (row.Required("grain") != "lot")
        {
            statement.Sale.ClaimKey = StatementSigner.PublicKeyOf(book.Key($"claim/{_order}"));
        }

        var marking = Describe(statement.Sale.Lines, sealedPart.Quantities, lot => statement.Sale.Lot = lot, marked => statement.Sale.Marked = marked, quantity => statement.Sale.Quantity = quantity);
        return Add("sale", statement, row.Required("seller"), sealedPart, marking);
    }

    private PlannedStatement Ship()
    {
        var sender = row.Optional("sender") is { Length: > 0 } other ? other : row.Required("seller");
        var statement = Said(sender == row.Required("seller") ? "seller" : "sender", Subject, "shipped", "from");
        statement.Shipment = new Shipment { Courier = Party("courier"), From = Province("from"), To = Province("to"), Parcel = Subject == _parcel ? "" : _parcel };
        var sealedPart = new Shipment.Types.Confidential { From = row.Optional("from"), To = row.Optional("to"), OrderReference = _order };
        var shown = Describe(
            statement.Shipment.Lines, sealedPart.Quantities, lot => statement.Shipment.Lot = row.Optional("shipped_lot") is { Length: > 0 } said ? said : lot, _ => { }, quantity => statement.Shipment.Quantity = quantity);
        return Add("shipment", statement, sender, sealedPart, shown);
    }

    // Lines of a parcel, the quantity of a lot, or an item's lot and what shows that it was marked.
    private PlannedStatement? Describe(RepeatedField<Line> lines, RepeatedField<Quantity> quantities, Action<string> setLot, Action<Marked> setMarked, Action<Quantity> setQuantity)
    {
        switch (row.Required("grain"))
        {
            case "parcel":
                foreach (var (subject, quantity) in Goods)
                {
                    lines.Add(new Line { Subject = subject, Line_ = (uint)lines.Count + 1 });
                    quantities.Add(quantity);
                }

                return null;
            case "lot":
                setQuantity(Goods.First().Quantity);
                return null;
            default:
                setLot(SubjectKey.Parse(Goods.First().Subject).Lot ?? "");
                if (row.Optional("marked") is not { Length: > 0 } marked)
                {
                    return null;
                }

                var (label, roll, number) = Name("marked", () => book.RollOf(marked));
                var marking = Name("marked", () => book.Said(label));
                setMarked(roll.Show(number, marking));
                return marking;
        }
    }

    private PlannedStatement Transit(string step, TransitActivity activity, bool atSender)
    {
        var statement = Said("courier", _parcel, step, atSender ? "from" : "to");
        statement.Transit = new Transit { Activity = activity, Shipment = Shipment?.Reference ?? ByteString.Empty };
        return Add(step, statement, Courier, null, Shipment);
    }

    private PlannedStatement Receive()
    {
        var statement = Said("courier", _parcel, "received", "to");
        statement.Receipt = new Receipt { Manner = Manner, Agreed = Agreement, Shipment = Shipment?.Reference ?? ByteString.Empty };
        return Add("received", statement, Courier, new Receipt.Types.Confidential { Region = row.Optional("to") }, Shipment);
    }

    private PlannedStatement Relay(string step, Statement words, bool atSender)
    {
        var statement = Said("relay", _parcel, step, atSender ? "from" : "to");
        statement.Time += RelayedAfter;
        statement.MergeFrom(words);
        var said = book.Said($"{_order}/{step}");
        return Add($"{step}/relayed", statement, row.Required("relay"), null, said);
    }

    private Relayed Relayed(string step) => new()
    {
        Courier = Courier,
        MessageSha256 = ByteString.CopyFrom(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{_order} {step}"))),
    };

    private PlannedStatement Open()
    {
        var statement = Said("", Subject, "opened", "");
        var sale = book.Said($"{_order}/sale");
        var buyer = book.Key($"buyer/{_order}");
        statement.Opening = new Opening
        {
            Sale = sale.Reference,
            BuyerKey = StatementSigner.PublicKeyOf(buyer),
            Possession = StatementSigner.Possession(book.Builder.Context.Ledger, Subject, buyer),
        };
        return Add("opening", statement, $"claim/{_order}", null, sale);
    }

    private PlannedStatement Review()
    {
        var statement = Said("", Subject, "reviewed", "");
        var opening = book.Said($"{_order}/opening");
        statement.Review = new Review
        {
            Opening = opening.Reference,
            Rating = uint.TryParse(row.Required("rating"), CultureInfo.InvariantCulture, out var rating) ? rating : throw row.Problem("rating", "must be 1 to 5"),
            Stage = ReviewStage.First,
            Line = row.Required("grain") == "parcel" ? 1u : 0,
        };
        statement.Review.Tags.AddRange(row.Optional("tags").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(tag => Word(tag, ReviewTag.Unspecified)));
        List<PlannedDisclosure> texts = [];
        if (row.Optional("review") is { Length: > 0 } text)
        {
            (statement.Review.Text, var disclosure) = book.Builder.Commit(
                $"{_order}/review", V1.Review.Descriptor, V1.Review.TextFieldNumber.ToString(CultureInfo.InvariantCulture), ByteString.CopyFromUtf8(text), "text/plain");
            texts.Add(disclosure);
        }

        return book.Builder.Add($"{_order}/review", statement, book.Key($"buyer/{_order}"), texts, null, opening);
    }

    private PlannedStatement? Shipment => row.Optional("shipped").Length > 0 ? book.Said($"{_order}/shipment") : null;

    private string Courier => row.Required("courier");

    private PlannedStatement Add(string step, Statement statement, string signer, IMessage? sealedPart, params IEnumerable<PlannedStatement?> after) =>
        book.Builder.Add($"{_order}/{step}", statement, book.Key(signer), [], sealedPart, [.. after, book.GrantOf(signer)]);

    private Statement Said(string party, string subject, string time, string place) => new()
    {
        Subject = subject,
        Party = party.Length == 0 ? "" : Party(party),
        Time = OrdersTime.Parse(row.Required(time), book.Builder.Context.Began) ?? throw row.Problem(time, $"\"{row.Required(time)}\" must be a time such as 2026-09-03 10:12"),
        Offset = OrdersTime.OffsetMinutes,
        Place = place.Length == 0 ? null : OrdersStatements.PlaceOf(Province(place)),
    };

    private string Party(string column) => Name(column, () => book.Subject(row.Required(column)));

    // What is public is never finer than a province; the city is sealed.
    private string Province(string column) => row.Optional(column) is { Length: > 0 } code
        ? Domain.Places.Region.TryParse(code, out var region, out var problem) ? region.Province.Code : throw row.Problem(column, problem)
        : "";

    private T Word<T>(string word, T otherwise)
        where T : struct, Enum => word.Length == 0 ? otherwise
        : Enum.TryParse<T>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value) ? value
        : throw row.Problem(typeof(T).Name, $"\"{word}\" must be one of {string.Join(", ", Enum.GetNames<T>().Skip(1))}");

    private T Name<T>(string column, Func<T> find)
    {
        try
        {
            return find();
        }
        catch (FormatException problem) when (problem is not ImportFormatException)
        {
            throw row.Problem(column, problem.Message);
        }
    }
}
