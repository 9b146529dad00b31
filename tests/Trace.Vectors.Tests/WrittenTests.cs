using Trace.Testing;
using Xunit;

namespace Trace.Vectors.Tests;

[Collection("the folder vectors")]
public sealed class WrittenTests
{
    public static TheoryData<string> Files => [.. VectorFiles.Writers.Keys];

    [Theory, MemberData(nameof(Files))]
    public void File_is_what_the_code_writes(string name)
    {
        var file = VectorFiles.Writers[name]();

        Assert.Equal(name, file.Name);
        Assert.Null(CommittedFile.Difference(file.Path, file.ToJson()));
    }

    [Fact]
    public void Every_file_of_the_folder_is_written_here()
    {
        var there = Directory.EnumerateFiles(CommittedFile.PathOf("vectors"), "*.json").Select(Path.GetFileNameWithoutExtension);

        Assert.Empty(there.Except(VectorFiles.Writers.Keys));
    }

    [Fact]
    public void All_files_together_stay_small_enough_to_be_read()
    {
        Assert.InRange(VectorFiles.Writers.Values.Sum(writer => writer().ToJson().Length), 1, 2_000_000);
    }
}
