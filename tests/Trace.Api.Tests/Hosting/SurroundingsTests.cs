using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Trace.Api.Hosting;

namespace Trace.Api.Tests.Hosting;

public class SurroundingsTests
{
    [Fact]
    public void A_data_folder_in_use_is_refused_with_the_pid_of_its_holder()
    {
        using var folder = new TemporaryFolder();
        using var first = DataFolderLock.Take(folder.Path);

        var refused = Assert.Throws<StartRefusedException>(() => DataFolderLock.Take(folder.Path));

        Assert.Contains(folder.Path, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_folder_is_free_again_after_its_holder()
    {
        using var folder = new TemporaryFolder();
        DataFolderLock.Take(folder.Path).Dispose();

        DataFolderLock.Take(folder.Path).Dispose();
    }

    [Fact]
    public void A_new_data_folder_is_its_owners_alone()
    {
        using var folder = new TemporaryFolder();
        var data = Path.Combine(folder.Path, "data");
        using var taken = DataFolderLock.Take(data);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(data));
    }

    [Fact]
    public void A_taken_port_is_refused_with_the_setting_that_changes_it()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var refused = Assert.Throws<StartRefusedException>(() => Ports.RequireFree(new TraceSettings { Data = "data", Anchor = "anchor", HttpPort = 0, GrpcPort = port }));

        Assert.Contains("TRACE_GRPC_PORT " + port.ToString(CultureInfo.InvariantCulture), refused.Message, StringComparison.Ordinal);
    }
}
