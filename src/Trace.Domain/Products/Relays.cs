namespace Trace.Domain.Products;

/// <summary>What a relay passed on and the courier says itself is one event, shown once.</summary>
internal static class Relays
{
    /// <summary>How far the times of the two may lie apart: a relay rounds, and passes on the courier's own time.</summary>
    public static readonly TimeSpan SameWithin = TimeSpan.FromMinutes(5);

    /// <summary>The same statements, each relayed one that says what another says put under that other.</summary>
    public static IReadOnlyList<Said> Folded(IReadOnlyList<Said> history)
    {
        var under = new Dictionary<Said, List<Said>>(ReferenceEqualityComparer.Instance);
        var folded = new HashSet<Said>(ReferenceEqualityComparer.Instance);

        // First-hand statements come first, so that a relay stands under the courier even where it was recorded earlier.
        var hosts = history.Where(said => said.Stands && IsEvent(said)).OrderBy(said => said.Relayed is not null).ThenBy(said => said.Entry.Position).ToList();
        foreach (var relayed in hosts.Where(said => said.Relayed is not null))
        {
            var host = hosts
                .TakeWhile(said => !ReferenceEquals(said, relayed))
                .Where(said => !folded.Contains(said) && AreSame(said, relayed))
                .OrderBy(said => said.Relayed is not null)
                .ThenBy(said => said.Moment.Since(relayed.Moment).Duration())
                .ThenBy(said => said.Entry.Position)
                .FirstOrDefault();
            if (host is null)
            {
                continue;
            }

            folded.Add(relayed);
            if (!under.TryGetValue(host, out var relays))
            {
                under[host] = relays = [];
            }

            relays.Add(relayed);
        }

        return [.. history.Where(said => !folded.Contains(said)).Select(said =>
            under.TryGetValue(said, out var relays) ? said with { Relays = [.. relays.Select(relay => relay.Entry)] } : said)];
    }

    private static bool IsEvent(Said said) => said.Message.Transit is not null || said.Message.Receipt is not null;

    private static bool AreSame(Said one, Said relayed)
    {
        return one.Party != relayed.Party
            && one.Kind == relayed.Kind
            && one.Message.Transit?.Activity == relayed.Message.Transit?.Activity
            && one.Message.Receipt?.Manner == relayed.Message.Receipt?.Manner
            && (one.Relayed is null || one.Relayed.Courier == relayed.Relayed!.Courier)
            && one.Moment.Since(relayed.Moment).Duration() <= SameWithin
            && Agree(one.Province, relayed.Province)
            && Agree(ShipmentOf(one), ShipmentOf(relayed));
    }

    private static bool Agree(string one, string other) => one.Length == 0 || other.Length == 0 || one == other;

    private static string ShipmentOf(Said said) => ((said.Message.Transit?.Shipment ?? said.Message.Receipt?.Shipment)?.ToBase64()) ?? "";
}
