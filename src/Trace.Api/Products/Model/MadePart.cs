using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Products;
using Trace.V1;

namespace Trace.Api.Products.Model;

/// <summary>What a lot was made from, two levels deep, and whether what went out fits what came in.</summary>
internal static class MadePart
{
    private const int Levels = 2;

    public static IReadOnlyList<MadeLot> Of(Telling telling) => [.. telling.Joined.Lots
        .Select(lot => LotOf(telling, lot, StepsOf(telling, [.. telling.Joined.All.Where(said => said.Entry.Statement.Subject == lot && said.Stands).Select(said => said.Entry)], Levels), isOwn: true))
        .Where(lot => lot.Steps.Count > 0)];

    private static MadeLot LotOf(Telling telling, SubjectKey lot, IReadOnlyList<MadeStep> steps, bool isOwn)
    {
        var balance = isOwn ? LotBalance.Of(telling.Joined, lot).State : BalanceState.Unknown;
        return new MadeLot(
            lot.Value,
            NameOf(telling, lot),
            lot.Lot ?? "",
            steps,
            isOwn ? telling.Texts[$"balance.{balance}"] : "",
            balance switch { BalanceState.Exceeded => Gravity.Danger, BalanceState.NotPublic => Gravity.Note, _ => Gravity.Good });
    }

    private static IReadOnlyList<MadeStep> StepsOf(Telling telling, IReadOnlyList<RecordedEntry> history, int levels) => levels == 0 ? [] : [.. history
        .Where(entry => entry.Statement.Message.Transformation is not null)
        .Select(entry =>
        {
            var made = entry.Statement.Message.Transformation;
            return new MadeStep(
                telling.Link(entry),
                telling.Words.Code(made.Process),
                made.Yield is { } yield ? telling.Words.Amount(yield) : telling.Texts["fact.sealed"],
                telling.When(entry),
                telling.Who(entry),
                [.. made.Inputs.Select(input => InputOf(telling, input, levels - 1))]);
        })];

    private static MadeInput InputOf(Telling telling, Transformation.Types.Input input, int levels)
    {
        var lot = SubjectKey.Parse(input.Lot);
        return new MadeInput(
            input.Quantity is { } quantity ? telling.Words.Amount(quantity) : telling.Texts["fact.sealed"],
            LotOf(telling, lot, StepsOf(telling, telling.Read.Made.GetValueOrDefault(input.Lot, []), levels), isOwn: false));
    }

    private static string NameOf(Telling telling, SubjectKey lot)
    {
        var named = telling.Read.Made.GetValueOrDefault(lot.Product!.Value, [])
            .Concat(telling.Joined.All.Where(said => said.Entry.Statement.Subject == lot.Product).Select(said => said.Entry))
            .LastOrDefault(entry => entry.Statement.Message.Listing?.Name is not null);
        return named is null ? lot.Product.Value : telling.Words.Of(named.Statement.Message.Listing.Name);
    }
}
