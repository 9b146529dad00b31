using CsCheck;
using Google.Protobuf;
using Trace.Domain.Statements;
using Trace.Testing.Rules;
using Trace.V1;
using Xunit;

namespace Trace.Domain.Tests.Statements;

/// <summary>One statement has one encoding: what is serialised is taken, and whatever differs by a byte is refused or says something else.</summary>
public sealed class CanonicalFormTests
{
    private static readonly Lazy<byte[][]> Valid = new(() =>
    {
        var stage = new MemoryStage();
        return [.. StatementCatalogue.All.DistinctBy(sample => (sample.Kind, sample.Row)).Select(sample => stage.DraftOfAsync(sample).GetAwaiter().GetResult().Sign().Statement.ToByteArray())];
    });

    private static Gen<byte[]> Statements => Gen.Int[0, Valid.Value.Length - 1].Select(i => Valid.Value[i]);

    [Fact]
    public void What_is_serialised_is_taken_and_says_the_same() =>
        Assert.All(Valid.Value, bytes =>
        {
            Assert.Null(CanonicalForm.Check(bytes, out var statement));
            Assert.Equal(bytes, statement.ToByteArray());
        });

    [Fact]
    public void A_changed_byte_is_refused_or_says_something_else() =>
        Gen.Select(Statements, Gen.Double[0, 1], Gen.Byte[1, 255]).Sample((bytes, at, by) =>
        {
            byte[] changed = [.. bytes];
            changed[(int)(at * (bytes.Length - 1))] ^= by;
            return Holds(bytes, changed);
        }, iter: 20_000);

    [Fact]
    public void A_byte_put_in_or_left_out_is_refused_or_says_something_else() =>
        Gen.Select(Statements, Gen.Double[0, 1], Gen.Byte, Gen.Bool).Sample((bytes, at, value, isPutIn) =>
        {
            var i = (int)(at * (bytes.Length - 1));
            return Holds(bytes, isPutIn ? [.. bytes[..i], value, .. bytes[i..]] : [.. bytes[..i], .. bytes[(i + 1)..]]);
        }, iter: 20_000);

    [Fact]
    public void Bytes_of_any_kind_are_answered_by_a_verdict_and_never_by_an_exception() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            var refusal = ParsedStatement.Parse(ByteString.CopyFrom(bytes), out var parsed);
            var read = ParsedStatement.Read(ByteString.CopyFrom(bytes), out var newer);
            return refusal is null == (parsed is not null) && read is null == (newer is not null);
        }, iter: 20_000);

    [Fact]
    public void Rules_asked_of_a_changed_statement_answer_and_never_throw() =>
        Gen.Select(Statements, Gen.Double[0, 1], Gen.Byte[1, 255]).Sample((bytes, at, by) =>
        {
            byte[] changed = [.. bytes];
            changed[(int)(at * (bytes.Length - 1))] ^= by;
            if (ParsedStatement.Parse(ByteString.CopyFrom(changed), out var parsed) is null)
            {
                parsed!.CheckRules("ledger.test");
            }
        }, iter: 20_000);

    [Fact]
    public void Greatest_size_is_taken_and_one_byte_more_is_not()
    {
        Assert.Equal(Reason.Malformed, CanonicalForm.Check(new byte[CanonicalForm.MaxStatementBytes], out _)!.Reason);
        Assert.Equal(Reason.TooLarge, CanonicalForm.Check(new byte[CanonicalForm.MaxStatementBytes + 1], out _)!.Reason);
        Assert.Equal(Reason.TooLarge, CanonicalForm.Check([], out _)!.Reason);
    }

    // Either refused, or the only encoding of another statement.
    private static bool Holds(byte[] original, byte[] changed) =>
        changed.AsSpan().SequenceEqual(original)
        || CanonicalForm.Check(changed, out var statement) is not null
        || (statement.ToByteArray().AsSpan().SequenceEqual(changed) && !statement!.Equals(Statement.Parser.ParseFrom(original)));
}
