using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Import.Planning;

/// <summary>Signs statements one by one and puts them in order at the end.</summary>
internal sealed class PlanBuilder(ImportContext context, Derivation secrets)
{
    private const string SealedType = "application/protobuf";

    private readonly Dictionary<string, PlannedStatement> _planned = [];

    public ImportContext Context { get; } = context;

    public Derivation Secrets { get; } = secrets;

    public IDictionary<string, int> NotRepresentable { get; } = new SortedDictionary<string, int>(StringComparer.Ordinal);

    public IDictionary<string, int> Assumed { get; } = new SortedDictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Adds a statement.</summary>
    /// <param name="label">Its name, each once.</param>
    /// <param name="statement">All fields but ledger, key, nonce and sealed.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="disclosures">Contents of the payload's commitments, by <see cref="Commit"/>.</param>
    /// <param name="confidential">What is sealed; null for nothing.</param>
    /// <param name="after">What must be recorded before.</param>
    public PlannedStatement Add(
        string label, Statement statement, Ed25519Signer signer, IEnumerable<PlannedDisclosure> disclosures, IMessage? confidential, params IEnumerable<PlannedStatement?> after)
    {
        List<PlannedDisclosure> contents = [.. disclosures];
        statement.Ledger = Context.Ledger;
        statement.Nonce = ByteString.CopyFrom(Secrets.Nonce(label));
        if (confidential is not null && confidential.CalculateSize() > 0)
        {
            var (commitment, disclosure) = Commit(label, PayloadOf(statement), "sealed", confidential.ToByteString(), SealedType);
            statement.Sealed = commitment;
            contents.Add(disclosure);
        }

        var signed = StatementSigner.Sign(statement, signer);
        var before = after.OfType<PlannedStatement>().ToList();
        var planned = new PlannedStatement(
            label, statement.PayloadCase, signed, Hash256.From(SHA256.HashData(signed.Statement.Span)), statement.Subject, statement.Time, contents)
        {
            NotBefore = before.Select(other => other.NotBefore).Append(statement.Time).Max(),
            Depth = before.Select(other => other.Depth + 1).Append(0).Max(),
        };
        _planned.Add(label, planned);
        return planned;
    }

    /// <summary>Adds a statement without commitments.</summary>
    public PlannedStatement Add(string label, Statement statement, Ed25519Signer signer, params IEnumerable<PlannedStatement?> after) =>
        Add(label, statement, signer, [], null, after);

    /// <summary>Commits to a content (wire format, section 3).</summary>
    public (Commitment Commitment, PlannedDisclosure Disclosure) Commit(string label, MessageDescriptor payload, string path, ByteString content, string mediaType)
    {
        var key = Secrets.CommitmentKey(label, path);
        var digest = CommitmentDigest.Compute(key, Context.Ledger, payload.FullName, path, content.Span);
        var commitment = new Commitment { Digest = ByteString.CopyFrom(digest.AsSpan()), MediaType = mediaType, Size = (ulong)content.Length };
        return (commitment, new PlannedDisclosure(path, commitment, new Disclosure { Key = ByteString.CopyFrom(key), Content = content }));
    }

    /// <summary>Grants a key of a party in the registrar's name.</summary>
    public PlannedStatement Grant(string label, string party, Ed25519Signer key, IEnumerable<Role> roles, long time, int offset, params IEnumerable<PlannedStatement?> after)
    {
        var publicKey = StatementSigner.PublicKeyOf(key);
        var subject = $"{party}/key/{KeyId.Of(publicKey)}";
        var grant = new KeyGrant { Key = publicKey, Possession = StatementSigner.Possession(Context.Ledger, subject, key), Roles = { roles } };
        return Add(label, new Statement { Subject = subject, Party = Context.Registrar, Time = time, Offset = offset, KeyGrant = grant }, Context.RegistrarSigner, after);
    }

    public void CannotRepresent(string reason, int count = 1) => Count(NotRepresentable, reason, count);

    public void Assume(string assumption) => Count(Assumed, assumption, 1);

    /// <summary>The plan: the order depends on what was added, not on when.</summary>
    public ImportPlan Build()
    {
        var ordered = _planned.Values.OrderBy(planned => planned.NotBefore).ThenBy(planned => planned.Depth).ThenBy(planned => planned.Label, StringComparer.Ordinal);
        return new ImportPlan([.. ordered], NotRepresentable.ToDictionary(), Assumed.ToDictionary());
    }

    private static MessageDescriptor PayloadOf(Statement statement) => Statement.Descriptor.FindFieldByNumber((int)statement.PayloadCase).MessageType;

    private static void Count(IDictionary<string, int> counts, string what, int by)
    {
        if (by > 0)
        {
            counts[what] = (counts.TryGetValue(what, out int so) ? so : 0) + by;
        }
    }
}
