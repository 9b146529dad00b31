namespace Trace.Audit.Monitoring;

/// <summary>Where notices go.</summary>
public interface INoticeSink
{
    /// <summary>Where that is, for people.</summary>
    string Name { get; }

    /// <summary>Delivers one notice. When it returns, the notice has arrived.</summary>
    /// <exception cref="NotDeliveredException">It has not, or nobody knows: it is delivered again.</exception>
    Task DeliverAsync(Notice notice, CancellationToken cancellation);
}

/// <summary>A notice did not arrive, or nobody knows whether it did.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What was thrown below; null where something was answered.</param>
public sealed class NotDeliveredException(string message, Exception? inner = null) : Exception(message, inner);
