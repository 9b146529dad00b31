using Google.Protobuf;
using Trace.Domain.Statements;
using Trace.V1;
using Xunit;

namespace Trace.Domain.Tests.Statements;

public sealed class NewerFormTests
{
    private static readonly byte[] Front = new Statement { Ledger = "ledger.test", Subject = "01/06901234567892", Key = ByteString.CopyFrom(new byte[32]) }.ToByteArray();
    private static readonly byte[] Payload = new Statement { Listing = new Listing { Name = new Text { En = "Tea" } } }.ToByteArray();

    [Theory]
    [InlineData("48 01")] // field 9, a varint
    [InlineData("4a 01 00")] // field 9, bytes
    public void Field_of_a_number_that_is_not_known_is_read_and_not_understood(string field)
    {
        Assert.Null(Read(field, out var parsed));
        Assert.False(parsed!.IsUnderstood);
    }

    [Theory]
    [InlineData("29 0000000000000000")] // time as fixed64
    [InlineData("2a 01 07")] // time as bytes
    [InlineData("38 07")] // nonce as varint
    [InlineData("42 03 18 b0 03")] // region, inside place, as varint
    public void Known_number_of_another_wire_type_is_of_no_version(string field)
    {
        Assert.Equal(Reason.NotCanonical, Read(field, out _)?.Reason);
    }

    [Fact]
    public void Statement_without_any_payload_is_of_no_version()
    {
        Assert.Equal(Reason.NoPayload, ParsedStatement.Read(ByteString.CopyFrom(Front), out var parsed)?.Reason);
        Assert.Null(parsed);
    }

    private static Refusal? Read(string field, out ParsedStatement? parsed) =>
        ParsedStatement.Read(ByteString.CopyFrom([.. Front, .. Convert.FromHexString(field.Replace(" ", "", StringComparison.Ordinal)), .. Payload]), out parsed);
}
