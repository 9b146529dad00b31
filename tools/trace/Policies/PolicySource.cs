using System.Text;
using Trace.Client;
using Trace.Domain.Ledger;

namespace Trace.Tool.Policies;

/// <summary>A trust policy, and where it came from.</summary>
/// <param name="Policy">Which log is believed.</param>
/// <param name="Text">The same as a file.</param>
/// <param name="From">In words, such as a file's name.</param>
/// <param name="Pins">The file that is to remember origin and ledger, once both are verified; null where nothing is to be remembered.</param>
internal sealed record FoundPolicy(TrustPolicy Policy, string Text, string From, string? Pins = null);

/// <summary>
/// Which log and witnesses are believed: what <c>--policy</c> says; else the log whose key lies in the folder of keys, with the policy that its
/// service wrote beside the key. Where there is none, the log's name and its ledger's are learned once, verified against Genesis, and held to
/// from then on.
/// </summary>
internal sealed class PolicySource(string? file, string keys, string state)
{
    /// <summary>The policy.</summary>
    /// <param name="origin">The local log's name, asked for where nothing was remembered: a name alone; the key is the local one.</param>
    public async Task<FoundPolicy> FindAsync(Func<Task<string>> origin)
    {
        if (file is not null)
        {
            return Read(file);
        }

        var key = Path.Combine(keys, "log.key");
        if (!File.Exists(key))
        {
            throw new UsageException($"no log is believed: there is no \"{key}\". Ask the ledger's operator for what ./trace policy prints, save it, and name it by --policy FILE");
        }

        using var log = KeyFile.Load(key);
        var saved = Path.Combine(keys, "log.policy");
        if (File.Exists(saved) && Read(saved) is var found && found.Policy.Logs.Any(named => named.Key.Key.Span.SequenceEqual(log.PublicKey.Key.Span)))
        {
            return found;
        }

        var pins = Path.Combine(state, "policies", $"{log.KeyId}.policy");
        if (File.Exists(pins))
        {
            return Read(pins);
        }

        var vkey = VerifierKey.Create(await origin(), NoteSignatureType.Ed25519, log.PublicKey.Key.Span);
        var policy = TrustPolicy.Of(vkey);
        return new FoundPolicy(policy, policy.Format(), $"\"{key}\"", pins);
    }

    /// <summary>Remembers a local log by its verified names.</summary>
    public static void Pin(FoundPolicy found, string ledger)
    {
        if (found.Pins is null)
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(found.Pins)!);
        var beside = $"{found.Pins}.{Environment.ProcessId}";
        File.WriteAllText(beside, found.Policy.For(ledger, found.Policy.Logs).Format());
        File.Move(beside, found.Pins, overwrite: true);
    }

    /// <summary>A policy file.</summary>
    public static FoundPolicy Read(string path)
    {
        var bytes = Files.Read(path, TrustPolicy.MaxBytes);
        return TrustPolicy.TryParse(bytes, out var policy, out var problem)
            ? new FoundPolicy(policy, Encoding.UTF8.GetString(bytes), $"\"{path}\"")
            : throw new UsageException($"policy \"{path}\", {problem}");
    }
}
