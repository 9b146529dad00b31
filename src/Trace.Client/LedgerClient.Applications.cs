using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Client;

public sealed partial class LedgerClient
{
    /// <summary>Applies for a party's registration with its first key.</summary>
    /// <param name="party">The party's subject key.</param>
    /// <param name="registration">As it is to be entered; evidence is left out.</param>
    /// <param name="contact">Who is asked back, and how; it does not enter the log.</param>
    /// <param name="evidence">Files that show who the party is; null for none. At most 4 MiB.</param>
    /// <param name="key">The party's first key.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The reference by which the applicant asks again.</returns>
    /// <exception cref="RefusedException">Its Registration would be refused, or the queue takes no more.</exception>
    public Task<ApplyResponse> ApplyAsync(string party, Registration registration, string contact, Evidence? evidence, Ed25519Signer key, CancellationToken cancellation = default) =>
        ApplyAsync(party, registration, contact, "", evidence, key, cancellation);

    /// <summary>
    /// Applies for a party's registration with its first key, and says where the party wants to be told. What waits of the same key is put right:
    /// it is deleted, its evidence erased, and the new one has a reference of its own.
    /// </summary>
    /// <param name="party">The party's subject key.</param>
    /// <param name="registration">As it is to be entered; evidence is left out.</param>
    /// <param name="contact">Who is asked back, and how; it does not enter the log.</param>
    /// <param name="email">Where it is told of complaints and deadlines once it is registered; empty for nowhere. It does not enter the log.</param>
    /// <param name="evidence">Files that show who the party is; null for none. At most 4 MiB.</param>
    /// <param name="key">The party's first key.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The reference by which the applicant asks again.</returns>
    /// <exception cref="RefusedException">Its Registration would be refused, or the queue takes no more.</exception>
    public async Task<ApplyResponse> ApplyAsync(string party, Registration registration, string contact, string email, Evidence? evidence, Ed25519Signer key, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var publicKey = StatementSigner.PublicKeyOf(key);
        var proof = await AnswerChallengeAsync(ApplicationMethod("Apply"), $"application/{party}", key, "", cancellation).ConfigureAwait(false);
        var request = new ApplyRequest
        {
            Proof = proof,
            Party = party,
            Registration = registration,
            Contact = contact,
            Email = email,
            Key = publicKey,
            Possession = StatementSigner.Possession(Ledger, $"{party}/key/{KeyId.Of(publicKey)}", key),
            Evidence = evidence is null ? null : SealedContent.Create(Ledger, Registration.Descriptor, "10", "application/vnd.trace.evidence", evidence.ToByteArray()).Disclosure,
        };
        try
        {
            // Once: a queue that is full is not full for seconds, and somebody waits.
            return await _applications.ApplyAsync(request, deadline: DateTime.UtcNow + _options.CallTimeout, cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (Grpc.Core.RpcException error)
        {
            cancellation.ThrowIfCancellationRequested();
            throw RpcRefusals.ToThrow(error);
        }
    }

    /// <summary>How an application stands, as its applicant or as a registrar.</summary>
    /// <param name="reference">Its reference.</param>
    /// <param name="key">The applicant's key, or a registrar's.</param>
    /// <param name="party">The registrar's party; empty for an applicant.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Application> GetApplicationAsync(string reference, Ed25519Signer key, string party = "", CancellationToken cancellation = default)
    {
        var proof = await AnswerChallengeAsync(ApplicationMethod("GetApplication"), $"application/{reference}", key, party, cancellation).ConfigureAwait(false);
        return await CallAsync(options => _applications.GetApplicationAsync(new GetApplicationRequest { Reference = reference, Proof = proof }, options), false, cancellation).ConfigureAwait(false);
    }

    /// <summary>What waits, and what was decided lately; for registrars.</summary>
    /// <param name="key">A registrar's key.</param>
    /// <param name="party">Its party.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<Application>> ListApplicationsAsync(Ed25519Signer key, string party, CancellationToken cancellation = default)
    {
        var proof = await AnswerChallengeAsync(ApplicationMethod("ListApplications"), "applications", key, party, cancellation).ConfigureAwait(false);
        return (await CallAsync(options => _applications.ListApplicationsAsync(new ListApplicationsRequest { Proof = proof }, options), false, cancellation).ConfigureAwait(false)).Applications;
    }

    /// <summary>Refuses an application; its evidence is erased.</summary>
    /// <param name="reference">Its reference.</param>
    /// <param name="reason">What the applicant reads.</param>
    /// <param name="key">A registrar's key.</param>
    /// <param name="party">Its party.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Application> RefuseApplicationAsync(string reference, string reason, Ed25519Signer key, string party, CancellationToken cancellation = default)
    {
        var proof = await AnswerChallengeAsync(ApplicationMethod("RefuseApplication"), $"application/{reference}", key, party, cancellation).ConfigureAwait(false);
        var request = new RefuseApplicationRequest { Reference = reference, Reason = reason, Proof = proof };
        return await CallAsync(options => _applications.RefuseApplicationAsync(request, options), false, cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes back an application that waits: it is deleted, and its evidence erased.</summary>
    /// <param name="reference">Its reference.</param>
    /// <param name="key">The key that applied.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task WithdrawApplicationAsync(string reference, Ed25519Signer key, CancellationToken cancellation = default)
    {
        var proof = await AnswerChallengeAsync(ApplicationMethod("WithdrawApplication"), $"application/{reference}", key, "", cancellation).ConfigureAwait(false);
        await CallAsync(options => _applications.WithdrawApplicationAsync(new WithdrawApplicationRequest { Reference = reference, Proof = proof }, options), false, cancellation).ConfigureAwait(false);
    }

    private static string ApplicationMethod(string method) => $"/{ApplicationReflection.Descriptor.Services[0].FullName}/{method}";
}
