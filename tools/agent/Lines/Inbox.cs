using System.Globalization;
using System.Text.Json;
using Trace.Agent.Outcomes;
using Trace.Client.Outboxes;

namespace Trace.Agent.Lines;

/// <summary>
/// Takes files <c>*.jsonl</c> out of a folder, line by line. A file that is taken moves to <c>done</c>, with what was wrong in <c>NAME.errors</c> beside
/// it, and is deleted there after a while; one that can never be taken moves to <c>bad</c>. If the process dies amid one, it is taken again, and the
/// lines that were taken are known.
/// </summary>
/// <param name="folder">Need not be there all the time.</param>
/// <param name="intake">Takes the lines.</param>
/// <param name="kept">How long files stay in <c>done</c>: waybills' numbers lie in them.</param>
/// <param name="time">The clock.</param>
/// <param name="told">Told of what an operator should know, a line each.</param>
public sealed class Inbox(string folder, LineIntake intake, TimeSpan kept, TimeProvider time, Action<string> told)
{
    /// <summary>The most bytes of a file.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private const string Pattern = "*.jsonl";
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ClearEvery = TimeSpan.FromHours(1);

    private readonly string _done = Path.Combine(folder, "done");
    private readonly Hindrances _hindrances = new(told);
    private DateTimeOffset _cleared;

    /// <summary>Looks into the folder until it is ended.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await LookAsync(cancellation);
                await Task.Delay(Every, time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    /// <summary>Takes what is there. What hinders is told, and never thrown.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var what = $"--inbox \"{folder}\"";
        try
        {
            foreach (var file in Directory.GetFiles(folder, Pattern).Order(StringComparer.Ordinal))
            {
                if (!await TriedAsync(file, cancellation))
                {
                    break;
                }
            }

            Clear();
            _hindrances.Over(what);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            _hindrances.Met(what, problem);
        }
    }

    // False where all files wait: for a key, or for room on the disk. Of a file that alone can't be read, later ones are not kept waiting.
    private async Task<bool> TriedAsync(string file, CancellationToken cancellation)
    {
        var what = $"\"{file}\" waits";
        try
        {
            await TakeAsync(file, cancellation);
            _hindrances.Over(what);
            return true;
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            _hindrances.Met(what, problem);
            return problem is (IOException or UnauthorizedAccessException) and not OutboxException;
        }
    }

    private async Task TakeAsync(string path, CancellationToken cancellation)
    {
        if (new FileInfo(path).Length > MaxBytes)
        {
            var bad = Free(Path.Combine(folder, "bad"), Path.GetFileName(path));
            File.Move(path, bad);
            told(string.Create(CultureInfo.InvariantCulture, $"\"{path}\" has more than {MaxBytes} bytes, and was moved to \"{bad}\"; part it"));
            return;
        }

        var wrong = new List<LineAnswer>();
        foreach (var some in LineText.Split(await File.ReadAllBytesAsync(path, cancellation)).Chunk(LineIntake.MaxLines))
        {
            wrong.AddRange((await intake.TakeAsync(some, cancellation)).Where(answer => !answer.Taken));
        }

        var name = Free(_done, Path.GetFileName(path));
        if (wrong.Count > 0)
        {
            Write(name + ".errors", wrong);
            told($"\"{path}\": {wrong.Count} lines were not taken; \"{name}.errors\" says why");
        }

        Touch(path);
        File.Move(path, name);
    }

    // It is kept from now on, however old it was. Whose file is another user's can be moved and not touched: that one is kept by its own time.
    private void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
        }
        catch (Exception problem) when (problem is UnauthorizedAccessException or IOException)
        {
        }
    }

    // On the disk before the file moves: after a power loss nobody would know which lines to put right.
    private static void Write(string path, IEnumerable<LineAnswer> wrong)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        foreach (var answer in wrong)
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(answer, OutcomeForm.Json));
            file.WriteByte((byte)'\n');
        }

        file.Flush(flushToDisk: true);
    }

    private void Clear()
    {
        var now = time.GetUtcNow();
        if (now - _cleared < ClearEvery || !Directory.Exists(_done))
        {
            return;
        }

        foreach (var file in Directory.GetFiles(_done, Pattern + "*").Where(file => now.UtcDateTime - File.GetLastWriteTimeUtc(file) > kept))
        {
            File.Delete(file);
        }

        _cleared = now;
    }

    // Two files of one name are two files.
    private static string Free(string folder, string name)
    {
        Directory.CreateDirectory(folder);
        var free = Path.Combine(folder, name);
        for (var i = 2; File.Exists(free); i++)
        {
            free = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}.{i}"));
        }

        return free;
    }
}
