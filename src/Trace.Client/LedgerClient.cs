using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Trace.Domain.Ledger;
using Trace.V1;
using LedgerStub = Trace.V1.Ledger.LedgerClient;

namespace Trace.Client;

/// <summary>
/// A ledger over gRPC that is never taken at its word: answers are returned after their proofs were checked, histories after every signature,
/// link and rule was. Retries are safe, because a statement sent twice is recorded once. Safe for many threads.
/// </summary>
public sealed partial class LedgerClient : IAsyncDisposable
{
    private const int MaxAnswerBytes = 32 * 1024 * 1024;

    private readonly LedgerClientOptions _options;
    private readonly LedgerStub _stub;
    private readonly Applications.ApplicationsClient _applications;
    private readonly GrpcChannel? _channel;
    private readonly AnswerVerifier _answers;
    private readonly LogMemory _memory;
    private readonly FinalityLoop _finality;
    private readonly string _audience;

    /// <summary>A client of a ledger whose name is known. Nothing is sent yet.</summary>
    /// <param name="address"><c>http://host:port</c> (HTTP/2 without TLS) or <c>https://host:port</c>.</param>
    /// <param name="ledger">The ledger's name.</param>
    /// <param name="policy">Which log and witnesses are believed.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    public LedgerClient(string address, string ledger, TrustPolicy policy, LedgerClientOptions? options = null)
        : this(Open(address, options), address, ledger, policy, options)
    {
    }

    internal LedgerClient(CallInvoker invoker, string address, string ledger, TrustPolicy policy, LedgerClientOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(ledger);
        ArgumentNullException.ThrowIfNull(policy);
        _options = options ?? new LedgerClientOptions();
        _stub = new LedgerStub(invoker);
        _applications = new Applications.ApplicationsClient(invoker);
        _answers = new AnswerVerifier(policy);
        _memory = new LogMemory(_options.Store, _answers, ProveConsistencyAsync);
        _memory.Final += (accepted, by) => BecameFinal?.Invoke(this, new FinalEventArgs(accepted, by));
        _memory.Forked += fork => Forked?.Invoke(this, new ForkEventArgs(fork));
        _finality = new FinalityLoop(() => _memory.AwaitingCheckpoints > 0, GetCheckpointAsync, _options);
        _audience = _options.Audience ?? $"grpc://{new Uri(address).Authority}";
        Policy = policy;
        Ledger = ledger;
    }

    private LedgerClient(GrpcChannel channel, string address, string ledger, TrustPolicy policy, LedgerClientOptions? options)
        : this(channel.CreateCallInvoker(), address, ledger, policy, options)
    {
        _channel = channel;
    }

    /// <summary>The ledger's name.</summary>
    public string Ledger { get; }

    /// <summary>Which log and witnesses are believed.</summary>
    public TrustPolicy Policy { get; }

    /// <summary>The last checkpoint that was accepted; null before the first.</summary>
    public VerifiedCheckpoint? LastCheckpoint => _memory.Last;

    /// <summary>What the ledger accepted and no later checkpoint has made final yet, the smallest checkpoint first.</summary>
    public IReadOnlyList<AcceptedCheckpoint> Awaiting => _memory.Awaiting;

    /// <summary>
    /// What was accepted became final: a published checkpoint that meets the policy continues the tree that was promised. Handlers are called by the
    /// thread that found it, and must not wait for this client.
    /// </summary>
    public event EventHandler<FinalEventArgs>? BecameFinal;

    /// <summary>The log forked. From then on nothing is sent to it or taken from it: every call throws the same.</summary>
    public event EventHandler<ForkEventArgs>? Forked;

    /// <summary>Why the client's last look by itself made nothing final, such as a quorum that is missing; null where it did, or none was taken.</summary>
    public Exception? FinalityProblem => _finality.Problem;

    /// <summary>Connects, learns the ledger's name from the policy or else from entry 0, and holds the log to its last checkpoint.</summary>
    /// <param name="address"><c>http://host:port</c> (HTTP/2 without TLS) or <c>https://host:port</c>.</param>
    /// <param name="policy">Which log and witnesses are believed.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="VerificationException">The log is not the policy's, or entry 0 is no Genesis of it.</exception>
    /// <exception cref="ForkException">The log is not the one that this client knew.</exception>
    public static async Task<LedgerClient> ConnectAsync(string address, TrustPolicy policy, LedgerClientOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var ledger = policy.Ledger;
        if (ledger is null)
        {
            await using var stranger = new LedgerClient(address, "?", policy, options);
            ledger = (await stranger.GetEntryAsync(0, cancellation).ConfigureAwait(false)).Entry.Statement.Message.Ledger;
        }

        var client = new LedgerClient(address, ledger, policy, options);
        try
        {
            await client.GetCheckpointAsync(cancellation).ConfigureAwait(false);
            if (client._memory.AwaitingCheckpoints > 0)
            {
                client._finality.Wake();
            }

            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What a service calls its newest checkpoint, as bytes that nothing has checked: for learning a log's name, never for believing it.</summary>
    /// <param name="address"><c>http://host:port</c> (HTTP/2 without TLS) or <c>https://host:port</c>.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<byte[]> ReadUnverifiedCheckpointAsync(string address, CancellationToken cancellation = default)
    {
        using var channel = GrpcChannel.ForAddress(address);
        var answer = await new V1.Ledger.LedgerClient(channel).GetCheckpointAsync(new GetCheckpointRequest(), deadline: DateTime.UtcNow.AddSeconds(10), cancellationToken: cancellation).ConfigureAwait(false);
        return answer.Note.ToByteArray();
    }

    /// <summary>Records a statement. The answer is durable and proven: <em>accepted</em>; it becomes final by a later checkpoint.</summary>
    /// <param name="statement">Signed; see <see cref="StatementFactory"/>.</param>
    /// <param name="cancellation">Ends it; the statement may have been recorded, and sending it again is safe.</param>
    /// <exception cref="RefusedException">The ledger does not take it.</exception>
    /// <exception cref="VerificationException">The answer does not prove what it says.</exception>
    /// <exception cref="ForkException">The answer's checkpoint is of another history than one accepted before.</exception>
    /// <exception cref="RpcException">The network or the service failed, for as long as was tried.</exception>
    public async Task<RecordedStatement> RecordAsync(SignedStatement statement, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(statement);
        _memory.RequireOneHistory();
        await KnowOriginAsync(cancellation).ConfigureAwait(false);
        var answer = await CallAsync(options => _stub.RecordAsync(statement, options), _options.Retry.RetryRefusals, cancellation).ConfigureAwait(false);
        return Accept(statement, answer);
    }

    /// <summary>Waits until an accepted statement is <em>final</em>: until a published checkpoint that meets the whole policy continues the tree that was promised.</summary>
    /// <param name="recorded">What was accepted.</param>
    /// <param name="cancellation">Ends the waiting; the statement becomes final all the same.</param>
    /// <returns>The checkpoint that it is final by.</returns>
    /// <exception cref="ForkException">The log broke its promise; both checkpoints are kept.</exception>
    public Task<VerifiedCheckpoint> WaitForFinalAsync(RecordedStatement recorded, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var final = _memory.WhenFinalAsync(recorded);
        _finality.Wake();
        return final.WaitAsync(cancellation);
    }

    /// <summary>The last published checkpoint: believed by the policy, consistent with the last that was accepted, which it replaces; makes final what it can.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ForkException">The log shrank or forked.</exception>
    public async Task<VerifiedCheckpoint> GetCheckpointAsync(CancellationToken cancellation = default)
    {
        var answer = await CallAsync(options => _stub.GetCheckpointAsync(new GetCheckpointRequest { At = At.Published }, options), false, cancellation).ConfigureAwait(false);
        var checkpoint = _answers.Believed(answer.Note);
        await _memory.ObserveAsync(checkpoint, cancellation).ConfigureAwait(false);
        return checkpoint;
    }

    /// <summary>An entry by its index, with its inclusion checked. What it says is not judged.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<RecordedStatement> GetEntryAsync(ulong index, CancellationToken cancellation = default)
    {
        var answer = await CallAsync(options => _stub.GetEntryAsync(new GetEntryRequest { Index = index }, options), false, cancellation).ConfigureAwait(false);
        var recorded = _answers.Check(null, answer);
        return recorded.Entry.Index == index
            ? recorded
            : throw VerificationException.Because(VerificationRule.Answer, $"entry {index} was asked for; entry {recorded.Entry.Index} came");
    }

    /// <summary>An entry by the identity of its statement, with its inclusion checked.</summary>
    /// <param name="identity">SHA-256 of the statement's bytes.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<RecordedStatement> GetEntryAsync(Hash256 identity, CancellationToken cancellation = default)
    {
        var request = new GetEntryRequest { Identity = ByteString.CopyFrom(identity.AsSpan()) };
        var answer = await CallAsync(options => _stub.GetEntryAsync(request, options), false, cancellation).ConfigureAwait(false);
        var recorded = _answers.Check(null, answer);
        return recorded.Entry.Statement.Identity == identity
            ? recorded
            : throw VerificationException.Because(VerificationRule.Answer, $"statement {identity} was asked for; {recorded.Entry.Statement.Identity} came");
    }

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _finality.DisposeAsync().ConfigureAwait(false);
        _memory.Dispose();
        if (_channel is not null)
        {
            await _channel.ShutdownAsync().ConfigureAwait(false);
            _channel.Dispose();
        }
    }

    private static GrpcChannel Open(string address, LedgerClientOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        var handler = options?.Handler ?? new SocketsHttpHandler
        {
            ConnectCallback = new Connecting((options ?? new LedgerClientOptions()).ConnectTimeout).ConnectAsync,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        };
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            // Given a handler, the channel connects by itself, and for good stays "connecting" where a line breaks at the wrong moment. Given a client, it leaves connections to the handler.
            HttpClient = new HttpClient(handler, disposeHandler: options?.Handler is null) { Timeout = Timeout.InfiniteTimeSpan },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxAnswerBytes,
        });
    }

    // Where the policy names two logs, which of them goes on is what the service publishes; the other one came before.
    private async ValueTask KnowOriginAsync(CancellationToken cancellation)
    {
        if (_memory.Origin is null && Policy.Logs.Count > 1)
        {
            await GetCheckpointAsync(cancellation).ConfigureAwait(false);
        }
    }

    private RecordedStatement Accept(SignedStatement sent, Recorded answer)
    {
        var recorded = _answers.Check(sent.Statement, answer);
        _memory.Accept(recorded);
        _finality.Wake();
        return recorded;
    }

    private async Task<Hash256[]?> ProveConsistencyAsync(long first, long second, CancellationToken cancellation)
    {
        var request = new GetConsistencyProofRequest { First = (ulong)first, Second = (ulong)second };
        try
        {
            var answer = await CallAsync(options => _stub.GetConsistencyProofAsync(request, options), false, cancellation).ConfigureAwait(false);
            return AnswerVerifier.Hashes(answer.Hashes);
        }
        catch (RefusedException refused) when (refused.Reason == Reason.OutOfRange)
        {
            return null;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.OutOfRange)
        {
            return null;
        }
    }

    // Every call may be made again: those that change anything are idempotent, or fail by a nonce that is used up.
    private async Task<T> CallAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> call, bool retryRefusals, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var options = new CallOptions(deadline: DateTime.UtcNow + _options.CallTimeout, cancellationToken: cancellation);
                using var running = call(options);
                return await running.ResponseAsync.ConfigureAwait(false);
            }
            catch (RpcException error)
            {
                cancellation.ThrowIfCancellationRequested();
                var again = RpcRefusals.IsTransient(error) || (retryRefusals && RpcRefusals.Of(error) is { Retryable: true });
                if (!again || attempt >= _options.Retry.MaxAttempts)
                {
                    throw RpcRefusals.ToThrow(error);
                }

                await Task.Delay(_options.Retry.Delay(attempt, RpcRefusals.RetryAfter(error)), _options.Time, cancellation).ConfigureAwait(false);
            }
        }
    }
}
