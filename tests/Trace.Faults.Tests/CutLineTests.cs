using System.Diagnostics;
using Grpc.Core;
using Trace.Client;

namespace Trace.Faults.Tests;

/// <summary>A client's line is cut again and again, also while it connects: once it holds, the client calls over it as before.</summary>
public sealed class CutLineTests
{
    private const int Lines = 48;
    private const int Cuts = 40;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_whose_line_broke_at_any_moment_finds_its_ledger_again()
    {
        await using var service = new ServiceProcess();
        await service.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, Lines).Select(seed => CutAndCallAsync(service, new Random(seed))));
    }

    private static async Task CutAndCallAsync(ServiceProcess service, Random random)
    {
        await using var line = new CutLine();
        await using var client = new LedgerClient(line.Address, service.Ledger, service.Policy, new LedgerClientOptions { Retry = RetryPolicy.None, FinalEvery = null, CallTimeout = TimeSpan.FromSeconds(2) });
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var calling = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CallAsync(client, done.Token)));
        for (var cut = 0; cut < Cuts; cut++)
        {
            line.LeadTo(service.GrpcPort);
            await Task.Delay(random.Next(30), Cancellation);
            line.LeadTo(null);
            // Calls connect meanwhile, to who hangs up.
            await Task.Delay(random.Next(300), Cancellation);
        }

        line.LeadTo(service.GrpcPort);
        await done.CancelAsync();
        await calling;
        for (var since = Stopwatch.GetTimestamp(); ; await Task.Delay(100, Cancellation))
        {
            try
            {
                await client.GetCheckpointAsync(Cancellation);
                return;
            }
            catch (RpcException) when (Stopwatch.GetElapsedTime(since) < s_patience)
            {
            }
        }
    }

    private static async Task CallAsync(LedgerClient client, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            try
            {
                await client.GetCheckpointAsync(done);
            }
            catch (Exception broken) when (broken is RpcException or OperationCanceledException)
            {
                await Task.Yield();
            }
        }
    }
}
