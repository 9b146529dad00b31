using Google.Protobuf;
using Trace.V1;

namespace Trace.Domain.Statements;

/// <summary>
/// The door's first question: are these bytes the only encoding of what they say? Known fields only, in ascending order, each once, shortest
/// varints, no default written, at all depths: in effect Serialize(Parse(b)) = b with unknown fields discarded.
/// </summary>
public static class CanonicalForm
{
    /// <summary>The greatest size of a statement, in bytes.</summary>
    public const int MaxStatementBytes = 16_384;

    private static readonly MessageParser<Statement> KnownFieldsOnly = Statement.Parser.WithDiscardUnknownFields(true);

    /// <summary>Parses a statement, or says why its bytes are refused.</summary>
    /// <param name="bytes">1 to 16,384 bytes.</param>
    /// <param name="statement">What the bytes say; null where they are refused.</param>
    /// <returns>Null, or a refusal with TOO_LARGE, MALFORMED, NOT_CANONICAL or NO_PAYLOAD.</returns>
    public static Refusal? Check(ReadOnlySpan<byte> bytes, out Statement? statement)
    {
        statement = null;
        if (bytes.Length is 0 or > MaxStatementBytes)
        {
            return Refusal.Because(Reason.TooLarge, "", $"a statement has 1 to {MaxStatementBytes} bytes; this one has {bytes.Length}");
        }

        Statement parsed;
        try
        {
            parsed = KnownFieldsOnly.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException problem)
        {
            return Refusal.Because(Reason.Malformed, "", $"not a trace.v1.Statement: {problem.Message}");
        }

        if (!IsOnlyEncodingOf(parsed, bytes))
        {
            return Refusal.Because(Reason.NotCanonical, "", "the bytes are not the canonical encoding of what they say: unknown fields, another order, a field twice, a default written, or a varint that is not the shortest");
        }

        if (parsed.PayloadCase == Statement.PayloadOneofCase.None)
        {
            return Refusal.Because(Reason.NoPayload, "payload", "a statement holds exactly one payload; this one has none that is known");
        }

        statement = parsed;
        return null;
    }

    /// <summary>Whether bytes are what serialising a message gives.</summary>
    /// <param name="message">What was parsed from the bytes.</param>
    /// <param name="bytes">The bytes as they came.</param>
    public static bool IsOnlyEncodingOf(IMessage message, ReadOnlySpan<byte> bytes)
    {
        if (message.CalculateSize() != bytes.Length)
        {
            return false;
        }

        Span<byte> again = bytes.Length <= 1024 ? stackalloc byte[bytes.Length] : new byte[bytes.Length];
        message.WriteTo(again);
        return again.SequenceEqual(bytes);
    }
}
