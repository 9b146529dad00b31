using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Domain.Products;

/// <summary>Whether a lot's outputs fit its inputs.</summary>
public enum BalanceState
{
    /// <summary>No Transformation says how much there is.</summary>
    Unknown,

    /// <summary>What is open fits.</summary>
    Holds,

    /// <summary>Quantities that it rests on are sealed: shown as <em>balance not public</em>.</summary>
    NotPublic,

    /// <summary>More went out than came in.</summary>
    Exceeded,
}

/// <summary>The balance of one lot, over open quantities alone.</summary>
/// <param name="Lot">The lot.</param>
/// <param name="State">Whether it holds.</param>
/// <param name="Flags">Where it was exceeded.</param>
public sealed record LotBalance(SubjectKey Lot, BalanceState State, IReadOnlyList<Flag> Flags)
{
    /// <summary>The balance of one of a history's lots.</summary>
    /// <param name="history">A history whose lots were read with what they were made into.</param>
    /// <param name="lot">One of its <see cref="JoinedHistory.Lots"/>.</param>
    public static LotBalance Of(JoinedHistory history, SubjectKey lot)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(lot);
        var own = history.HistoryOf(lot).Where(said => said.Stands).OrderBy(said => said.Moment).ToList();
        var made = own.Where(said => said.Message.Transformation is not null).ToList();
        if (made.Count == 0)
        {
            return new LotBalance(lot, BalanceState.Unknown, []);
        }

        var ledger = new Account(lot, own, made, [.. history.Read.MadeFrom(lot)], NetContent(history, lot));
        var flags = ledger.YieldsOverInputs().Concat(ledger.MarkedOverYield()).Concat(ledger.GivenOverHeld()).DistinctBy(flag => flag.On.Position).ToList();
        return new LotBalance(lot, flags.Count > 0 ? BalanceState.Exceeded : ledger.IsSealed ? BalanceState.NotPublic : BalanceState.Holds, flags);
    }

    /// <summary>The flag, for each of a history's lots.</summary>
    internal static IEnumerable<Flag> Find(JoinedHistory history, FlagContext context) => history.Lots.SelectMany(lot => Of(history, lot).Flags);

    // How much one item holds, by the label of the lot, else of the product.
    private static Amount? NetContent(JoinedHistory history, SubjectKey lot) => Goods.WithProduct(lot)
        .Select(subject => history.HistoryOf(subject).LastOrDefault(said => said.Stands && said.Message.Listing?.Label?.NetContent is not null))
        .OfType<Said>()
        .Select(said => (Amount?)Amount.From(said.Message.Listing.Label.NetContent))
        .FirstOrDefault();

    private sealed class Account(SubjectKey lot, List<Said> own, List<Said> made, List<Said> usedUp, Amount? netContent)
    {
        private readonly bool _yieldSealed = made.Exists(said => said.Message.Transformation.Yield is null);
        private bool _sealed;

        public bool IsSealed => _sealed || _yieldSealed;

        // Water and small parts are no lots, so that mixing and assembling may well give more than the lots that went in.
        public IEnumerable<Flag> YieldsOverInputs()
        {
            foreach (var said in made)
            {
                var transformation = said.Message.Transformation;
                _sealed |= transformation.Inputs.Any(input => input.Quantity is null);
                if (transformation.Process is Process.Mixed or Process.Assembled or Process.Harvested || transformation.Inputs.Count == 0
                    || transformation.Yield is null || transformation.Inputs.Any(input => input.Quantity is null))
                {
                    continue;
                }

                var yield = Amount.From(transformation.Yield);
                var inputs = transformation.Inputs.Select(input => Amount.From(input.Quantity)).ToList();
                if (inputs.TrueForAll(input => input.Of == yield.Of) && inputs.Sum(input => input.Value) < yield.Value)
                {
                    yield return Flag.Of(FlagKind.Balance, said, $"{yield} made of {new Amount(yield.Of, inputs.Sum(input => input.Value))}");
                }
            }
        }

        public IEnumerable<Flag> MarkedOverYield()
        {
            var marked = 0m;
            foreach (var said in own.Where(said => said.Message.Marking is not null))
            {
                _sealed |= said.Message.Marking.Count == 0;
                marked += said.Message.Marking.Count;
                if (_yieldSealed)
                {
                    continue;
                }

                var pieces = new Amount(Unit.Piece, marked);
                var held = Sum(made, Unit.Piece);
                if (held is null && netContent is { } each)
                {
                    (pieces, held) = (new Amount(each.Of, marked * each.Value), Sum(made, each.Of));
                }

                if (held < pieces.Value)
                {
                    yield return Flag.Of(FlagKind.Balance, said, $"{marked} items marked, {pieces}, of {new Amount(pieces.Of, held.Value)}", made);
                }
            }
        }

        // A lot is sold on from hand to hand, so that each party's outputs are held against what that party made or took over.
        public IEnumerable<Flag> GivenOverHeld()
        {
            var given = new Dictionary<(string Party, Unit Unit), decimal>();
            foreach (var said in own.Where(said => said.IsSale).Concat(usedUp).OrderBy(said => said.Moment))
            {
                var quantity = said.Message.Sale is { } sale ? sale.Quantity : said.Message.Transformation.Inputs.First(input => input.Lot == lot.Value).Quantity;
                if (quantity is null)
                {
                    _sealed = true;
                    continue;
                }

                var amount = Amount.From(quantity);
                var sum = given[(said.Party, amount.Of)] = given.GetValueOrDefault((said.Party, amount.Of)) + amount.Value;
                var came = CameTo(said.Party);
                if (came.Exists(source => QuantityOf(source) is null))
                {
                    _sealed = true;
                }
                else if (Sum(came, amount.Of) < sum)
                {
                    yield return Flag.Of(FlagKind.Balance, said, $"{new Amount(amount.Of, sum)} given of {new Amount(amount.Of, Sum(came, amount.Of)!.Value)}", came);
                }
            }
        }

        // Of a party whose takings nobody recorded, no more is known than that it can't have given more than there ever was.
        private List<Said> CameTo(string party)
        {
            var came = own.Where(said => said.Party == party && (said.Message.Transformation is not null || said.Message.Handover is not null)).ToList();
            return came.Count == 0 ? made
                : [.. came, .. own.Where(said => said.Party == party && said.IsReturn)];
        }

        // A lot's Return gives no quantity: it brings back as much as the Shipment that it answers.
        private Quantity? QuantityOf(Said said) => said.Message.Transformation?.Yield ?? said.Message.Handover?.Quantity
            ?? (said.Message.Return is { } back ? own.Find(shipment => shipment.Identity == Said.Reference(back.Answers))?.Message.Shipment?.Quantity : null);

        // Null where nothing came in that is measured so: then there is nothing to compare with.
        private decimal? Sum(IEnumerable<Said> sources, Unit unit)
        {
            var amounts = sources.Select(QuantityOf).OfType<Quantity>().Select(Amount.From).Where(amount => amount.Of == unit).ToList();
            return amounts.Count == 0 ? null : amounts.Sum(amount => amount.Value);
        }
    }
}
