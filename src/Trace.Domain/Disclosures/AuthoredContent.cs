using System.Text;
using Google.Protobuf;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Domain.Disclosures;

/// <summary>What a text field's Commitment holds, where buyers and those who answer them write it: a text, and pictures of pixels alone.</summary>
public static class AuthoredContent
{
    /// <summary>The media type of a <see cref="Content"/>.</summary>
    public const string MediaType = "application/vnd.trace.content";

    /// <summary>The media type of a text alone.</summary>
    public const string PlainText = "text/plain";

    /// <summary>The most pictures of one content.</summary>
    public const int MaxPictures = 4;

    /// <summary>The most bytes of a picture.</summary>
    public const int MaxPictureBytes = 1_000_000;

    private const int MaxTextBytes = 4 * ShownText.MaxLength;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a content.</summary>
    /// <param name="mediaType">As the Commitment says it.</param>
    /// <param name="bytes">The content.</param>
    /// <returns>Text and pictures; null where it is of another media type, or damaged.</returns>
    public static Content? Read(string mediaType, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return mediaType switch
            {
                PlainText => new Content { Text = s_strict.GetString(bytes) },
                MediaType => Content.Parser.ParseFrom(bytes.ToArray()),
                _ => null,
            };
        }
        catch (Exception problem) when (problem is InvalidProtocolBufferException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>What keeps a content from being taken, or null. Media types that no page shows are not looked into.</summary>
    /// <param name="mediaType">As the Commitment says it.</param>
    /// <param name="bytes">The content.</param>
    public static Refusal? Check(string mediaType, ReadOnlySpan<byte> bytes)
    {
        if (mediaType is not (PlainText or MediaType))
        {
            return null;
        }

        if (Read(mediaType, bytes) is not { } content)
        {
            return Refusal.Because(Reason.Malformed, "upload.content", $"not the {mediaType} that the statement commits to");
        }

        if (mediaType == PlainText)
        {
            return null;
        }

        if (s_strict.GetByteCount(content.Text) > MaxTextBytes)
        {
            return Refusal.Because(Reason.TooLarge, "upload.content", $"the text has more than {MaxTextBytes} bytes");
        }

        if (content.Pictures.Count > MaxPictures)
        {
            return Refusal.Because(Reason.TooLarge, "upload.content", $"{content.Pictures.Count} pictures; at most {MaxPictures} are taken");
        }

        return content.Pictures.Select(CheckPicture).FirstOrDefault(refusal => refusal is not null);
    }

    /// <summary>
    /// Whether everybody may read a statement's text: a Review's, and that of a Reply to one. What is said in a case of complaint, report or return
    /// is for those whom it concerns.
    /// </summary>
    /// <param name="kind">Of the statement.</param>
    /// <param name="answered">Of the statement that it answers; None where it answers none.</param>
    public static bool IsPublic(PayloadOneofCase kind, PayloadOneofCase answered) =>
        kind == PayloadOneofCase.Review || (kind == PayloadOneofCase.Reply && answered == PayloadOneofCase.Review);

    private static Refusal? CheckPicture(ByteString picture, int number) =>
        picture.Length > MaxPictureBytes
            ? Refusal.Because(Reason.TooLarge, "upload.content", $"picture {number + 1} has {picture.Length} bytes; at most {MaxPictureBytes} are taken")
            : BareJpeg.Problem(picture.Span) is { } problem
                ? Refusal.Because(Reason.FieldForm, "upload.content", $"picture {number + 1}: {problem}; POST /pictures makes one of pixels alone")
                : null;
}
