using System.Text.RegularExpressions;

namespace Trace.Domain.Barcodes.Carriers;

/// <summary>How a courier's waybill numbers look: a pattern of the whole number, or of an S10 identifier's service indicator.</summary>
internal sealed class WaybillForm
{
    private const string PostalMark = "S10:";

    // Weights of the first eight digits (UPU standard S10, section 6.2.2).
    private static readonly int[] s_weights = [8, 6, 4, 2, 3, 5, 9, 7];

    private readonly Regex _pattern;
    private readonly bool _postal;

    public WaybillForm(string notation)
    {
        _postal = notation.StartsWith(PostalMark, StringComparison.Ordinal);
        string pattern = _postal ? notation[PostalMark.Length..] + "[0-9]{9}[A-Z]{2}" : notation;
        // Linear in the length of whatever was scanned.
        _pattern = new Regex($"^(?:{pattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    /// <summary>Whether a number has this form.</summary>
    /// <param name="number">In capitals.</param>
    public bool Fits(string number) => _pattern.IsMatch(number) && (!_postal || HasPostalCheckDigit(number.AsSpan(2, 9)));

    private static bool HasPostalCheckDigit(ReadOnlySpan<char> digits)
    {
        int sum = 0;
        for (int i = 0; i < s_weights.Length; i++)
        {
            sum += (digits[i] - '0') * s_weights[i];
        }
        int due = 11 - (sum % 11);
        return digits[8] - '0' == (due == 10 ? 0 : due == 11 ? 5 : due);
    }
}
