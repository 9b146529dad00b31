using Grpc.Core;
using Grpc.Net.Client;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Api.Tests.Ledger;

/// <summary>Deadlines and cancellation of gRPC calls: they end the wait, and never what was admitted.</summary>
public class CallLimitsTests(PostgresFixture postgres) : LedgerTest(postgres)
{
    private const string Producer = "party/gln/9521111100003";
    private static readonly SubjectKey Product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_that_waits_ends_at_its_deadline_or_when_its_caller_leaves_and_the_statement_is_recorded_all_the_same(bool byDeadline)
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        var listing = producer.Make(Product, new Listing { Name = new Text { Zh = "茶" } });
        using var channel = GrpcChannel.ForAddress(service.Grpc);
        var held = await HeldHead.HoldAsync(service.ConnectionString);

        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var call = RecordAsync(byDeadline ? DateTime.UtcNow.AddSeconds(1) : null, leaving.Token);
        if (!byDeadline)
        {
            await leaving.CancelAsync();
        }

        var ended = await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Equal(byDeadline ? StatusCode.DeadlineExceeded : StatusCode.Cancelled, ended.StatusCode);
        await held.DisposeAsync();
        Assert.Equal(listing.Statement, (await client.RecordAsync(listing, Cancellation)).Entry.Statement.Bytes);

        // No stub of the service is public here: the call is made by its name, as any program would.
        async Task<Recorded> RecordAsync(DateTime? deadline, CancellationToken cancellation) =>
            await channel.CreateCallInvoker().AsyncUnaryCall(
                new Method<SignedStatement, Recorded>(MethodType.Unary, "trace.v1.Ledger", "Record", Marshal<SignedStatement>(), Marshal<Recorded>()),
                null, new CallOptions(deadline: deadline, cancellationToken: cancellation), listing);
    }

    private static Marshaller<T> Marshal<T>()
        where T : Google.Protobuf.IMessage<T>, new() =>
        Marshallers.Create(message => Google.Protobuf.MessageExtensions.ToByteArray(message), bytes => new Google.Protobuf.MessageParser<T>(() => new T()).ParseFrom(bytes));
}
