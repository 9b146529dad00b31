using Trace.Client.Logs;
using Trace.Domain.Ledger;
using Trace.Testing;

namespace Trace.Client.Tests.Logs;

/// <summary>A log written as files: whole at every moment, nothing in it that the checkpoint does not vouch for, and nothing read twice.</summary>
public sealed class LogExportTests : IDisposable
{
    private static readonly InMemoryLog Long = ShownLog.Of(800);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Exported => Path.Combine(_folder.Path, "log");

    private CheckpointStore Evidence => new(Path.Combine(_folder.Path, "evidence"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(700)]
    public async Task The_folder_holds_every_file_of_the_log_to_the_byte(int size)
    {
        var shown = new ShownLog(Long, size);

        var report = await ExportAsync(shown);

        Assert.Equal((size, size), (report.Checkpoint.Size, report.EntriesRead));
        string[] expected =
        [
            "checkpoint", "log/trust",
            .. TileGeometry.TilesOf(size).Select(TilePath.Format),
            .. TileGeometry.TilesOf(size).Where(tile => tile.Level == 0).Select(tile => TilePath.FormatEntries(tile.Index, tile.Width)),
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), FilesOf(Exported));
        foreach (var path in expected)
        {
            Assert.Equal(await shown.ReadAsync(path, Cancellation), await File.ReadAllBytesAsync(Path.Combine(Exported, path), Cancellation));
        }

        await RequireWholeAsync(size);
    }

    [Fact]
    public async Task Run_again_it_adds_what_is_new_and_asks_for_no_full_bundle_twice()
    {
        await ExportAsync(new ShownLog(Long, 300));
        var later = new ShownLog(Long, 700);

        var report = await ExportAsync(later);

        Assert.Equal((300, 700 - 256), (report.SizeBefore, report.EntriesRead));
        Assert.DoesNotContain("tile/entries/000", later.Asked);
        Assert.Contains("tile/entries/001", later.Asked);
        await RequireWholeAsync(700);
    }

    [Fact]
    public async Task A_partial_tile_stays_for_as_long_as_there_is_no_full_one()
    {
        await ExportAsync(new ShownLog(Long, 300));
        await ExportAsync(new ShownLog(Long, 310));
        Assert.True(File.Exists(Path.Combine(Exported, "tile/entries/001.p/44")));
        Assert.True(File.Exists(Path.Combine(Exported, "tile/0/001.p/44")));

        await ExportAsync(new ShownLog(Long, 700));

        Assert.False(Directory.Exists(Path.Combine(Exported, "tile/entries/001.p")));
        Assert.False(Directory.Exists(Path.Combine(Exported, "tile/0/001.p")));
        Assert.True(File.Exists(Path.Combine(Exported, "tile/1/000.p/1")));
    }

    [Fact]
    public async Task Wherever_it_is_interrupted_the_folder_is_a_whole_log_and_the_next_run_goes_on_from_what_was_written()
    {
        await ExportAsync(new ShownLog(Long, 300) { Kept = [5] });
        for (var reads = 0; ; reads++)
        {
            var broken = new ShownLog(Long, 800) { BreaksAfter = reads, Kept = [5, 260, 512] };
            try
            {
                await ExportAsync(broken);
                Assert.True(reads > 5);
                break;
            }
            catch (LogUnreachableException)
            {
                await RequireWholeAsync(300);
            }
        }

        await RequireWholeAsync(800);
        Assert.Equal("5\n260\n512\n", await File.ReadAllTextAsync(Path.Combine(Exported, "checkpoints/index"), Cancellation));
    }

    [Fact]
    public async Task What_an_interrupted_run_left_is_not_read_again_unless_it_is_not_this_logs()
    {
        // All full bundles come, and then it breaks.
        var broken = new ShownLog(Long, 800) { Bend = (path, bytes) => path.StartsWith("tile/entries/003", StringComparison.Ordinal) ? null : bytes };
        await Assert.ThrowsAsync<LogFileException>(() => ExportAsync(broken));
        Assert.False(File.Exists(Path.Combine(Exported, "checkpoint")));
        var copy = Path.Combine(_folder.Path, "copy");
        CopyFolder(Exported, copy);
        // Well-formed, and another log's.
        File.WriteAllBytes(Path.Combine(copy, "tile/entries/001"), EntryBundle.Encode([.. Long.Entries.Take(256).Select(entry => entry.Bytes.Memory)]));

        var again = new ShownLog(Long, 800);
        Assert.Equal(32, (await ExportAsync(again)).EntriesRead);
        Assert.Equal(["tile/entries/003.p/32"], again.Asked.Where(path => path.StartsWith("tile/entries/", StringComparison.Ordinal)));
        await RequireWholeAsync(800);
        Assert.Equal(800, (await new LogExport(new ShownLog(Long, 800), Long.Policy, copy).RunAsync(cancellation: Cancellation)).EntriesRead);
        await RequireWholeAsync(800, copy);
    }

    [Fact]
    public async Task A_log_that_is_no_continuation_is_a_fork_and_the_folder_stays_what_it_was()
    {
        await ExportAsync(new ShownLog(Long, 300));
        var other = new ShownLog(ShownLog.Of(400, lots: "M"), 400);

        var fork = await Assert.ThrowsAsync<ForkException>(() => ExportAsync(other));

        Assert.Equal((300, 400), (Checkpoint.Parse(fork.Accepted.Text).Size, Checkpoint.Parse(fork.Offered.Text).Size));
        Assert.True(File.Exists(Path.Combine(fork.Evidence!, "offered")));
        await RequireWholeAsync(300);
    }

    [Theory]
    [InlineData("tile/entries/001")]
    [InlineData("tile/entries/002.p/188")]
    [InlineData("tile/0/002.p/188")]
    [InlineData("tile/1/000.p/2")]
    public async Task A_file_that_the_checkpoint_does_not_vouch_for_ends_it_and_no_checkpoint_is_written(string path)
    {
        var bent = new ShownLog(Long, 700) { Bend = (asked, bytes) => asked == path ? Flipped(bytes!) : bytes };

        await Assert.ThrowsAsync<LogFileException>(() => ExportAsync(bent));

        Assert.False(File.Exists(Path.Combine(Exported, "checkpoint")));
    }

    [Fact]
    public async Task Tiles_that_were_damaged_since_are_written_again()
    {
        await ExportAsync(new ShownLog(Long, 600));
        var tile = Path.Combine(Exported, "tile/0/000");
        await File.WriteAllBytesAsync(tile, Flipped(await File.ReadAllBytesAsync(tile, Cancellation)), Cancellation);

        await ExportAsync(new ShownLog(Long, 700));

        await RequireWholeAsync(700);
    }

    [Fact]
    public async Task A_kept_checkpoint_over_another_tree_is_a_fork()
    {
        var other = ShownLog.Of(400, lots: "M");
        var shown = new ShownLog(Long, 700) { Kept = [5, 350], Bend = (path, bytes) => path == "checkpoints/350" ? other.Note(350).ToBytes() : bytes };

        var fork = await Assert.ThrowsAsync<ForkException>(() => ExportAsync(shown));

        Assert.Equal(350, Checkpoint.Parse(fork.Accepted.Text).Size);
        Assert.False(File.Exists(Path.Combine(Exported, "checkpoint")));
    }

    [Fact]
    public async Task Another_logs_folder_and_another_logs_trust_are_refused()
    {
        await ExportAsync(new ShownLog(Long, 300));
        var other = new ShownLog(ShownLog.Of(10, origin: "log.test/00000002"), 10);
        await Assert.ThrowsAsync<LogFileException>(() => new LogExport(other, other.Log.Policy, Exported).RunAsync(cancellation: Cancellation));

        var trusting = new ShownLog(Long, 400) { Bend = (path, bytes) => path == "log/trust" ? other.ReadAsync(path, Cancellation).Result : bytes };
        await Assert.ThrowsAsync<LogFileException>(() => ExportAsync(trusting));
        await RequireWholeAsync(300);
    }

    [Fact]
    public async Task Two_exports_do_not_write_one_folder()
    {
        await using var held = ExportFolder.Open(Exported);

        Assert.Contains("another export", (await Assert.ThrowsAsync<IOException>(() => ExportAsync(new ShownLog(Long, 10)))).Message, StringComparison.Ordinal);
    }

    private Task<ExportReport> ExportAsync(ShownLog shown) => new LogExport(shown, Long.Policy, Exported) { Evidence = Evidence }.RunAsync(cancellation: Cancellation);

    // As anybody reads it, tiles too.
    private async Task RequireWholeAsync(int size, string? folder = null)
    {
        var log = await new LogReader(new DirectoryLogFiles(folder ?? Exported), Long.Policy).NewestAsync(Cancellation);
        Assert.Equal(size, log.Checkpoint.Size);
        var read = new List<byte[]>();
        await foreach (var stretch in log.ReadWithFlawsAsync(0, size, Cancellation))
        {
            Assert.Empty(stretch.Flaws);
            read.AddRange(stretch.Entries.Select(entry => entry.ToArray()));
        }

        Assert.Equal(Long.Entries.Take(size).Select(entry => entry.Bytes.ToByteArray()), read);
    }

    private static byte[] Flipped(byte[] bytes)
    {
        var flipped = bytes.ToArray();
        flipped[^1] ^= 1;
        return flipped;
    }

    private static IEnumerable<string> FilesOf(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(folder, file)).Where(file => file != ".lock").Order(StringComparer.Ordinal);

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
