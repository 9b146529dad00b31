using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Tests.Ledger;

/// <summary>A client of a running service, and parties that its registrar registers.</summary>
internal static class TestParty
{
    public static LedgerClient Connect(this RunningService service, LedgerClientOptions? how = null) => service.Connect(service.Grpc.ToString(), how);

    public static LedgerClient Connect(this RunningService service, string address, LedgerClientOptions? how)
    {
        var options = service.Services.GetRequiredService<LogOptions>();
        var policy = TrustPolicy.Parse(Encoding.UTF8.GetBytes(options.TrustPolicy));
        return new LedgerClient(address, options.Ledger, policy, how);
    }

    public static StatementFactory Registrar(this RunningService service)
    {
        var keys = service.Services.GetRequiredService<LedgerKeys>();
        return new StatementFactory(service.Services.GetRequiredService<LogOptions>().Ledger, keys.Registrar.Party!, keys.Registrar.Signer);
    }

    public static Task<StatementFactory> RegisterAsync(this RunningService service, LedgerClient client, string party, string prefix, params Role[] roles) =>
        RegisterAsync(service, client, party, prefix, new Ed25519Signer(RandomNumberGenerator.GetBytes(32)), roles);

    public static Task<StatementFactory> RegisterAsync(this RunningService service, LedgerClient client, string party, string prefix, Ed25519Signer signer, params Role[] roles) =>
        RegisterAsync(statement => client.RecordAsync(statement), service.Registrar(), party, prefix, signer, roles);

    /// <summary>The same by whatever records, such as what tries again while servers are killed.</summary>
    public static async Task<StatementFactory> RegisterAsync(Func<SignedStatement, Task> record, StatementFactory registrar, string party, string prefix, Ed25519Signer signer, params Role[] roles)
    {
        var registration = new Registration { Name = new Text { Zh = "福鼎茶厂", En = party } };
        registration.Roles.AddRange(roles.Where(role => role is not Role.Administrator));
        if (prefix.Length > 0) registration.Prefixes.Add(prefix);
        await record(registrar.Make(SubjectKey.Parse(party), registration));

        var subject = SubjectOf(party, signer);
        var grant = new KeyGrant { Key = StatementSigner.PublicKeyOf(signer), Possession = StatementSigner.Possession(registrar.Ledger, subject.Value, signer) };
        grant.Roles.AddRange(roles);
        await record(registrar.Make(subject, grant));
        return new StatementFactory(registrar.Ledger, party, signer);
    }

    /// <summary>Says something with a key that was retired between the signature and the recording: the entry is late.</summary>
    public static async Task<RecordedStatement> RecordLateAsync(this RunningService service, LedgerClient client, string party, Role role, SubjectKey subject, IMessage payload)
    {
        using var key = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        var signed = (await GrantAsync(service, client, party, key, role)).Make(subject, payload);
        await client.RecordAsync(service.Registrar().Make(SubjectOf(party, key), new KeyRevocation { Kind = RevocationKind.Retired }));
        return await client.RecordAsync(signed);
    }

    /// <summary>Says something with a key that is found to have been compromised before that: the entry is disputed.</summary>
    public static async Task<RecordedStatement> RecordDisputedAsync(this RunningService service, LedgerClient client, string party, Role role, SubjectKey subject, IMessage payload)
    {
        using var key = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        var recorded = await client.RecordAsync((await GrantAsync(service, client, party, key, role)).Make(subject, payload));
        await client.RecordAsync(service.Registrar().Make(SubjectOf(party, key), new KeyRevocation { Kind = RevocationKind.Compromised, Since = recorded.Entry.RecordedAt }));
        return recorded;
    }

    private static async Task<StatementFactory> GrantAsync(RunningService service, LedgerClient client, string party, Ed25519Signer signer, params Role[] roles)
    {
        var registrar = service.Registrar();
        var subject = SubjectOf(party, signer);
        var possession = StatementSigner.Possession(registrar.Ledger, subject.Value, signer);
        await client.RecordAsync(registrar.Make(subject, new KeyGrant { Key = StatementSigner.PublicKeyOf(signer), Possession = possession, Roles = { roles } }));
        return new StatementFactory(registrar.Ledger, party, signer);
    }

    public static SubjectKey SubjectOf(string party, Ed25519Signer signer) =>
        SubjectKey.Parse($"{party}/key/{KeyId.Of(StatementSigner.PublicKeyOf(signer))}");
}
