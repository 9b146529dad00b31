using Google.Protobuf;
using Trace.Client;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Tool.Recording;

/// <summary>
/// A signed statement on its way, in a file, with the content of its commitments in files beside it: whatever happens amid sending, the same
/// bytes can be sent again, and no content is lost before it is disclosed.
/// </summary>
internal sealed class Outgoing
{
    private const string Ending = ".disclosure";
    private const int MostBytes = 5 * 1024 * 1024;

    private readonly IReadOnlyList<(string Path, Disclosure Content)> _contents;

    private Outgoing(string path, SignedStatement statement, IReadOnlyList<(string Path, Disclosure Content)> contents)
    {
        Path = path;
        Statement = statement;
        _contents = contents;
    }

    /// <summary>The statement's file.</summary>
    public string Path { get; }

    public SignedStatement Statement { get; }

    /// <summary>What it commits to, as an outbox takes it.</summary>
    public IReadOnlyList<SealedContent> Contents => [.. _contents.Select(content => new SealedContent(content.Path, new Commitment(), content.Content))];

    /// <summary>The identity of the statement.</summary>
    public Hash256 Identity => Hash256.From(StatementFactory.IdentityOf(Statement).Span);

    /// <summary>The outbox's file for a statement.</summary>
    public static string InOutbox(SignedStatement statement) => System.IO.Path.Combine(
        Files.SecretFolder(System.IO.Path.Combine(Surroundings.StateFolder, "outbox")), Convert.ToHexStringLower(StatementFactory.IdentityOf(statement).Span));

    /// <summary>Writes new files, for their owner alone.</summary>
    public static Outgoing Write(string path, SignedStatement statement, IEnumerable<SealedContent> contents)
    {
        List<(string Path, Disclosure Content)> kept = [.. contents.Select(content => (content.Path, content.Disclosure))];
        Files.WriteNew(path, statement.ToByteArray(), secret: true);
        foreach (var (field, content) in kept)
        {
            Files.WriteNew($"{path}.{field}{Ending}", content.ToByteArray(), secret: true);
        }

        return new Outgoing(path, statement, kept);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Outgoing Read(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var (folder, name) = (System.IO.Path.GetDirectoryName(full)!, System.IO.Path.GetFileName(full));
        try
        {
            var statement = SignedStatement.Parser.ParseFrom(Files.Read(full, MostBytes));
            if (ParsedStatement.Parse(statement.Statement, out _) is { } refusal)
            {
                throw new UsageException($"\"{path}\" holds no signed statement: {refusal.Message}");
            }

            List<(string, Disclosure)> contents = [.. Directory.GetFiles(folder, $"{name}.*{Ending}").Order(StringComparer.Ordinal).Select(file =>
                (System.IO.Path.GetFileName(file)[(name.Length + 1)..^Ending.Length], Disclosure.Parser.ParseFrom(Files.Read(file, MostBytes))))];
            return new Outgoing(full, statement, contents);
        }
        catch (InvalidProtocolBufferException problem)
        {
            throw new UsageException($"\"{path}\" holds no signed statement: {problem.Message}");
        }
    }

    /// <summary>Records the statement and discloses what it commits to. Safe to repeat.</summary>
    /// <exception cref="KeptException">It is not known whether it was recorded, or its content was not disclosed: the files are still there.</exception>
    public async Task<(RecordedStatement Recorded, IReadOnlyList<string> Disclosed)> SendAsync(LedgerAccess access)
    {
        try
        {
            var client = await access.ClientAsync();
            var recorded = await client.RecordAsync(Statement, access.Cancellation);
            foreach (var (path, content) in _contents)
            {
                await client.DiscloseAsync(Identity, new SealedContent(path, new Commitment(), content), access.Cancellation);
            }

            return (recorded, [.. _contents.Select(content => content.Path)]);
        }
        catch (RefusedException refused) when (!refused.Refusal.Retryable)
        {
            throw;
        }
        catch (Exception problem)
        {
            throw new KeptException(problem, Path);
        }
    }

    /// <summary>Removes the files: all is recorded, or never will be.</summary>
    public void Delete()
    {
        foreach (var (path, _) in _contents)
        {
            File.Delete($"{Path}.{path}{Ending}");
        }

        File.Delete(Path);
    }
}

/// <summary>Sending failed, and what was to be sent is kept.</summary>
internal sealed class KeptException(Exception inner, string path) : Exception(inner.Message, inner)
{
    /// <summary>What was told to be kept, such as a claim code, and how to send again.</summary>
    public List<string> Lines { get; } = [$"The signed statement is kept; send it again by: ./trace record --signed \"{path}\""];
}
