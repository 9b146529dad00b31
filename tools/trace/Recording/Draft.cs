using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Tool.Recording;

/// <summary>A statement in the making: what is said so far, the content that its commitments are to, and what is to be told about it.</summary>
internal sealed class Draft(KindRules rules, string ledger)
{
    /// <summary>The row of its kind.</summary>
    public KindRules Rules { get; } = rules;

    /// <summary>The ledger's name.</summary>
    public string Ledger { get; } = ledger;

    /// <summary>What is said, without signer and nonce.</summary>
    public Statement Statement { get; set; } = new() { Ledger = ledger };

    /// <summary>The kind's own message, which is set where it was not.</summary>
    public IMessage Payload
    {
        get
        {
            var payload = Statement.Descriptor.FindFieldByNumber((int)Rules.Kind);
            if (Statement.PayloadCase != Rules.Kind)
            {
                payload.Accessor.SetValue(Statement, FieldValues.Empty(payload.MessageType));
            }

            return (IMessage)payload.Accessor.GetValue(Statement);
        }
    }

    /// <summary>When it happened; null where nothing was said of it.</summary>
    public DateTimeOffset? Time { get; set; }

    /// <summary>What the statement commits to, to be disclosed once it is recorded.</summary>
    public List<SealedContent> Contents { get; } = [];

    /// <summary>The kind's message Confidential, as far as it was given.</summary>
    public IMessage? Confidential { get; set; }

    /// <summary>What its maker is told once: names and values, such as a claim code.</summary>
    public List<(string Name, string Value, string Advice)> Told { get; } = [];

    /// <summary>What it is about.</summary>
    /// <exception cref="UsageException">It was not said.</exception>
    public SubjectKey Subject => Statement.Subject.Length == 0
        ? throw new UsageException("--subject: what the statement is about is missing, such as 01/09506000134352/21/A1")
        : SubjectKey.TryParse(Statement.Subject, out var subject, out var problem) ? subject : throw new UsageException($"--subject: {problem}");

    /// <summary>Commits to a content of a field of the payload.</summary>
    /// <param name="path">From the payload to the field.</param>
    /// <param name="mediaType">Of the content.</param>
    /// <param name="content">The content.</param>
    public Commitment Commit(IEnumerable<FieldDescriptor> path, string mediaType, ReadOnlySpan<byte> content)
    {
        var numbers = string.Join('.', path.Select(field => field.FieldNumber));
        var made = SealedContent.Create(Ledger, Rules.Descriptor, numbers, mediaType, content);
        Contents.Add(made);
        return made.Commitment;
    }

    /// <summary>Seals the confidential part, where there is one.</summary>
    public void Seal()
    {
        if (Confidential is null || Confidential.CalculateSize() == 0)
        {
            return;
        }

        if (FieldBounds.CheckSealed(Confidential) is { } refusal)
        {
            throw new RefusedException(refusal);
        }

        var made = SealedContent.Seal(Ledger, Confidential);
        Contents.Add(made);
        Statement.Sealed = made.Commitment;
    }
}
