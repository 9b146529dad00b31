namespace Trace.Domain.Barcodes.Syntax;

/// <summary>
/// North American coupons, AI (8110), and positive offer files, AI (8112): digits in fields, many of which begin with a digit
/// that says how long they are (North American Coupon Application Guideline Using GS1 DataBar Expanded Symbols).
/// </summary>
internal static class CouponLinters
{
    private const int CompanyPrefixBase = 6;

    /// <summary>AI (8110).</summary>
    public static string? CouponCode(ReadOnlySpan<char> value)
    {
        if (value.ContainsAnyExceptInRange('0', '9'))
        {
            return "must be digits";
        }
        var fields = new Fields(value);
        fields.CompanyPrefix("company prefix", "0123456");
        fields.Take("offer code", 6);
        fields.Sized("save value", "12345", 0);
        Purchase(ref fields, "first", withCompany: false);
        if (fields.Next('1'))
        {
            fields.OneOf("additional purchase rules code", "0123");
            Purchase(ref fields, "second", withCompany: true);
        }
        if (fields.Next('2'))
        {
            Purchase(ref fields, "third", withCompany: true);
        }
        var expires = fields.Next('3') ? fields.Date("expiration date") : [];
        var starts = fields.Next('4') ? fields.Date("start date") : [];
        if (!expires.IsEmpty && !starts.IsEmpty && starts.SequenceCompareTo(expires) > 0)
        {
            fields.Refuse("expiration date is before the start date");
        }
        if (fields.Next('5'))
        {
            fields.Sized("serial number", "0123456789", 6);
        }
        if (fields.Next('6'))
        {
            fields.CompanyPrefix("retailer", "1234567");
        }
        if (fields.Next('9'))
        {
            fields.OneOf("save value code", "01256");
            fields.OneOf("item that the save value is of", "012");
            fields.Take("store coupon flag", 1);
            fields.OneOf("don't multiply flag", "01");
        }
        return fields.End();
    }

    /// <summary>AI (8112).</summary>
    public static string? PositiveOffer(ReadOnlySpan<char> value)
    {
        if (value.ContainsAnyExceptInRange('0', '9'))
        {
            return "must be digits";
        }
        var fields = new Fields(value);
        fields.OneOf("format", "01");
        fields.Sized("funder", "0123456", CompanyPrefixBase);
        fields.Take("offer code", 6);
        fields.Sized("serial number", "0123456789", 6);
        return fields.End();
    }

    private static void Purchase(ref Fields fields, string which, bool withCompany)
    {
        fields.Sized($"{which} purchase requirement", "12345", 0);
        fields.OneOf($"{which} purchase requirement code", "012349");
        fields.Take($"{which} purchase family code", 3);
        // 9 says that there is no prefix of its own.
        if (withCompany && !fields.Next('9'))
        {
            fields.CompanyPrefix($"{which} purchase company prefix", "0123456");
        }
    }

    // Reads on from field to field; after the first that is wrong, nothing is read any more.
    private ref struct Fields(ReadOnlySpan<char> value)
    {
        private ReadOnlySpan<char> _rest = value;
        private string? _problem;

        public void Refuse(string problem) => _problem ??= problem;

        public bool Next(char digit)
        {
            if (_problem is not null || _rest.IsEmpty || _rest[0] != digit)
            {
                return false;
            }
            _rest = _rest[1..];
            return true;
        }

        public ReadOnlySpan<char> Take(string what, int length)
        {
            if (_problem is not null || _rest.Length < length)
            {
                Refuse($"{what} must have {length} digits, has {_rest.Length}");
                return [];
            }
            var taken = _rest[..length];
            _rest = _rest[length..];
            return taken;
        }

        public char OneOf(string what, string digits)
        {
            var taken = Take(what, 1);
            if (taken.IsEmpty || digits.Contains(taken[0], StringComparison.Ordinal))
            {
                return taken.IsEmpty ? '0' : taken[0];
            }
            Refuse($"{what} is {taken[0]}, must be one of {string.Join(", ", digits.ToCharArray())}");
            return '0';
        }

        public ReadOnlySpan<char> Sized(string what, string sizes, int more)
        {
            int size = OneOf($"length of the {what}", sizes) - '0' + more;
            return _problem is null ? Take(what, size) : [];
        }

        public void CompanyPrefix(string what, string sizes)
        {
            var prefix = Sized(what, sizes, CompanyPrefixBase);
            if (_problem is null && Linters.CompanyPrefix(prefix) is { } problem)
            {
                Refuse($"{what} {problem}");
            }
        }

        public ReadOnlySpan<char> Date(string what)
        {
            var date = Take(what, 6);
            if (_problem is null && TimeLinters.Date(date, dayMayBeZero: false) is { } problem)
            {
                Refuse($"{what}: {problem}");
            }
            return date;
        }

        public readonly string? End() => _problem ?? (_rest.IsEmpty ? null : $"has {_rest.Length} digits more than its fields");
    }
}
