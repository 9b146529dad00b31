using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Trace.Api.Tests.Http;

/// <summary>One HTTP/1.1 request whose body goes on while its answer is read: .NET's own client sends all before it reads.</summary>
internal sealed class RawStream : IAsyncDisposable
{
    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    private RawStream(TcpClient tcp)
    {
        _tcp = tcp;
        _stream = tcp.GetStream();
        _reader = new StreamReader(_stream);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RawStream> OpenAsync(Uri service, string address)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(service.Host, service.Port, Cancellation);
        var raw = new RawStream(tcp);
        await raw.SendAsync($"POST {address} HTTP/1.1\r\nHost: {service.Authority}\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
        return raw;
    }

    public Task SendLineAsync(string line) =>
        SendAsync(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(line) + 1:x}\r\n{line}\n\r\n"));

    /// <summary>The next line of JSON; the head of the answer and the sizes of its chunks are read over.</summary>
    public async Task<string> ReadLineAsync()
    {
        while (true)
        {
            var line = await _reader.ReadLineAsync(Cancellation) ?? throw new EndOfStreamException();
            if (line.StartsWith('{'))
            {
                return line;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _stream.DisposeAsync();
        _tcp.Dispose();
    }

    private Task SendAsync(string text) => _stream.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation).AsTask();
}
