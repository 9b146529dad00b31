using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Trace.Domain.Places;

namespace Trace.Domain.Privacy;

/// <summary>
/// Finds what of people is structured enough to be recognised. Whoever wants to write a number past it can; it keeps out what a program or a clerk
/// puts into the wrong column, before it stays for ever.
/// </summary>
public static partial class PersonalText
{
    // Milliseconds, or -1: a limit would make what is refused depend on the machine's load. Texts are short, and no pattern repeats a repetition.
    private const int Unlimited = -1;
    private const int IdentityLength = 18;
    private const string IdentityCheck = "10X98765432";

    // GB 11643-1999, annex: 2^(18 - place) mod 11.
    private static readonly int[] s_identityWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>The first kind that a text holds of those asked for; <see cref="PersonalKinds.None"/> where it holds none.</summary>
    /// <param name="text">A text of a statement: at most some hundred characters.</param>
    /// <param name="asked">What to look for.</param>
    public static PersonalKinds Find(string text, PersonalKinds asked)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!HasDigitOrAt(text))
        {
            return PersonalKinds.None;
        }

        var folded = Fold(text);
        return First(asked, PersonalKinds.Identity, folded, HasIdentity)
            ?? First(asked, PersonalKinds.BankCard, folded, HasBankCard)
            ?? First(asked, PersonalKinds.InternationalTelephone, folded, one => one.Contains('+', StringComparison.Ordinal) && International().IsMatch(one))
            ?? First(asked, PersonalKinds.Telephone, folded, one => Mobile().IsMatch(one) || Landline().IsMatch(one))
            ?? First(asked, PersonalKinds.Email, folded, one => one.Contains('@', StringComparison.Ordinal) && Email().IsMatch(one))
            ?? First(asked, PersonalKinds.Address, folded, one => ChineseStreet().IsMatch(one) || ChineseFlat().IsMatch(one) || Street().IsMatch(one) || Rua().IsMatch(one))
            ?? PersonalKinds.None;
    }

    private static PersonalKinds? First(PersonalKinds asked, PersonalKinds kind, string text, Func<string, bool> holds) =>
        (asked & kind) != 0 && holds(text) ? kind : null;

    // Every kind holds a digit but an e-mail address, which holds an @; of any width.
    private static bool HasDigitOrAt(string text)
    {
        foreach (var c in text)
        {
            if (char.IsDigit(c) || c is '@' or '＠')
            {
                return true;
            }
        }

        return false;
    }

    // Full-width digits, signs and letters are the same to who reads them; so are the dashes.
    private static string Fold(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        return Dashes().Replace(text.Normalize(NormalizationForm.FormKC), "-");
    }

    private static bool HasIdentity(string text)
    {
        foreach (Match match in EighteenCharacters().Matches(text))
        {
            var number = match.Value.Replace(" ", "", StringComparison.Ordinal);
            if (IsRegion(number[..6]) && IsDay(number[6..14]) && char.ToUpperInvariant(number[^1]) == CheckCharacter(number))
            {
                return true;
            }
        }

        return false;
    }

    // 83 is of residents of Taiwan who hold a mainland permit; it is no province's code in GB/T 2260.
    private static bool IsRegion(string code) => code.StartsWith("83", StringComparison.Ordinal) || Region.TryParse(code, out _, out _);

    private static bool IsDay(string digits) =>
        digits[..2] is "19" or "20" && DateTime.TryParseExact(digits, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static char CheckCharacter(string number)
    {
        var sum = 0;
        for (var i = 0; i < IdentityLength - 1; i++)
        {
            sum += (number[i] - '0') * s_identityWeights[i];
        }

        return IdentityCheck[sum % 11];
    }

    private static bool HasBankCard(string text)
    {
        foreach (Match match in CardDigits().Matches(text))
        {
            var digits = match.Value.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
            if (IsIssued(digits) && Luhn(digits))
            {
                return true;
            }
        }

        return false;
    }

    // UnionPay has 16 to 19 digits under 62; Visa, Mastercard and JCB 16.
    private static bool IsIssued(string digits) => digits.StartsWith("62", StringComparison.Ordinal)
        || (digits.Length == 16 && (digits[0] == '4' || digits[..2] is "51" or "52" or "53" or "54" or "55" or "35" || string.CompareOrdinal(digits, "2221") >= 0 && string.CompareOrdinal(digits, "2721") < 0));

    private static bool Luhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit < 5 ? digit * 2 : (digit * 2) - 9;
        }

        return sum % 10 == 0;
    }

    [GeneratedRegex("[‐-―−－]", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex Dashes();

    [GeneratedRegex("(?<![0-9A-Za-z])[0-9]{6} ?[0-9]{8} ?[0-9]{3}[0-9Xx](?![0-9A-Za-z])", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex EighteenCharacters();

    [GeneratedRegex("(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){15,18}(?![0-9A-Za-z])", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex CardDigits();

    // ITU-T E.164: at most 15 digits after the plus.
    [GeneratedRegex(@"(?<![0-9A-Za-z])\+ ?[1-9][0-9]{0,2}(?:[ .()-]{0,2}[0-9]){7,13}(?![0-9])", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex International();

    [GeneratedRegex(@"(?:(?<![0-9A-Za-z]-?)|(?<=(?:tel|phone|mobile|mob)[:. ]{0,2}))(?:(?:00)?86[ -]?)?1[3-9][0-9](?:[0-9]{8}|([ .-])[0-9]{4}\1[0-9]{4})(?![0-9A-Za-z])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, Unlimited)]
    private static partial Regex Mobile();

    // 010, 02x, and 03xx to 09xx, or 0086 and the same without its zero; a local number begins with 2 to 9. Where nothing parts the two, what it is stands before it.
    [GeneratedRegex(@"(?:(?<![0-9A-Za-z]-?)(?:\(0(?:10|2[0-9]|[3-9][0-9]{2})\) ?|0(?:10|2[0-9]|[3-9][0-9]{2})[ -]|0086[ -](?:10|2[0-9]|[3-9][0-9]{2})[ -]?)|(?<=(?:电话|座机|固话|tel|phone)[:. ]{0,2})0(?:10|2[0-9]|[3-9][0-9]{2}))[2-9][0-9]{2,3}[ -]?[0-9]{4}(?![0-9])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, Unlimited)]
    private static partial Regex Landline();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}\.[A-Za-z]{2,24}", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex Email();

    // A district, a street, a door. Gardens and fields are numbered too, and are no doors.
    [GeneratedRegex(@"[省市区區县縣旗镇鎮乡鄉道][^0-9,;，。；]{0,20}?(?:路|街|巷|弄|胡同|道|村|里|坊|社区|小区|园区)[^0-9,;，。；]{0,10}?[0-9]{1,5}(?:-[0-9]{1,4})?(?:弄[0-9]{1,5})? ?[号號](?![茶园園地田山棚线線机機库庫])", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex ChineseStreet();

    [GeneratedRegex(@"[0-9]{1,4} ?(?:栋|幢|座|号楼)[^0-9]{0,4}(?:[0-9]{1,3} ?单元[^0-9]{0,4})?[0-9]{2,5} ?[室房户]|[0-9]{1,3} ?单元[^0-9]{0,4}[0-9]{2,5} ?[室房户号]", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex ChineseFlat();

    [GeneratedRegex(@"(?<![0-9A-Za-z])[0-9]{1,5}[A-Za-z]?,? (?:[A-Z][\w'.-]{0,30} ){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd)\b\.?, ?[A-Z]", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex Street();

    [GeneratedRegex(@"\b(?:Rua|Avenida|Av\.|Travessa|Alameda) [^0-9,]{2,60}, ?(?:n[ºo°.]{0,2} ?)?[0-9]{1,5}\b", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex Rua();
}
