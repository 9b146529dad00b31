namespace Trace.Api.Notices;

/// <summary>Through which server notices go by e-mail.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">587 as a rule.</param>
/// <param name="Security"><c>starttls</c>, <c>tls</c> from the first byte, or <c>none</c> for a server on this machine.</param>
/// <param name="User">As whom we log in; null for nobody.</param>
/// <param name="Password">A secret.</param>
/// <param name="From">The address that notices come from.</param>
public sealed record SmtpSettings(string Host, int Port, string Security, string? User, string? Password, string From)
{
    /// <summary>Names no secret.</summary>
    public override string ToString() => $"{Host}:{Port}, {Security}, from {From}";
}
