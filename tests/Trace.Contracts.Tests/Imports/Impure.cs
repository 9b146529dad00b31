using System.Diagnostics;
using System.Net.Sockets;

namespace Trace.Contracts.Tests.Imports;

/// <summary>Everything that Trace.Domain may not do, so that the rule is seen to find it. Called by nobody.</summary>
internal static class Impure
{
    public static string Do()
    {
        var now = DateTime.Now.Ticks + DateTime.UtcNow.Ticks + DateTimeOffset.UtcNow.Ticks;
        using var process = Process.Start("true");
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var http = new HttpClient();
        using var file = new FileStream("a", FileMode.Open);
        Thread.Sleep(1);
        System.Reflection.Assembly.Load("a");
        Console.WriteLine(Random.Shared.Next());
        return File.ReadAllText("a") + Directory.GetCurrentDirectory() + Environment.MachineName + now;
    }
}
