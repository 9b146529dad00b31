using System.Globalization;
using Microsoft.Data.Sqlite;
using Trace.Domain.Ledger;

namespace Trace.Client.Outboxes;

/// <summary>Looks into an outbox beside the process that sends from it, and changes nothing. Of one thread at a time.</summary>
public sealed class OutboxReader : IDisposable
{
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly OutboxRows _rows;

    private OutboxReader(string path, SqliteConnection connection)
    {
        (_path, _connection) = (path, connection);
        _rows = new OutboxRows(connection);
    }

    /// <summary>Opens an outbox.</summary>
    /// <param name="path">Its file.</param>
    /// <exception cref="OutboxException">There is none, or it can't be read.</exception>
    public static OutboxReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new OutboxReader(path, OutboxFile.OpenToRead(path));
    }

    /// <summary>The ledger whose statements it holds.</summary>
    public string Ledger => Ask(rows => rows.Meta(OutboxMeta.Ledger)) ?? "";

    /// <summary>Why nothing went out at the last try; null where it did, or nothing waits.</summary>
    public string? Trouble => Ask(rows => rows.Meta(OutboxMeta.Trouble)) is { Length: > 0 } trouble ? trouble : null;

    /// <summary>How far this machine's clock was ahead when that was last measured; null before.</summary>
    public ClockSkew? Clock => OutboxMeta.Clock(Ask(rows => rows.Meta(OutboxMeta.Skew)));

    /// <summary>How many statements stand how.</summary>
    public OutboxCounts Counts() => Ask(rows => rows.Counts());

    /// <summary>Statements in the order in which they were put.</summary>
    /// <param name="state">Those that stand so; null for all.</param>
    /// <param name="after">Behind this sequence; 0 from the first.</param>
    /// <param name="most">At most so many.</param>
    public IReadOnlyList<OutboxEntry> Entries(OutboxState? state = null, long after = 0, int most = 1000) => Ask(rows => rows.Entries(state, after, most));

    /// <summary>A statement by its identity; null where there is none.</summary>
    /// <param name="identity">SHA-256 of its bytes.</param>
    public OutboxEntry? Find(Hash256 identity) => Ask(rows => rows.Find(identity));

    /// <summary>A statement by its place in the outbox; null where there is none.</summary>
    /// <param name="sequence">From 1.</param>
    public OutboxEntry? Find(long sequence) => Ask(rows => rows.Find(sequence));

    /// <summary>Closes it.</summary>
    public void Dispose() => _connection.Dispose();

    private T Ask<T>(Func<OutboxRows, T> ask)
    {
        try
        {
            return ask(_rows);
        }
        catch (SqliteException problem)
        {
            throw OutboxFile.Told(_path, problem);
        }
    }
}

/// <summary>What an outbox keeps beside its statements, by name.</summary>
internal static class OutboxMeta
{
    public const string Ledger = "ledger";
    public const string Trouble = "trouble";
    public const string Skew = "skew";
    public const string Bookmark = "bookmark ";

    public static string Text(ClockSkew skew) => string.Create(CultureInfo.InvariantCulture, $"{skew.Ahead.Ticks} {skew.Within.Ticks}");

    public static ClockSkew? Clock(string? text) => text?.Split(' ') is [var ahead, var within]
        ? new ClockSkew(TimeSpan.FromTicks(long.Parse(ahead, CultureInfo.InvariantCulture)), TimeSpan.FromTicks(long.Parse(within, CultureInfo.InvariantCulture)))
        : null;
}
