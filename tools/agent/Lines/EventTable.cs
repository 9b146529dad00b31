using Trace.V1;

namespace Trace.Agent.Lines;

/// <summary>One row of what a line's <c>event</c> and <c>how</c> mean. Of an event with several rows the first is meant where <c>how</c> is absent.</summary>
/// <param name="Event">The word.</param>
/// <param name="How">The word that tells rows of one event apart; empty where there is nothing to tell.</param>
/// <param name="Chinese">What couriers call it; taken in place of the event where no <c>how</c> is given.</param>
/// <param name="Activity">What a Transit says; unspecified for a Receipt.</param>
/// <param name="Manner">What a Receipt says; unspecified for a Transit.</param>
public sealed record EventRow(string Event, string How, string Chinese, TransitActivity Activity, ReceiptManner Manner)
{
    /// <summary>Whether it becomes a Receipt.</summary>
    public bool IsReceipt => Manner != ReceiptManner.Unspecified;
}

/// <summary>The one table of events; docs/agent.md shows it.</summary>
public static class EventTable
{
    /// <summary>All rows.</summary>
    public static IReadOnlyList<EventRow> Rows { get; } =
    [
        Transit("picked_up", "", "揽收", TransitActivity.PickedUp),
        Transit("arrived", "", "到达", TransitActivity.Arrived),
        Transit("departed", "", "离开", TransitActivity.Departed),
        Transit("out_for_delivery", "", "派送中", TransitActivity.OutForDelivery),
        Transit("failed_attempt", "", "派送失败", TransitActivity.FailedAttempt),
        Transit("placed", "locker", "放入快递柜", TransitActivity.Placed),
        Transit("placed", "station", "放入驿站", TransitActivity.Placed),
        Transit("taken_over", "", "转交", TransitActivity.TakenOver),
        Transit("refused", "", "拒收", TransitActivity.Refused),
        Transit("returning", "", "退回途中", TransitActivity.Returning),
        Transit("returned", "", "已退回", TransitActivity.Returned),
        Transit("damaged", "", "破损", TransitActivity.Damaged),
        Transit("lost", "", "丢失", TransitActivity.Lost),
        Transit("held", "", "滞留", TransitActivity.Held),
        Receipt("received", "recipient", "本人签收", ReceiptManner.Recipient),
        Receipt("received", "agent", "他人代收", ReceiptManner.Agent),
        Receipt("received", "locker_collected", "快递柜取件", ReceiptManner.Collected),
        Receipt("received", "station_collected", "驿站取件", ReceiptManner.Collected),
        Receipt("received", "timed_out", "超时确认", ReceiptManner.TimeOut),
    ];

    /// <summary>Finds a row.</summary>
    /// <param name="said">The line's <c>event</c>.</param>
    /// <param name="how">The line's <c>how</c>; empty where it has none.</param>
    /// <returns>The row; else the field at fault and its rule.</returns>
    public static (EventRow? Row, string Field, string Rule) Find(string said, string how)
    {
        if (how.Length == 0 && Rows.FirstOrDefault(row => row.Chinese == said) is { } chinese)
        {
            return (chinese, "", "");
        }

        var rows = Rows.Where(row => row.Event == said).ToList();
        if (rows.Count == 0)
        {
            return (null, "event", $"one of {string.Join(", ", Rows.Select(row => row.Event).Distinct())}");
        }

        // How a parcel was received is never guessed.
        var found = how.Length == 0 ? (rows[0].IsReceipt ? null : rows[0]) : rows.FirstOrDefault(row => row.How == how);
        return found is not null
            ? (found, "", "")
            : (null, "how", rows is [{ How.Length: 0 }] ? $"absent for {said}" : $"of {said} one of {string.Join(", ", rows.Select(row => row.How))}");
    }

    private static EventRow Transit(string said, string how, string chinese, TransitActivity activity) => new(said, how, chinese, activity, ReceiptManner.Unspecified);

    private static EventRow Receipt(string said, string how, string chinese, ReceiptManner manner) => new(said, how, chinese, TransitActivity.Unspecified, manner);
}
