using System.Globalization;
using System.Text;

namespace Trace.Domain.Ledger;

/// <summary>Writes a policy file (C2SP tlog-policy): one spelling of a policy, whatever file it was read from.</summary>
internal sealed class PolicyText
{
    // What a name that was no UTF-8 is shown with. Names mean nothing outside of their file, so such a one may be given another.
    private const char Replacement = '\ufffd';

    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, string> _witnesses = [];
    private readonly Dictionary<Quorum.Group, string> _groups = [];
    private readonly HashSet<string> _taken = [];

    private PolicyText()
    {
    }

    public static string Of(TrustPolicy policy, bool withUrls)
    {
        var text = new PolicyText();
        text.Write(policy, withUrls);
        return text._text.ToString();
    }

    private void Write(TrustPolicy policy, bool withUrls)
    {
        if (policy.Ledger is { } ledger)
        {
            Line("#", "ledger", ledger, null);
        }

        foreach (PolicyLog log in policy.Logs)
        {
            Line("log", log.Key.ToString(), withUrls ? log.Url : null);
        }

        foreach (PolicyWitness witness in policy.Witnesses)
        {
            string name = Named(witness.Name, "w");
            _witnesses.Add(witness.Key.ToString(), name);
            Line("witness", name, witness.Key.ToString(), withUrls ? witness.Url : null);
        }

        foreach (Quorum.Group group in policy.Groups)
        {
            string name = Named(group.Name, "g");
            _groups.Add(group, name);
            string threshold = group.Threshold == group.Members.Count ? "all" : group.Threshold.ToString(CultureInfo.InvariantCulture);
            Line("group", name, threshold, string.Join(' ', group.Members.Select(NameOf)));
        }

        Line("quorum", NameOf(policy.Quorum), null);
    }

    private string NameOf(Quorum quorum) => quorum switch
    {
        Quorum.Single single => _witnesses[single.Witness.Key.ToString()],
        Quorum.Group group => _groups[group],
        _ => quorum.Name,
    };

    private string Named(string shown, string otherwise)
    {
        string name = shown;
        for (int i = 1; name.Contains(Replacement, StringComparison.Ordinal) || !_taken.Add(name); i++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{otherwise}{i}");
        }

        return name;
    }

    private void Line(params ReadOnlySpan<string?> items)
    {
        foreach (string? item in items)
        {
            if (item is not null)
            {
                _ = _text.Append(_text.Length > 0 && _text[^1] != '\n' ? " " : "").Append(item);
            }
        }

        _ = _text.Append('\n');
    }
}
