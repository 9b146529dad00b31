namespace Trace.Api.Tests;

/// <summary>An empty folder that goes away with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("trace-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
