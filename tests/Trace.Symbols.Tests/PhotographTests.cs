using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Trace.Testing;
using Xunit;

namespace Trace.Symbols.Tests;

/// <summary>
/// The photographs of ../shared/data/barcode-photos, the black-box samples of ZXing-C++, each with its text beside it: every third, and all of them
/// in <c>./test --all</c>.
/// </summary>
public sealed class PhotographTests(ITestOutputHelper output)
{
    private const double LeastRead = 0.95;
    private const string Nothing = "falsepositives-1";

    private static readonly string[] s_pictures = [".png", ".webp", ".jpg"];
    private static readonly string s_folder = Repository.PathOf("..", "shared", "data", "barcode-photos");

    [Fact]
    public void Photographs_are_read_as_their_text_says_but_for_those_told_to_be_missed_and_nothing_where_there_is_nothing()
    {
        Assert.SkipUnless(Directory.Exists(s_folder), "there is no ../shared/data/barcode-photos");
        using var reader = new BarcodeReader();
        var missed = new ConcurrentBag<string>();
        var pictures = Directory.EnumerateFiles(s_folder, "*", SearchOption.AllDirectories).Where(file => s_pictures.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal).Where((_, i) => i % Thorough.Of(all: 1, some: 3) == 0).ToList();

        Parallel.ForEach(pictures, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, picture =>
        {
            if (!IsRight(picture, reader.Read(File.ReadAllBytes(picture))))
            {
                missed.Add(picture);
            }
        });

        var table = Table(pictures, missed);
        output.WriteLine(table);
        Assert.DoesNotContain(missed, picture => FolderOf(picture) == Nothing);
        Assert.Subset(ToldToBeMissed(), missed.Select(picture => (FolderOf(picture), Path.GetFileNameWithoutExtension(picture))).ToHashSet());
        var texts = pictures.Where(picture => FolderOf(picture) != Nothing).ToList();
        Assert.InRange((texts.Count - missed.Count) / (double)texts.Count, Thorough.IsAll ? LeastRead : 0.5, 1);
    }

    // The table of docs/barcodes.md: folder, pictures, read, names of the missed.
    private static HashSet<(string Folder, string Picture)> ToldToBeMissed() =>
        [.. File.ReadLines(Repository.PathOf("docs", "barcodes.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 6 && int.TryParse(cells[2], out _) && int.TryParse(cells[3], out _))
            .SelectMany(cells => cells[4].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(picture => (cells[1], picture)))];

    private static bool IsRight(string picture, IReadOnlyList<BarcodeRead> reads)
    {
        var text = Path.ChangeExtension(picture, ".txt");
        return File.Exists(text) ? reads.Any(read => read.Text == File.ReadAllText(text, Encoding.UTF8)) : reads.Count == 0;
    }

    private static string Table(List<string> pictures, IReadOnlyCollection<string> missed)
    {
        var table = new StringBuilder("| folder | pictures | as they say | missed |\n|---|---|---|---|\n");
        foreach (var folder in pictures.GroupBy(FolderOf).OrderBy(folder => folder.Key, StringComparer.Ordinal))
        {
            var names = missed.Where(picture => FolderOf(picture) == folder.Key).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).ToList();
            table.Append(CultureInfo.InvariantCulture, $"| {folder.Key} | {folder.Count()} | {folder.Count() - names.Count} | {string.Join(", ", names)} |\n");
        }

        return table.ToString();
    }

    private static string FolderOf(string picture) => Path.GetFileName(Path.GetDirectoryName(picture)!);
}
