using System.Diagnostics.Metrics;

namespace Trace.Api.Ledger;

/// <summary>What the log counts, under the meter <c>Trace.Ledger</c>.</summary>
public sealed class LedgerMeters
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Trace.Ledger";

    private readonly Counter<long> _witnessAnswers;
    private long _publishedAt;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Owns the meter.</param>
    /// <param name="checkpoints">The heads.</param>
    /// <param name="time">The clock.</param>
    public LedgerMeters(IMeterFactory meters, Checkpoints checkpoints, TimeProvider time)
    {
        var meter = meters.Create(Name);
        _witnessAnswers = meter.CreateCounter<long>("trace.witness.answers", "{answer}", "Answers of witnesses, by witness and whether they cosigned.");
        meter.CreateObservableGauge("trace.checkpoint.signed.size", () => checkpoints.Signed?.Head.Size ?? 0, "{entry}", "Size of the last signed checkpoint.");
        meter.CreateObservableGauge("trace.checkpoint.published.size", () => checkpoints.Published?.Head.Size ?? 0, "{entry}", "Size of the last published checkpoint.");
        meter.CreateObservableGauge("trace.checkpoint.published.age", () => Age(time), "s", "Time since a checkpoint was published with its quorum; 0 where no witness is asked.");
    }

    internal void Published(DateTimeOffset at) => Interlocked.Exchange(ref _publishedAt, at.UtcTicks);

    internal void WitnessAnswered(string witness, bool cosigned) => _witnessAnswers.Add(1, new("witness", witness), new("cosigned", cosigned));

    private double Age(TimeProvider time) => Interlocked.Read(ref _publishedAt) is > 0 and var at ? (time.GetUtcNow().UtcTicks - at) / (double)TimeSpan.TicksPerSecond : 0;
}
