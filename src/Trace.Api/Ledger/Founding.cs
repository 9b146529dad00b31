using System.Security.Cryptography;
using Google.Protobuf;
using Trace.Api.Hosting;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>
/// The first entries of a log: Genesis, the platform's registration, its key and its intake key. They go through the door like anybody's. The
/// recovery key is shown once and then kept nowhere.
/// </summary>
/// <remarks>A crash between the entries is mended by the next start: each step is left out where its entry is there.</remarks>
public sealed class Founding(LogOptions options, LedgerKeys keys, Recorder recorder, Checkpoints checkpoints, LogStanding standing, Banner banner, ILogger<Founding> logger) : IHostedService
{
    // Genesis, the platform's registration, two grants.
    private const int Entries = 4;

    private string RecoveryFile => Path.Combine(keys.Folder, "recovery.unseen");

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Introduce();
        KeepPolicy();
        if (standing.ReadOnlyBecause is not null)
        {
            return;
        }

        if (checkpoints.Signed is null)
        {
            await BeginAsync(cancellationToken);
        }

        ShowRecoveryKey();
        if (checkpoints.Signed?.Head.Size >= Entries)
        {
            return;
        }

        await RegisterPlatformAsync(cancellationToken);
        await GrantAsync(keys.Platform, [Role.Platform, Role.Relay, Role.Seller, Role.Administrator], cancellationToken);
        await GrantAsync(keys.Intake, [Role.Intake], cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Introduce()
    {
        banner.Add("Ledger", options.Ledger);
        banner.Add("Log", $"{options.Origin}");
        banner.Add("vkey", options.Signer.VerifierKey.ToString());
        banner.Add("Keys", keys.Folder);
        if (options.Policy is { Witnesses.Count: > 0 } policy)
        {
            banner.Add("Witnesses", string.Join(", ", policy.Witnesses.Select(witness => $"{witness.Name} {witness.Url ?? "(not asked)"}")));
            banner.Add("Quorum", policy.Quorum is Quorum.Group group ? $"{group.Name}: {group.Threshold} of {string.Join(", ", group.Members.Select(member => member.Name))}" : policy.Quorum.Name);
        }

        if (standing.ReadOnlyBecause is { } reason)
        {
            banner.Add("READ-ONLY", reason);
        }
    }

    // What the command line beside this service believes, and what an operator hands to others.
    private void KeepPolicy()
    {
        var path = Path.Combine(keys.Folder, "log.policy");
        if (!File.Exists(path) || File.ReadAllText(path) != options.TrustPolicy)
        {
            File.WriteAllText($"{path}.new", options.TrustPolicy);
            File.Move($"{path}.new", path, overwrite: true);
        }
    }

    // Shown once, on the terminal alone: never logged, and gone from disk as soon as it was.
    private void ShowRecoveryKey()
    {
        if (File.Exists(RecoveryFile))
        {
            banner.Once("Recovery key", File.ReadAllText(RecoveryFile), "Write it down and keep it offline. It alone can replace the registrar's key, and it is not shown again.", () => File.Delete(RecoveryFile));
        }
    }

    private async Task BeginAsync(CancellationToken cancellation)
    {
        // On disk until it was shown, so that no crash leaves a log whose recovery key nobody ever saw.
        if (!File.Exists(RecoveryFile))
        {
            var seed = RandomNumberGenerator.GetBytes(Ed25519Strict.SeedBytes);
            LedgerKeys.WriteSecret(RecoveryFile, KeyText.Format(seed, keys.Registrar.Party));
            CryptographicOperations.ZeroMemory(seed);
        }

        using var recovery = KeyText.Parse(await File.ReadAllTextAsync(RecoveryFile, cancellation), out _);
        var genesis = Statement("log/genesis");
        genesis.Genesis = new Genesis
        {
            Origin = options.Origin,
            Registrar = keys.Registrar.Party,
            RegistrarKey = keys.Registrar.PublicKey,
            RegistrarPossession = StatementSigner.Possession(options.Ledger, "log/genesis", keys.Registrar.Signer),
            RecoveryKey = StatementSigner.PublicKeyOf(recovery),
            RecoveryPossession = StatementSigner.Possession(options.Ledger, "log/genesis", recovery),
        };
        await RecordAsync(genesis, keys.Registrar, cancellation);
        LedgerLog.Founded(logger, options.Origin, options.Ledger);
    }

    private async Task RegisterPlatformAsync(CancellationToken cancellation)
    {
        var statement = Statement(keys.Platform.Party!);
        statement.Registration = new Registration
        {
            Name = new Text { Zh = "本平台", En = "This platform" },
            Roles = { Role.Platform, Role.Relay, Role.Seller },
        };
        await RecordAsync(statement, keys.Registrar, cancellation, Reason.AlreadyRegistered);
    }

    private async Task GrantAsync(HeldKey key, Role[] roles, CancellationToken cancellation)
    {
        var subject = $"{key.Party}/key/{KeyId.Of(key.PublicKey)}";
        var statement = Statement(subject);
        statement.KeyGrant = new KeyGrant { Key = key.PublicKey, Possession = StatementSigner.Possession(options.Ledger, subject, key.Signer) };
        statement.KeyGrant.Roles.AddRange(roles);
        await RecordAsync(statement, keys.Registrar, cancellation);
    }

    // Time and nonce follow from what is kept, so that a start that repeats a step sends the same bytes.
    private Statement Statement(string subject) => new()
    {
        Ledger = options.Ledger,
        Subject = subject,
        Party = keys.Registrar.Party,
        Time = UnixMicroseconds.Of(File.GetLastWriteTimeUtc(Path.Combine(keys.Folder, "registrar.key"))),
        Nonce = ByteString.CopyFrom(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"founding {options.Origin} {subject}"))[..16]),
    };

    private async Task RecordAsync(Statement statement, HeldKey by, CancellationToken cancellation, Reason unless = Reason.Unspecified)
    {
        var verdict = await recorder.RecordAsync(StatementSigner.Sign(statement, by.Signer), cancellation);
        if (verdict.Refusal is { } refusal && refusal.Reason != unless)
        {
            throw new StartRefusedException($"The log could not be begun: {statement.PayloadCase} was refused, {refusal.Reason}: {refusal.Message}");
        }
    }
}
