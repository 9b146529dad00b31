using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Trace.Audit.State;

/// <summary>
/// A statement that is run for every entry: bound and stepped without the layers above SQLite, which cost more than the rows do. Not safe
/// for several threads. Disposed before its connection.
/// </summary>
internal sealed class HotStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public HotStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Binds a parameter, counted from 1.</summary>
    public HotStatement With(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, parameter, value));
        return this;
    }

    /// <summary>Binds a parameter, counted from 1; the bytes are copied.</summary>
    public HotStatement With(int parameter, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, parameter, value));
        return this;
    }

    /// <summary>Binds a parameter, counted from 1.</summary>
    public HotStatement With(int parameter, string value)
    {
        Check(raw.sqlite3_bind_text(_statement, parameter, value));
        return this;
    }

    /// <summary>Runs what gives no rows.</summary>
    public void Run()
    {
        Step();
        Reset();
    }

    /// <summary>Whether there is a row, or one more. Whoever stops before the last calls <see cref="Reset"/>.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code != raw.SQLITE_DONE)
        {
            _ = raw.sqlite3_reset(_statement);
            Check(code);
        }

        return false;
    }

    /// <summary>Makes it ready to be bound again.</summary>
    public void Reset() => Check(raw.sqlite3_reset(_statement));

    /// <summary>A number of the row, columns counted from 0.</summary>
    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>Bytes of the row, columns counted from 0; valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose() => _statement.Dispose();

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
