namespace Trace.Client;

/// <summary>How a <see cref="LedgerClient"/> works.</summary>
public sealed record LedgerClientOptions
{
    /// <summary>Where the last accepted checkpoint and accepted statements are kept; null to remember them as long as the client lives.</summary>
    public CheckpointStore? Store { get; init; }

    /// <summary>How often, and after how long, things are sent again.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>How many statements of a stream may be on their way without an answer.</summary>
    public int Window { get; init; } = 1024;

    /// <summary>How long one call may take; streams are not limited.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it may take to connect, before that is tried again.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How soon after a statement was accepted, and how often while it goes forward, a client looks by itself for the checkpoint that makes it final;
    /// null to look only when <see cref="LedgerClient.GetCheckpointAsync"/> or a reading does.
    /// </summary>
    public TimeSpan? FinalEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What challenges must name as the server they are for; null for <c>grpc://host:port</c> of the address.</summary>
    public string? Audience { get; init; }

    /// <summary>The clock of waits and timeouts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Carries the calls, for special transports such as a client certificate; null for the usual one.</summary>
    public HttpMessageHandler? Handler { get; init; }
}
