using System.Globalization;
using System.Security.Cryptography;
using Google.Protobuf;
using Trace.Agent.Lines;
using Trace.Client;
using Trace.Client.Outboxes;
using Trace.Relay.Providers;
using Trace.Relay.Tables;
using Trace.V1;
using Line = Trace.Agent.Lines.Line;

namespace Trace.Relay.Taking;

/// <summary>Takes what was pushed: what is new and understood goes signed into the outbox, what is not understood is kept. When it returns, all of it is on disk.</summary>
/// <param name="outbox">Open.</param>
/// <param name="factory">Of the relay's key.</param>
/// <param name="years">The ledger's waybill keys.</param>
/// <param name="store">What was taken.</param>
/// <param name="time">The clock.</param>
public sealed class RelayDesk(Outbox outbox, StatementFactory factory, YearKeys years, TakenStore store, TimeProvider time)
{
    private readonly LineSigner _signer = new(factory, years.Known);

    /// <summary>Takes a push.</summary>
    /// <param name="states">Its states.</param>
    /// <param name="message">The message as it was received, of which the log has the SHA-256.</param>
    /// <param name="cancellation">Ends it; then nothing of it counts as taken.</param>
    /// <exception cref="YearKeyMissingException">A year's key is not here yet: nothing of it was taken.</exception>
    /// <exception cref="OutboxException">The disk is full, or can't be written.</exception>
    public Task TakeAsync(IReadOnlyList<PushedState> states, ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(states);
        return TakeAsync(states.Select(state => (state, SHA256.HashData(message.Span))).ToList(), (state, why, hash) => store.Keep(state, why, hash, time.GetUtcNow()), cancellation);
    }

    /// <summary>Tries again what was not understood: this version may know more, and the ledger may give the key of a year that was still to come.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="YearKeyMissingException">A year's key is not here yet.</exception>
    public Task TryUnknownAsync(CancellationToken cancellation) => TakeAsync(store.Unknown(), (state, why, _) => store.KeepStill(state, why), cancellation);

    private async Task TakeAsync(IReadOnlyList<(PushedState State, byte[] Message)> states, Action<PushedState, string, byte[]> keep, CancellationToken cancellation)
    {
        // The oldest first, so that one parcel's go out in the order in which they happened.
        var read = states.Where(one => !store.Has(one.State)).DistinctBy(one => Convert.ToHexString(TakenStore.KeyOf(one.State))).OrderBy(one => one.State.At)
            .Select(one => (one.State, one.Message, Why: WhyNot(one.State, out var line), Line: line)).ToList();
        var problems = await years.WhyNotAsync(read.Where(one => one.Line is not null).SelectMany(one => LineSigner.YearsOf(one.Line!.At)), cancellation);
        var items = new List<OutboxItem>();
        var taken = new List<PushedState>();
        foreach (var (state, message, why, line) in read)
        {
            if ((why ?? (line is not null && LineSigner.YearsOf(line.At).Any(problems.ContainsKey) ? "refused, time" : null)) is { } not)
            {
                keep(state, not, message);
                continue;
            }

            try
            {
                if (line is not null)
                {
                    items.Add(_signer.Sign(line with { Relayed = new Relayed { Courier = line.Courier, MessageSha256 = ByteString.CopyFrom(message) } }));
                }

                taken.Add(state);
            }
            catch (RefusedException refused)
            {
                // Such as a time before the ledger's: said again it would be no better.
                keep(state, $"refused, {(refused.Refusal.Field.Length > 0 ? refused.Refusal.Field : refused.Reason.ToString())}", message);
            }
        }

        if (items.Count > 0)
        {
            outbox.Put(items);
        }

        // Whoever dies here finds the same facts in the outbox when they are pushed again.
        store.Take(taken, time.GetUtcNow());
    }

    // Null where it is understood; then there is a line where anything happened.
    private static string? WhyNot(PushedState state, out Line? line)
    {
        line = null;
        if (StateTable.Courier(state.Provider, state.Courier) is not { } courier)
        {
            return $"courier {state.Courier}";
        }

        if (StateTable.Find(state.Provider, state.Codes) is not { } row)
        {
            return state.Codes.Count > 0 ? string.Join('/', state.Codes) : "no code";
        }

        if (row.Event is null)
        {
            return null;
        }

        if (state.At is not { } at)
        {
            return "time";
        }

        // A number that no label has was not understood either.
        if (state.Waybill.Length > 64 || state.Waybill.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            return "waybill";
        }

        line = new Line
        {
            Waybill = state.Waybill,
            Courier = courier,
            Event = row.Event,
            At = at,
            Place = Domain.Places.Region.TryParse(state.Area, out _, out _) ? state.Area : "",
            Ref = string.Create(CultureInfo.InvariantCulture, $"{state.Provider} {row.Code} {at.ToUnixTimeSeconds()}"),
        };
        return null;
    }
}
