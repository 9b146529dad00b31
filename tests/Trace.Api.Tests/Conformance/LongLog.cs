using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Npgsql;
using Trace.Api.Restoring;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Testing;
using Trace.V1;

namespace Trace.Api.Tests.Conformance;

/// <summary>A log of 100,000 entries in a database, and the service over it with the log's own key.</summary>
public sealed class LongLog(PostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>One full tile of level 1, a partial one, and a partial bundle.</summary>
    public const int Size = 100_000;

    private const string Origin = "log.test/00000001";

    private readonly TemporaryFolder _folder = new();
    private RunningService _service = null!;

    public RunningService Service => _service;

    /// <summary>For what tests write.</summary>
    public string Folder => _folder.Path;

    /// <summary>The log's verifier key.</summary>
    public VerifierKey Key { get; private set; } = null!;

    public TrustPolicy Policy => TrustPolicy.Parse(Encoding.UTF8.GetBytes($"log {Key}\nquorum none\n"));

    public async ValueTask InitializeAsync()
    {
        var log = Write();
        Key = log.VerifierKey;
        var database = await postgres.CreateDatabaseAsync();
        Assert.True(log.Policy.TryVerify(log.Note(), out var checkpoint, out _));
        await using (var source = NpgsqlDataSource.Create(database))
        {
            await new Restore(source).RunAsync(checkpoint, Stretches(log), AsyncEnumerable.Empty<byte[]>(), null, TestContext.Current.CancellationToken);
        }

        var keys = Directory.CreateDirectory(Path.Combine(_folder.Path, "keys"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var file = Path.Combine(keys.FullName, "log.key");
        await File.WriteAllTextAsync(file, KeyText.Format(SHA256.HashData(Encoding.UTF8.GetBytes("log of " + Origin)), null));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _service = await RunningService.StartAsync(database, settings => settings with { Data = _folder.Path, Anchor = Path.Combine(_folder.Path, "anchor"), AnchorConfirmed = true, HttpReads = 100_000 });
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _folder.Dispose();
    }

    // Lots of one product, each said once; signed on all processors.
    private static InMemoryLog Write()
    {
        var log = new InMemoryLog(origin: Origin);
        var by = log.Register(1, Role.Producer, "95211111");
        var signed = new SignedStatement[Size - log.Entries.Count];
        var (template, began) = (Statement.Parser.ParseFrom(log.Say(by, "01/09521111100010", new Listing { Name = new Text { Zh = "白牡丹" } }).Statement), log.Now);
        Parallel.For(0, signed.Length, i =>
        {
            var statement = template.Clone();
            var nonce = new byte[16];
            BinaryPrimitives.WriteInt32BigEndian(nonce, i);
            (statement.Subject, statement.Nonce, statement.Time) = ($"01/09521111100010/10/L{i}", ByteString.CopyFrom(nonce), began + i);
            signed[i] = StatementSigner.Sign(statement, by.Key);
        });
        foreach (var statement in signed)
        {
            log.Append(statement);
        }

        return log;
    }

    private static async IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> Stretches(InMemoryLog log)
    {
        foreach (var stretch in log.Entries.Chunk(TileGeometry.FullWidth))
        {
            await Task.Yield();
            yield return [.. stretch.Select(entry => entry.Bytes.Memory)];
        }
    }
}
