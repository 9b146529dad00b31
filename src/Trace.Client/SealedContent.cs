using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Domain.Disclosures;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Client;

/// <summary>
/// What is not public: the commitment that goes into a statement, and the content with its key that are uploaded beside the log, or kept.
/// Whoever has the <see cref="Disclosure"/> can show what was committed to; deleting every copy of it erases.
/// </summary>
/// <param name="Path">The field's number path in the payload, such as <c>7</c> or <c>7.2</c>; <c>sealed</c> for the statement's own.</param>
/// <param name="Commitment">Goes into the statement.</param>
/// <param name="Disclosure">The content and its 32-byte key: secret.</param>
public sealed record SealedContent(string Path, Commitment Commitment, Disclosure Disclosure)
{
    /// <summary>The path of a statement's own sealed part.</summary>
    public const string SealedPath = Commitments.SealedPath;

    /// <summary>The media type of a sealed message <c>Confidential</c>.</summary>
    public const string ConfidentialMediaType = "application/protobuf";

    /// <summary>Commits to a content under a fresh random key (wire format, section 3).</summary>
    /// <param name="ledger">The ledger's name.</param>
    /// <param name="payload">The kind whose field it is, such as <c>Receipt.Descriptor</c>.</param>
    /// <param name="path">The field's number path in it.</param>
    /// <param name="mediaType">Of the content, in lower case.</param>
    /// <param name="content">1 to 4,194,304 bytes.</param>
    /// <exception cref="ArgumentException">The content is empty or too large.</exception>
    public static SealedContent Create(string ledger, MessageDescriptor payload, string path, string mediaType, ReadOnlySpan<byte> content)
    {
        ArgumentException.ThrowIfNullOrEmpty(ledger);
        ArgumentNullException.ThrowIfNull(payload);
        if (content.Length is 0 or > MaxContentBytes)
        {
            throw new ArgumentException($"a commitment is to 1 to {MaxContentBytes} bytes, not {content.Length}", nameof(content));
        }

        var key = RandomNumberGenerator.GetBytes(CommitmentDigest.KeyBytes);
        var digest = CommitmentDigest.Compute(key, ledger, payload.FullName, path, content);
        return new SealedContent(
            path,
            new Commitment { Digest = ByteString.CopyFrom(digest.AsSpan()), MediaType = mediaType, Size = (ulong)content.Length },
            new Disclosure { Key = ByteString.CopyFrom(key), Content = ByteString.CopyFrom(content) });
    }

    /// <summary>Seals the confidential part of a kind.</summary>
    /// <param name="ledger">The ledger's name.</param>
    /// <param name="confidential">The kind's message <c>Confidential</c>, such as <c>Sale.Types.Confidential</c>; not empty.</param>
    /// <exception cref="ArgumentException">It is no kind's <c>Confidential</c>, or says nothing.</exception>
    public static SealedContent Seal(string ledger, IMessage confidential)
    {
        ArgumentNullException.ThrowIfNull(confidential);
        var payload = confidential.Descriptor.ContainingType;
        return confidential.Descriptor.Name == "Confidential" && payload is not null
            ? Create(ledger, payload, SealedPath, ConfidentialMediaType, confidential.ToByteArray())
            : throw new ArgumentException($"{confidential.Descriptor.FullName} is no kind's Confidential", nameof(confidential));
    }

    /// <summary>Whether a disclosure is what a commitment was made to.</summary>
    /// <param name="commitment">From the statement.</param>
    /// <param name="disclosure">What was handed over.</param>
    /// <param name="ledger">The ledger's name.</param>
    /// <param name="payload">The kind whose field it is.</param>
    /// <param name="path">The field's number path.</param>
    public static bool Matches(Commitment commitment, Disclosure disclosure, string ledger, MessageDescriptor payload, string path)
    {
        ArgumentNullException.ThrowIfNull(commitment);
        ArgumentNullException.ThrowIfNull(disclosure);
        ArgumentNullException.ThrowIfNull(payload);
        return disclosure.Key.Length == CommitmentDigest.KeyBytes
            && (ulong)disclosure.Content.Length == commitment.Size
            && CommitmentDigest.Compute(disclosure.Key.Span, ledger, payload.FullName, path, disclosure.Content.Span).AsSpan().SequenceEqual(commitment.Digest.Span);
    }

    /// <summary>The path, and nothing of the content.</summary>
    public override string ToString() => $"sealed content of {Commitment.Size} bytes at {Path}";

    private const int MaxContentBytes = 4_194_304;
}
