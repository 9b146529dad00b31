using CsCheck;
using Google.Protobuf;
using Trace.Domain.Statements;
using Trace.Testing.Rules;
using Trace.V1;
using Xunit;

namespace Trace.Domain.Tests.Statements;

/// <summary>Statements of a newer version: never let in, never skipped, and in the one order that they must have.</summary>
public sealed class NewerStatementTests
{
    private static readonly MemoryStage Stage = new();

    private static byte[] Known => Stage.DraftOfAsync(StatementCatalogue.Of(Statement.PayloadOneofCase.Inspection).First()).GetAwaiter().GetResult().Sign().Statement.ToByteArray();

    // Field 127, a varint, behind all that is known.
    private static byte[] Newer => [.. Known, 0xf8, 0x07, 0x01];

    [Fact]
    public void A_field_of_a_newer_version_is_refused_at_the_door_and_read_by_verifiers_as_not_understood()
    {
        Assert.Equal(Reason.NotCanonical, ParsedStatement.Parse(ByteString.CopyFrom(Newer), out _)!.Reason);
        Assert.Null(ParsedStatement.Read(ByteString.CopyFrom(Newer), out var read));
        Assert.False(read!.IsUnderstood);
        Assert.Equal(Newer, read.Bytes);
    }

    [Fact]
    public void A_known_statement_is_read_as_understood()
    {
        Assert.Null(ParsedStatement.Read(ByteString.CopyFrom(Known), out var read));
        Assert.True(read!.IsUnderstood);
    }

    [Fact]
    public void A_newer_field_out_of_its_order_is_refused_by_verifiers_too() =>
        Assert.Equal(Reason.NotCanonical, ParsedStatement.Read(ByteString.CopyFrom([0xf8, 0x07, 0x01, .. Known]), out _)!.Reason);

    [Theory]
    [InlineData(new byte[] { 0xf8, 0x07, 0x81, 0x00 })]
    [InlineData(new byte[] { 0xf8, 0x87, 0x00, 0x01 })]
    [InlineData(new byte[] { 0xfb, 0x07, 0xfc, 0x07 })]
    public void A_newer_field_in_a_longer_spelling_or_as_a_group_is_refused(byte[] field) =>
        Assert.NotNull(ParsedStatement.Read(ByteString.CopyFrom([.. Known, .. field]), out _));

    [Fact]
    public void An_unknown_number_of_an_enum_is_found_at_any_depth_and_gives_way_in_the_known_part()
    {
        var statement = new Statement { Listing = new Listing { Label = new Label { NetContent = new Quantity { Thousandths = 1, Unit = (Unit)99 } } } };
        Assert.True(NewerForm.HasUnknownNumber(statement));

        var known = NewerForm.KnownPart(statement);
        Assert.False(NewerForm.HasUnknownNumber(known));
        Assert.Equal(Unit.Piece, known.Listing.Label.NetContent.Unit);
    }

    [Fact]
    public void What_verifiers_read_is_what_stands_there() =>
        Gen.Select(Gen.Byte.Array[0, 60], Gen.Int[0, 2]).Sample((tail, where) =>
        {
            byte[] bytes = where == 0 ? [.. Known, .. tail] : where == 1 ? [.. tail, .. Known] : [.. Newer, .. tail];
            return ParsedStatement.Read(ByteString.CopyFrom(bytes), out var read) is not null || read!.Bytes.Span.SequenceEqual(bytes);
        }, iter: 5_000);
}
