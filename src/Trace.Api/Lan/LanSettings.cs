using System.Net;

namespace Trace.Api.Lan;

/// <summary>That the pages are served to phones and tablets in the same network, over HTTPS.</summary>
/// <param name="Address">Of this machine in it.</param>
/// <param name="Port">Of HTTPS; 0 takes any free port.</param>
public sealed record LanSettings(IPAddress Address, int Port);
