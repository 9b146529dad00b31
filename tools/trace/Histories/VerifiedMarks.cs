using Trace.Domain.Ledger;
using Trace.Domain.Products;

namespace Trace.Tool.Histories;

/// <summary>What is to be known of the key that signed a verified entry: that it had ended, that it is in doubt.</summary>
internal static class VerifiedMarks
{
    /// <summary>Late, disputed, both or none.</summary>
    public static IEnumerable<FlagKind> Of(VerifiedEntry verified)
    {
        if (verified.IsLate)
        {
            yield return FlagKind.Late;
        }

        if (verified.IsDisputed)
        {
            yield return FlagKind.Disputed;
        }
    }
}
