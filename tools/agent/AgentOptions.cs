using System.Net;

namespace Trace.Agent;

/// <summary>How an agent runs.</summary>
/// <param name="Folder">Outbox, waybill keys, secret and webhooks' key lie in it.</param>
/// <param name="Listen">Where it takes lines.</param>
public sealed record AgentOptions(string Folder, IPEndPoint Listen)
{
    /// <summary>The file of the shared secret; made where there is none.</summary>
    public required string Secret { get; init; }

    /// <summary>A folder whose files <c>*.jsonl</c> are taken line by line; null for none.</summary>
    public string? Inbox { get; init; }

    /// <summary>A file that each outcome is appended to, a line each; null for none.</summary>
    public string? OutcomesFile { get; init; }

    /// <summary>Where outcomes are posted, signed; null for nowhere.</summary>
    public Uri? Callback { get; init; }

    /// <summary>Requests a second that are taken; five seconds' worth may come at once.</summary>
    public int RequestsPerSecond { get; init; } = 50;

    /// <summary>How long what is recorded stays in the outbox, and a file of lines in <c>done</c>; a line that comes again after that is recorded again.</summary>
    public TimeSpan KeepRecorded { get; init; } = TimeSpan.FromDays(90);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
