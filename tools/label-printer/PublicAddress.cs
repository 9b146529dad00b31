using Trace.Domain.Barcodes;
using Trace.Tool;

namespace Trace.LabelPrinter;

/// <summary>The address that codes lead to, and the word on labels that lead to none of a service's.</summary>
/// <param name="Stem">Scheme, host and any path, without a slash at its end.</param>
/// <param name="Sample">What stands on a label that is no more than a sample; empty of a real one.</param>
internal sealed record PublicAddress(string Stem, string Sample)
{
    /// <summary>From <c>TRACE_PUBLIC_URL</c>.</summary>
    /// <exception cref="UsageException">It is no https address.</exception>
    public static PublicAddress FromEnvironment() => Of(Environment.GetEnvironmentVariable("TRACE_PUBLIC_URL"));

    /// <summary>From what the setting says.</summary>
    public static PublicAddress Of(string? setting)
    {
        if (string.IsNullOrEmpty(setting))
        {
            return new PublicAddress(DigitalLink.CanonicalStem, "样张 SAMPLE");
        }

        return Uri.TryCreate(setting, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address.Query.Length == 0 && address.Fragment.Length == 0 && address.UserInfo.Length == 0
            ? new PublicAddress(address.GetLeftPart(UriPartial.Path).TrimEnd('/'), "")
            : throw new UsageException($"TRACE_PUBLIC_URL \"{setting}\": must be an https address without query, such as https://trace.example");
    }
}
