using System.Security.Cryptography;
using System.Threading.RateLimiting;
using Google.Protobuf;
using Npgsql;
using Trace.Api.Challenges;
using Trace.Api.Disclosures;
using Trace.Api.Ledger;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Parties;

/// <summary>
/// Takes applications, and shows them to registrars. That a party is registered is read from the log and decided nowhere else: a registrar signs the
/// Registration, and the application that it was made from is told by the evidence that it names.
/// </summary>
internal sealed class ApplicationDesk(
    LogOptions options, LedgerKeys keys, NpgsqlDataSource source, ApplicationStore store, DisclosureStore contents, ChallengeDesk challenges, TimeProvider time) : IDisposable
{
    private const int ReferenceLength = 16;

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(caller =>
        RateLimitPartition.GetTokenBucketLimiter(caller, _ => new TokenBucketRateLimiterOptions { TokenLimit = 30, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromMinutes(2), QueueLimit = 0 }));

    /// <summary>Takes an application, in the place of one of the same key that waits where that key's holder asks for it.</summary>
    public async Task<ApplyResponse> ApplyAsync(ApplyRequest request, string method, string caller, CancellationToken cancellation)
    {
        using var lease = _limiter.AttemptAcquire(caller);
        if (!lease.IsAcquired)
        {
            throw RefusalStatus.ToException(Refusal.Later(Reason.RateLimited, "", "30 applications at once from one address, then one in 2 minutes", TimeSpan.FromMinutes(2)));
        }

        await ExpireAsync(cancellation);
        var registration = request.Registration?.Clone() ?? new Registration();
        registration.Evidence = request.Evidence is { } evidence ? CommitTo(evidence) : null;
        if (ApplicationForm.Problem(request, registration, options.Ledger, keys.Registrar, Now()) is { } refusal)
        {
            throw RefusalStatus.ToException(refusal);
        }

        var key = KeyId.Of(request.Key).ToArray();
        // The proof of possession is known to whoever ever read it: what waits is changed by the key's holder alone.
        if (request.Proof is not null && (await CallerAsync(request.Proof, method, $"application/{request.Party}", cancellation)).Key != KeyId.Of(request.Key))
        {
            throw Refuse(Reason.NotPermitted, "proof", "an application is put right by the key that it names");
        }

        var waiting = await store.WaitingAsync(request.Party, key, cancellation);
        if (waiting is not null && request.Proof is null)
        {
            return new ApplyResponse { Reference = waiting.Reference, State = ApplicationState.Waiting };
        }

        await RequireUnregisteredAsync(request.Party, cancellation);
        var application = new Application
        {
            Reference = RandomNumberGenerator.GetString(CrockfordBase32.Alphabet, ReferenceLength),
            State = ApplicationState.Waiting,
            Party = request.Party,
            Registration = registration,
            Contact = request.Contact,
            Email = request.Email,
            Key = request.Key,
            Possession = request.Possession,
            AppliedAt = Now(),
        };
        if (await store.AddAsync(application, key, request.Evidence, waiting, caller, cancellation) is { } untaken)
        {
            throw RefusalStatus.ToException(untaken);
        }

        return new ApplyResponse { Reference = application.Reference, State = ApplicationState.Waiting };
    }

    /// <summary>One application, for its key's holder and for registrars.</summary>
    public async Task<Application> GetAsync(GetApplicationRequest request, string method, CancellationToken cancellation)
    {
        var caller = await CallerAsync(request.Proof, method, $"application/{request.Reference}", cancellation);
        var application = await FindAsync(request.Reference, cancellation);
        if (IsRegistrar(caller))
        {
            return await WithEvidenceAsync(application, cancellation);
        }

        // To all others there is none: whether somebody applied is nobody's business.
        return KeyId.Of(application.Key) == caller.Key ? application : throw NotFound();
    }

    /// <summary>All applications, for registrars.</summary>
    public async Task<ListApplicationsResponse> ListAsync(ListApplicationsRequest request, string method, CancellationToken cancellation)
    {
        RequireRegistrar(await CallerAsync(request.Proof, method, "applications", cancellation));
        await ExpireAsync(cancellation);
        var response = new ListApplicationsResponse();
        foreach (var application in await store.ReadAsync(null, cancellation))
        {
            response.Applications.Add(await SettledAsync(application, cancellation));
        }

        return response;
    }

    /// <summary>Refuses one.</summary>
    public async Task<Application> RefuseAsync(RefuseApplicationRequest request, string method, CancellationToken cancellation)
    {
        RequireRegistrar(await CallerAsync(request.Proof, method, $"application/{request.Reference}", cancellation));
        if (ApplicationForm.Length(request.Reason, "reason", 3, 500) is { } unsaid)
        {
            throw RefusalStatus.ToException(unsaid);
        }

        var application = await FindAsync(request.Reference, cancellation);
        if (application.State != ApplicationState.Waiting)
        {
            throw Refuse(Reason.NotPermitted, "reference", $"this application is {application.State} already");
        }

        application.State = ApplicationState.Refused;
        application.Reason = request.Reason;
        application.DecidedAt = Now();
        return await store.DecideAsync(application, cancellation) ?? await FindAsync(request.Reference, cancellation);
    }

    /// <summary>Takes back one that waits, for the holder of its key: nothing of it stays.</summary>
    public async Task<WithdrawApplicationResponse> WithdrawAsync(WithdrawApplicationRequest request, string method, CancellationToken cancellation)
    {
        var caller = await CallerAsync(request.Proof, method, $"application/{request.Reference}", cancellation);
        var application = await FindAsync(request.Reference, cancellation);
        if (KeyId.Of(application.Key) != caller.Key)
        {
            throw NotFound();
        }

        if (application.State != ApplicationState.Waiting || !await store.RemoveAsync(application, cancellation))
        {
            throw Refuse(Reason.NotPermitted, "reference", "this application is decided already");
        }

        return new WithdrawApplicationResponse();
    }

    /// <summary>Where a party asked to be told when it applied, in which language; null where it named no address, or was never registered by an application.</summary>
    /// <param name="party">Its subject key.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<(string Language, string Email)?> EmailOfAsync(string party, CancellationToken cancellation)
    {
        if (await store.EmailAsync(party, cancellation) is not { } known)
        {
            await KeepEmailsAsync(await store.ReadOfAsync(party, cancellation), cancellation);
            known = await store.EmailAsync(party, cancellation) ?? "";
        }

        return known.Split('\n') is [var language, var email] ? (language, email) : null;
    }

    private async Task ExpireAsync(CancellationToken cancellation)
    {
        foreach (var forgotten in await store.ReadForgottenAsync(cancellation))
        {
            // The evidence of a Registration stays, though nobody asked for its application since.
            if ((await SettledAsync(forgotten, cancellation)).State == ApplicationState.Waiting)
            {
                await store.RemoveAsync(forgotten, cancellation);
            }
        }

        await KeepEmailsAsync(await store.ReadExpiringAsync(cancellation), cancellation);
        await store.ExpireAsync(cancellation);
    }

    // Anybody may apply in anybody's name, with the very Registration of the true one: the registrar granted the key of one alone.
    private async Task KeepEmailsAsync(IReadOnlyList<Application> applications, CancellationToken cancellation)
    {
        foreach (var application in applications.Where(one => one.Email.Length > 0))
        {
            if ((await SettledAsync(application, cancellation)).State == ApplicationState.Registered && await IsGrantedAsync(application, cancellation))
            {
                await store.KeepEmailAsync(application, cancellation);
            }
        }
    }

    private async Task<bool> IsGrantedAsync(Application application, CancellationToken cancellation)
    {
        await using var select = source.CreateCommand("SELECT 1 FROM ledger.mt_events WHERE stream_id = $1 AND type = 'key_grant' LIMIT 1");
        select.Parameters.AddWithValue(SubjectKey.ForKey(SubjectKey.Parse(application.Party), KeyId.Of(application.Key).AsSpan()).Value);
        return await select.ExecuteScalarAsync(cancellation) is not null;
    }

    private async Task<Application> FindAsync(string reference, CancellationToken cancellation) =>
        await store.ReadAsync(reference, cancellation) is [{ } found] ? await SettledAsync(found, cancellation) : throw NotFound();

    private async Task<Application> WithEvidenceAsync(Application application, CancellationToken cancellation)
    {
        if (application.Registration.Evidence is { } evidence
            && (await contents.FindAsync([evidence.Digest.ToByteArray()], cancellation)).Values.FirstOrDefault()?.Disclosure is { } kept
            && ApplicationForm.Read(kept, out var files) is null)
        {
            application.Evidence = files;
        }

        return application;
    }

    // What the log says of a party that waited.
    private async Task<Application> SettledAsync(Application application, CancellationToken cancellation)
    {
        if (application.State != ApplicationState.Waiting || await RegistrationAsync(application.Party, cancellation) is not { } recorded)
        {
            return application;
        }

        var registered = recorded.Statement.Message.Registration;
        application.State = application.Registration.Evidence is { } evidence ? evidence.Equals(registered.Evidence) ? ApplicationState.Registered : ApplicationState.Superseded
            : application.Registration.Equals(registered) ? ApplicationState.Registered : ApplicationState.Superseded;
        application.DecidedAt = recorded.RecordedAt;
        await store.DecideAsync(application, cancellation);
        return application;
    }

    private async Task<RecordedEntry?> RegistrationAsync(string party, CancellationToken cancellation)
    {
        await using var select = source.CreateCommand("SELECT bdata FROM ledger.mt_events WHERE stream_id = $1 AND type = 'registration' ORDER BY seq_id LIMIT 1");
        select.Parameters.AddWithValue(party);
        return await select.ExecuteScalarAsync(cancellation) is byte[] bytes ? RecordedEntry.Parse(UnsafeByteOperations.UnsafeWrap(bytes)) : null;
    }

    private async Task RequireUnregisteredAsync(string party, CancellationToken cancellation)
    {
        if (await RegistrationAsync(party, cancellation) is not null)
        {
            throw Refuse(Reason.AlreadyRegistered, "party", $"\"{party}\" is registered already; its administrators grant its keys");
        }
    }

    private Commitment CommitTo(Disclosure evidence)
    {
        if (ApplicationForm.Read(evidence, out _) is { } refusal)
        {
            throw RefusalStatus.ToException(refusal);
        }

        var digest = CommitmentDigest.Compute(evidence.Key.Span, options.Ledger, Registration.Descriptor.FullName, ApplicationForm.EvidencePath, evidence.Content.Span);
        return new Commitment { Digest = ByteString.CopyFrom(digest.AsSpan()), MediaType = ApplicationForm.EvidenceType, Size = (ulong)evidence.Content.Length };
    }

    private async Task<Caller> CallerAsync(ChallengeResponse? proof, string method, string subject, CancellationToken cancellation)
    {
        var (caller, refusal) = await challenges.VerifyAsync(proof, method, subject, cancellation);
        return refusal is null ? caller! : throw RefusalStatus.ToException(refusal);
    }

    private static bool IsRegistrar(Caller caller) => caller.Party.Length > 0 && caller.State.Key($"{caller.Party}/key/{caller.Key}")?.Current.Roles.Contains(Role.Registrar) == true;

    private static void RequireRegistrar(Caller caller)
    {
        if (!IsRegistrar(caller))
        {
            throw Refuse(Reason.NotPermitted, "proof", "this is for keys with the role of a registrar");
        }
    }

    private static RefusedCallException NotFound() => Refuse(Reason.NotFound, "reference", "there is no such application of this key");

    private static RefusedCallException Refuse(Reason reason, string field, string message) => RefusalStatus.ToException(Refusal.Because(reason, field, message));

    private long Now() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
