using System.Globalization;
using System.Text.Json;
using Trace.Audit.Monitoring;
using Trace.Client;
using Trace.Client.Outboxes;

namespace Trace.Agent.Outcomes;

/// <summary>Posts outcomes as JSON, as the monitor posts its notices.</summary>
/// <param name="address">http or https.</param>
/// <param name="key">The webhooks' own key; it stays the caller's.</param>
/// <param name="time">The clock that deliveries are stamped by.</param>
public sealed class OutcomesCallback(Uri address, KeyFile key, TimeProvider time) : IDisposable
{
    private readonly WebhookReceiver _receiver = new(address, key, time);

    /// <summary>Posts outcomes. Their id names the first and the last of them, so that a repeat is known as one.</summary>
    /// <exception cref="NotDeliveredException">They have not arrived, or nobody knows.</exception>
    public Task PostAsync(IReadOnlyList<OutboxOutcome> outcomes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        var next = outcomes[^1].Number;
        var body = JsonSerializer.SerializeToUtf8Bytes(new { outcomes = outcomes.Select(OutcomeForm.Of), next }, OutcomeForm.Json);
        return _receiver.PostAsync(string.Create(CultureInfo.InvariantCulture, $"outcomes-{outcomes[0].Number}-{next}"), body, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _receiver.Dispose();
}
