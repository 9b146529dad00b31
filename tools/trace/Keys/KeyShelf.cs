using System.CommandLine.Completions;
using System.Text.RegularExpressions;
using Trace.Client;
using Trace.Domain.Barcodes;

namespace Trace.Tool.Keys;

/// <summary>A folder of key files, each called <c>NAME.key</c>. A name with a slash is a path of its own.</summary>
internal sealed partial class KeyShelf(string folder)
{
    private const string Ending = ".key";

    // These lie in the same folder, and are no keys of a party.
    private const string Waybills = "waybill-";
    private const string Contents = "content";

    /// <summary>The folder.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>The names of the key files, in order.</summary>
    public IReadOnlyList<string> Names => !Directory.Exists(Folder) ? [] :
        [.. Directory.GetFiles(Folder, "*" + Ending).Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Where(name => name != Contents && !name.StartsWith(Waybills, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Where the file of a name lies, or would.</summary>
    /// <exception cref="UsageException">It is neither a name nor a path.</exception>
    public string PathOf(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return name;
        }

        return NameForm().IsMatch(name)
            ? Path.Combine(Folder, name + Ending)
            : throw new UsageException($"\"{name}\" is no name of a key: a-z, A-Z, 0-9, dot, hyphen and underscore; or a path with a slash");
    }

    public bool Has(string name) => File.Exists(PathOf(name));

    /// <summary>Opens a key.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public KeyFile Load(string name) => Has(name)
        ? KeyFile.Load(PathOf(name))
        : throw new UsageException($"there is no key \"{name}\" in {Folder}; ./trace keys show lists those there are, --keys names another folder");

    /// <summary>Makes a key; nothing is overwritten.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="party">Whose it is; null for a buyer's or author's.</param>
    public KeyFile Create(string name, string? party)
    {
        var path = PathOf(name);
        if (party is not null && !(SubjectKey.TryParse(party, out var subject, out _) && subject.Is(SubjectKind.Party)))
        {
            throw new UsageException($"\"{party}\" is no party's subject key: party/gln/ and 13 digits, or party/uscc/ and 18 characters");
        }

        if (File.Exists(path))
        {
            throw new UsageException($"there is a key \"{path}\" already, and keys are never overwritten; take another name");
        }

        Files.SecretFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return KeyFile.Create(path, party);
    }

    /// <summary>All keys that can be read, each with its name; the caller disposes them.</summary>
    public IEnumerable<(string Name, KeyFile Key)> All()
    {
        foreach (var name in Names)
        {
            KeyFile key;
            try
            {
                key = Load(name);
            }
            catch (Exception problem) when (problem is FormatException or IOException or UnauthorizedAccessException)
            {
                Surroundings.Tell(new Output.Failure(ExitCodes.Usage, $"passed over: {problem.Message}", []), json: false);
                continue;
            }

            yield return (name, key);
        }
    }

    /// <summary>Completes key names in the folder that the command line names.</summary>
    public static IEnumerable<CompletionItem> Complete(Surroundings surroundings, CompletionContext context) =>
        surroundings.FindShelf(context.ParseResult)?.Names.Select(name => new CompletionItem(name)) ?? [];

    [GeneratedRegex("^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex NameForm();
}
