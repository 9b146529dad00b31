using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Trace.Domain.Barcodes;

/// <summary>
/// The subject of a parcel that is known by a courier's waybill (wire format, section 7). The number is personal data and
/// never enters the log: an HMAC of it does, under a key of the year whose deletion makes the year's numbers unrecoverable.
/// </summary>
public static class WaybillKey
{
    /// <summary>How many bytes a year's key has.</summary>
    public const int KeyBytes = 32;

    /// <summary>The most characters a waybill's number has.</summary>
    public const int MaxNumberLength = 64;

    private const int HashBytes = 16;

    /// <summary><c>parcel/&lt;carrier&gt;/&lt;year&gt;-&lt;26 characters&gt;</c>.</summary>
    /// <inheritdoc cref="TryGetSubject" path="/param"/>
    /// <exception cref="FormatException">Carrier, number or year break their rule; the message never holds the number.</exception>
    /// <exception cref="ArgumentException">The key has not 32 bytes.</exception>
    public static SubjectKey Subject(ReadOnlySpan<byte> yearKey, string carrier, string number, int year) =>
        TryGetSubject(yearKey, carrier, number, year, out var subject, out string? problem) ? subject : throw new FormatException(problem);

    /// <summary><c>parcel/&lt;carrier&gt;/&lt;year&gt;-&lt;26 characters&gt;</c>.</summary>
    /// <param name="yearKey">The ledger's waybill key of <paramref name="year"/>, 32 bytes.</param>
    /// <param name="carrier">快递100's code of the courier, 2 to 20 of <c>a-z0-9</c>.</param>
    /// <param name="number">
    /// The waybill's number, 1 to 64 characters without white space and control characters. It is hashed as it stands:
    /// case and hyphens count.
    /// </param>
    /// <param name="year">Of the statement's time, see <see cref="YearOf"/>; four digits.</param>
    /// <param name="subject">The parcel's key, where the answer is true.</param>
    /// <param name="problem">Otherwise a sentence that states the rule and what came, but never the number.</param>
    /// <exception cref="ArgumentException">The key has not 32 bytes.</exception>
    public static bool TryGetSubject(
        ReadOnlySpan<byte> yearKey,
        string carrier,
        string number,
        int year,
        [NotNullWhen(true)] out SubjectKey? subject,
        [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(carrier);
        ArgumentNullException.ThrowIfNull(number);
        if (yearKey.Length != KeyBytes)
        {
            throw new ArgumentException($"waybill key of {yearKey.Length} bytes: must have {KeyBytes}", nameof(yearKey));
        }

        problem = SubjectKeyGrammar.CarrierProblem(carrier) ?? NumberProblem(number) ?? YearProblem(year);
        subject = problem is null ? SubjectKey.Parse(Format(yearKey, carrier, number, year)) : null;
        return problem is null;
    }

    /// <summary>The calendar year in UTC+8, whose key hides the waybills of that time.</summary>
    /// <param name="microsecondsUtc">Microseconds since 1970 UTC, in the years 1970 to 9999.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time lies outside these years.</exception>
    public static int YearOf(long microsecondsUtc)
    {
        var most = DateTime.MaxValue - DateTime.UnixEpoch - TimeSpan.FromHours(8);
        ArgumentOutOfRangeException.ThrowIfNegative(microsecondsUtc);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(microsecondsUtc, most.Ticks / TimeSpan.TicksPerMicrosecond);
        // China has had no summer time since 1991, so that UTC+8 needs no table of time zones.
        return DateTime.UnixEpoch.AddTicks(microsecondsUtc * TimeSpan.TicksPerMicrosecond).AddHours(8).Year;
    }

    private static string Format(ReadOnlySpan<byte> yearKey, string carrier, string number, int year)
    {
        // A carrier holds no line feed, so that no other carrier and number make the same message.
        byte[] message = Encoding.UTF8.GetBytes(carrier + "\n" + number);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(yearKey, message, hash);
        return string.Create(CultureInfo.InvariantCulture, $"parcel/{carrier}/{year:D4}-{Base32.Encode(hash[..HashBytes])}");
    }

    private static string? NumberProblem(string number)
    {
        if (number.Length is 0 or > MaxNumberLength)
        {
            return $"waybill number of {number.Length} characters: must have 1 to {MaxNumberLength}";
        }
        // A blank that came along with the number would make another parcel of it, which nobody finds again.
        for (int i = 0; i < number.Length; i++)
        {
            if (char.IsWhiteSpace(number[i]) || char.IsControl(number[i]) || char.IsSurrogate(number[i]))
            {
                return $"waybill number of {number.Length} characters: character {i + 1} must be no white space, control character or surrogate";
            }
        }
        return null;
    }

    private static string? YearProblem(int year) => year is >= 1970 and <= 9999
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"waybill year {year}: must be from 1970 to 9999");
}
