using System.Text.RegularExpressions;

namespace Trace.Api.Hosting;

/// <summary>The form of a party's subject key, as far as a setting is checked before the ledger is up.</summary>
internal static partial class PartyKey
{
    public static bool IsValid(string text, out string rule)
    {
        rule = "must be party/gln/ and 13 digits, or party/uscc/ and 18 characters";
        if (Uscc().IsMatch(text)) return true;
        if (Gln().Match(text) is not { Success: true, Groups: [_, var gln] }) return false;

        // GS1 General Specifications, section 7.9: weights 1 and 3 from the left for 12 digits.
        var sum = 0;
        for (var i = 0; i < 12; i++) sum += (gln.Value[i] - '0') * (i % 2 == 0 ? 1 : 3);
        var check = (10 - sum % 10) % 10;
        rule = $"check digit is {gln.Value[12]}, must be {check}";
        return gln.Value[12] - '0' == check;
    }

    [GeneratedRegex(@"\Aparty/gln/([0-9]{13})\z")]
    private static partial Regex Gln();

    [GeneratedRegex(@"\Aparty/uscc/[0-9A-HJ-NPQRTUWXY]{18}\z")]
    private static partial Regex Uscc();
}
