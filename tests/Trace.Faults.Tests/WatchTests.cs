using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;

namespace Trace.Faults.Tests;

/// <summary>Watches resume where a client says, buffer no more than a page, and end for readers that do not read and for servers that stop.</summary>
public class WatchTests(PostgresFixture postgres) : LedgerTest(postgres)
{
    private const string Producer = "party/gln/9521111100003";
    private const int Lots = 400;
    private static readonly SubjectKey Product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_that_does_not_read_is_cut_off_with_its_resume_point_and_goes_on_there_without_a_gap()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var service = await StartAsync(replace: services => services.AddSingleton<TimeProvider>(time));
        await using var client = service.Connect();
        await RecordLotsAsync(service, client);
        using var raw = new RawLedger(service.Grpc);
        using var call = raw.WatchLog(new WatchLogRequest());
        await call.ResponseHeadersAsync;

        var cutOff = Task.Run(async () =>
        {
            // A reader that reads nothing until the server has long lost its patience.
            for (var i = 0; i < 100; i++)
            {
                await Task.Delay(20, Cancellation);
                time.Advance(TimeSpan.FromSeconds(1));
            }
        }, Cancellation);
        await cutOff;
        var read = new List<WatchedEntry>();
        var told = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(Cancellation))
            {
                read.Add(call.ResponseStream.Current);
            }
        });

        Assert.Equal(StatusCode.ResourceExhausted, told.StatusCode);
        // The entry that it had no patience for may have come through all the same.
        var resume = ulong.Parse(told.Status.Detail.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(resume, 1UL, (ulong)Lots - 1);
        read.RemoveRange((int)resume, read.Count - (int)resume);
        Assert.Equal(resume, read[^1].ResumeFrom);
        using var rest = raw.WatchLog(new WatchLogRequest { FromIndex = resume });
        var size = (await client.GetCheckpointAsync(Cancellation)).Checkpoint.Size;
        while (read.Count < size)
        {
            Assert.True(await rest.ResponseStream.MoveNext(Cancellation));
            read.Add(rest.ResponseStream.Current);
        }

        Assert.Equal(Enumerable.Range(0, (int)size).Select(i => (ulong)i), read.Select(watched => RecordedEntry.Parse(watched.Entry).Index));
        Assert.Equal(Enumerable.Range(1, (int)size).Select(i => (ulong)i), read.Select(watched => watched.ResumeFrom));
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(100UL)]
    public async Task A_watch_from_beyond_the_log_waits_and_does_not_begin_anew(ulong from)
    {
        await using var service = await StartAsync();
        using var raw = new RawLedger(service.Grpc);
        using var log = raw.WatchLog(new WatchLogRequest { FromIndex = from }, new CallOptions(deadline: DateTime.UtcNow.AddSeconds(2)));
        using var history = raw.WatchHistory(new WatchHistoryRequest { Subject = "log/genesis", FromVersion = from }, new CallOptions(deadline: DateTime.UtcNow.AddSeconds(2)));

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => log.ResponseStream.MoveNext(Cancellation))).StatusCode);
        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => history.ResponseStream.MoveNext(Cancellation))).StatusCode);
    }

    [Fact]
    public async Task A_watch_and_an_open_stream_do_not_hold_up_a_server_that_stops_and_are_told_to_come_again()
    {
        var service = await StartAsync();
        using var raw = new RawLedger(service.Grpc);
        using var watch = raw.WatchLog(new WatchLogRequest { FromIndex = 3 });
        using var stream = raw.RecordMany();
        Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
        await stream.RequestStream.WriteAsync(new SignedStatement(), Cancellation);
        Assert.True(await stream.ResponseStream.MoveNext(Cancellation));

        var stopping = service.DisposeAsync().AsTask();

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(Cancellation))).StatusCode);
        // A call whose caller may still write ends by a reset, which can overtake the status; the client takes both for a reason to send again.
        Assert.Contains((await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(Cancellation))).StatusCode, new[] { StatusCode.Unavailable, StatusCode.Internal });
        await stopping;
    }

    [Fact]
    public async Task A_client_that_watches_goes_on_by_itself_over_a_restart()
    {
        using var folder = new TemporaryFolder();
        var port = FreePort.Find();
        async Task<RunningService> Start(string? database) => await StartAsync(database, settings => settings with { Data = folder.Path, Anchor = Path.Combine(folder.Path, "anchor"), GrpcPort = port });
        var service = await Start(null);
        var database = service.ConnectionString;
        await using var client = service.Connect(new LedgerClientOptions { Retry = new RetryPolicy { MaxAttempts = 100, Longest = TimeSpan.FromMilliseconds(300) } });
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var seen = new List<ulong>();
        var watching = Task.Run(async () =>
        {
            await foreach (var entry in client.WatchLogAsync(0, enough.Token))
            {
                seen.Add(entry.Index);
                if (entry.Index == 5)
                {
                    break;
                }
            }
        }, Cancellation);

        await service.DisposeAsync();
        await using var again = await Start(database);
        await using var other = again.Connect();
        await again.RegisterAsync(other, Producer, "95211111", Role.Producer);
        await watching;

        Assert.Equal([0UL, 1, 2, 3, 4, 5], seen);
    }

    // Long ones, so that buffers fill: about 4 KiB each.
    private static async Task RecordLotsAsync(RunningService service, LedgerClient client)
    {
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        var listing = new Listing { Name = new Text { Zh = "茶" } };
        listing.Images.AddRange(Enumerable.Range(0, 20).Select(i => new Document
        {
            Sha256 = ByteString.CopyFrom(new byte[32]),
            MediaType = "image/jpeg",
            Url = $"https://example.com/{new string('i', 120)}/{i}.jpg",
        }));
        var lots = Enumerable.Range(1, Lots).Select(i => producer.Make(SubjectKey.ForLot(Product, $"L{i}"), listing));
        await foreach (var outcome in client.RecordManyAsync(lots.ToAsyncEnumerable(), Cancellation))
        {
            Assert.NotNull(outcome.Recorded);
        }
    }
}
