using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Trace.Domain.Ledger;

/// <summary>
/// Reads one policy file (C2SP tlog-policy), line by line. Octets are held as Latin-1, one character each: names are opaque, and two that
/// look alike but are written with other octets stay different. Only what is shown is decoded as UTF-8.
/// </summary>
internal sealed class TrustPolicyParser
{
    private const string NoneName = "none";

    private readonly List<PolicyLog> _logs = [];
    private readonly List<PolicyWitness> _witnesses = [];
    private readonly Dictionary<string, Quorum> _named = [];
    private readonly HashSet<string> _members = [];
    private readonly List<Quorum.Group> _groups = [];
    private Quorum? _quorum;
    private string? _ledger;

    public bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out TrustPolicy? policy, [NotNullWhen(false)] out string? problem)
    {
        policy = null;
        if (bytes.Length > TrustPolicy.MaxBytes)
        {
            problem = $"policy of {bytes.Length} bytes: at most {TrustPolicy.MaxBytes} are read";
            return false;
        }

        string[] lines = Encoding.Latin1.GetString(bytes).Split('\n');
        for (int i = 0; i < lines.Length - 1; i++)
        {
            if (Line(lines[i]) is { } wrong)
            {
                problem = $"line {i + 1}: {wrong}";
                return false;
            }
        }

        // What follows the last newline: a file cut off in the middle could name another quorum.
        if (lines[^1].Length != 0)
        {
            problem = $"line {lines.Length}: must end in a newline";
            return false;
        }

        if (_quorum is null)
        {
            problem = $"line {lines.Length}: policy ends without a quorum line";
            return false;
        }

        policy = new(_ledger, _logs, _witnesses, _groups, _quorum);
        problem = null;
        return true;
    }

    // Each of these gives the rule that the line breaks, or null.
    private string? Line(string line)
    {
        foreach (char c in line)
        {
            if (c is < ' ' and not '\t' or '\u007f')
            {
                return $"holds control character 0x{(int)c:x2}; only tab and newline are allowed";
            }
        }

        string[] items = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return items switch
        {
            [] => null,
            ["#", "ledger", var name] => LedgerComment(name),
            [['#', ..], ..] => null,
            ["log", var vkey] => Log(vkey, null),
            ["log", var vkey, var url] => Log(vkey, url),
            ["log", ..] => "must be: log <vkey> [<url>]",
            ["witness", var name, var vkey] => Witness(name, vkey, null),
            ["witness", var name, var vkey, var url] => Witness(name, vkey, url),
            ["witness", ..] => "must be: witness <name> <vkey> [<url>]",
            ["group", var name, var threshold, .. { Length: > 0 } members] => Group(name, threshold, members),
            ["group", ..] => "must be: group <name> all|any|<k> <name>...",
            ["quorum", var name] => SetQuorum(name),
            ["quorum", ..] => "must be: quorum <name>",
            _ => $"\"{Shown(items[0])}\" is none of log, witness, group, quorum",
        };
    }

    private string? LedgerComment(string name)
    {
        if (!Utf8.IsValid(Encoding.Latin1.GetBytes(name)))
        {
            return "ledger's name must be UTF-8";
        }

        string ledger = Shown(name);
        if (_ledger is not null && _ledger != ledger)
        {
            return $"names another ledger than \"{_ledger}\" above";
        }

        _ledger = ledger;
        return null;
    }

    private string? Log(string vkey, string? url)
    {
        if (_logs.Count == TrustPolicy.MaxOfEach)
        {
            return $"more than {TrustPolicy.MaxOfEach} logs";
        }

        if (Key(vkey, out VerifierKey? key) is { } problem)
        {
            return problem;
        }

        if (key!.Type is not (NoteSignatureType.Ed25519 or NoteSignatureType.CosignatureV1 or NoteSignatureType.MLDsa44))
        {
            return $"signature type 0x{key.Type:x2} is not known for logs: 01, 04 or 06";
        }

        if (_logs.Any(log => SameKey(log.Key, key)))
        {
            return "log's public key is on a line above already";
        }

        _logs.Add(new(key, url is null ? null : Shown(url)));
        return null;
    }

    private string? Witness(string name, string vkey, string? url)
    {
        if (_witnesses.Count == TrustPolicy.MaxOfEach)
        {
            return $"more than {TrustPolicy.MaxOfEach} witnesses";
        }

        if (NewName(name) is { } taken)
        {
            return taken;
        }

        if (Key(vkey, out VerifierKey? key) is { } problem)
        {
            return problem;
        }

        if (key!.Type is not (NoteSignatureType.CosignatureV1 or NoteSignatureType.MLDsa44))
        {
            return $"signature type 0x{key.Type:x2} is not a witness's: 04 or 06";
        }

        if (_witnesses.Any(witness => SameKey(witness.Key, key)))
        {
            return "witness's public key is on a line above already";
        }

        var witness = new PolicyWitness(Shown(name), key, url is null ? null : Shown(url));
        _witnesses.Add(witness);
        _named.Add(name, new Quorum.Single(witness));
        return null;
    }

    private string? Group(string name, string threshold, string[] members)
    {
        if (_groups.Count == TrustPolicy.MaxOfEach)
        {
            return $"more than {TrustPolicy.MaxOfEach} groups";
        }

        if (NewName(name) is { } taken)
        {
            return taken;
        }

        long k = 0;
        switch (threshold)
        {
            case "any":
                k = 1;
                break;
            case "all":
                k = members.Length;
                break;
            default:
                if (!StrictText.TryDecimal(threshold, out k) || k < 1 || k > members.Length)
                {
                    return $"threshold \"{Shown(threshold)}\" must be all, any or a decimal from 1 to {members.Length}, the number of members";
                }

                break;
        }

        var quorums = new List<Quorum>(members.Length);
        foreach (string member in members)
        {
            if (!_named.TryGetValue(member, out Quorum? quorum))
            {
                return $"member \"{Shown(member)}\" is no witness or group of a line above";
            }

            if (!_members.Add(member))
            {
                return $"\"{Shown(member)}\" is a member of a group already";
            }

            quorums.Add(quorum);
        }

        var group = new Quorum.Group(Shown(name), (int)k, quorums);
        _named.Add(name, group);
        _groups.Add(group);
        return null;
    }

    private string? SetQuorum(string name)
    {
        if (_quorum is not null)
        {
            return "a policy has one quorum line";
        }

        if (name == NoneName)
        {
            _quorum = new Quorum.None();
            return null;
        }

        return _named.TryGetValue(name, out _quorum) ? null : $"quorum \"{Shown(name)}\" is no witness or group of a line above";
    }

    private string? NewName(string name) =>
        name == NoneName ? "the name none is taken"
        : _named.ContainsKey(name) ? $"the name \"{Shown(name)}\" is taken by a line above"
        : null;

    private string? Key(string vkey, out VerifierKey? key)
    {
        key = null;
        byte[] octets = Encoding.Latin1.GetBytes(vkey);
        if (!Utf8.IsValid(octets))
        {
            return "verifier key is not valid UTF-8";
        }

        if (!VerifierKey.TryParse(Encoding.UTF8.GetString(octets), out VerifierKey? parsed, out string? problem))
        {
            return problem;
        }

        // The specification leaves this open; a note under two such keys could not be opened at all.
        IEnumerable<VerifierKey> above = [.. _logs.Select(log => log.Key), .. _witnesses.Select(witness => witness.Key)];
        if (above.Any(other => other.Name == parsed.Name && other.KeyId == parsed.KeyId && !other.Equals(parsed)))
        {
            return $"another key on a line above is named {parsed.Name}+{parsed.KeyId:x8} too";
        }

        key = parsed;
        return null;
    }

    // The specification's duplicates: one public key, whatever name, id and type it is wrapped in.
    private static bool SameKey(VerifierKey a, VerifierKey b) => a.Key.Span.SequenceEqual(b.Key.Span);

    private static string Shown(string octets) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(octets));
}
