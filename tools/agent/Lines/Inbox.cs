using System.Text.Json;
using Trace.Agent.Outcomes;

namespace Trace.Agent.Lines;

/// <summary>
/// Takes files <c>*.jsonl</c> out of a folder, line by line. A file that is taken moves to <c>done</c>, with what was wrong in <c>NAME.errors</c> beside
/// it. If the process dies amid one, it is taken again, and the lines that were taken are known.
/// </summary>
public sealed class Inbox(string folder, LineIntake intake, TimeProvider time, Action<string> hindered)
{
    private const int MaxBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>Looks into the folder until it is ended.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var done = Directory.CreateDirectory(Path.Combine(folder, "done")).FullName;
        try
        {
            while (true)
            {
                foreach (var file in Directory.GetFiles(folder, "*.jsonl").Order(StringComparer.Ordinal))
                {
                    try
                    {
                        await TakeAsync(file, done, cancellation);
                    }
                    catch (Exception problem) when (problem is not OperationCanceledException)
                    {
                        hindered($"\"{file}\" waits: {problem.Message}");
                        break;
                    }
                }

                await Task.Delay(Every, time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    private async Task TakeAsync(string path, string done, CancellationToken cancellation)
    {
        if (new FileInfo(path).Length > MaxBytes)
        {
            throw new IOException($"it has more than {MaxBytes} bytes; part it");
        }

        var wrong = new List<LineAnswer>();
        foreach (var some in LineText.Split(await File.ReadAllBytesAsync(path, cancellation)).Chunk(LineIntake.MaxLines))
        {
            wrong.AddRange((await intake.TakeAsync(some, cancellation)).Where(answer => !answer.Taken));
        }

        var name = Free(done, Path.GetFileName(path));
        if (wrong.Count > 0)
        {
            await File.WriteAllLinesAsync(name + ".errors", wrong.Select(answer => JsonSerializer.Serialize(answer, OutcomeForm.Json)), cancellation);
            hindered($"\"{path}\": {wrong.Count} lines were not taken; \"{name}.errors\" says why");
        }

        File.Move(path, name);
    }

    // Two files of one name are two files.
    private static string Free(string folder, string name)
    {
        var free = Path.Combine(folder, name);
        for (var i = 2; File.Exists(free); i++)
        {
            free = Path.Combine(folder, $"{name}.{i}");
        }

        return free;
    }
}
