using Trace.Testing;
using Xunit;

namespace Trace.Contracts.Tests.Protos;

public sealed class ProtoTests
{
    private const string File = "protos/trace.v1.txt";

    // Rewriting takes additions alone. Whoever means to break something deletes its line by hand, where a reviewer sees it.
    [Fact]
    public void Protos_of_today_break_nothing_of_the_committed_ones_and_are_all_written_down()
    {
        string today = ProtoText.OfToday();

        Assert.Empty(BreakingChanges.Between(CommittedFile.Read(File), today));
        Assert.Null(CommittedFile.Difference(File, today));
    }

    [Theory]
    [InlineData("  field 1 string ledger [required, max 160]\n", "", "message Statement: field 1 was removed and its number is not reserved")]
    [InlineData("  field 5 int64 time ", "  field 5 uint64 time ", "message Statement: field 5 was \"int64 time\" and is \"uint64 time\"")]
    [InlineData("  field 7 bytes nonce ", "  field 7 bytes salt ", "message Statement: field 7 was \"bytes nonce\" and is \"bytes salt\"")]
    [InlineData("  field 8 repeated bytes signatures\n", "  field 8 bytes signatures\n", "message Entry: field 8 was \"repeated bytes signatures\" and is \"bytes signatures\"")]
    [InlineData("  field 16 Genesis genesis in payload\n", "  field 16 Genesis genesis\n", "message Statement: field 16 was \"Genesis genesis in payload\" and is \"Genesis genesis\"")]
    [InlineData("rating [required, min 1, max 5]", "rating [required, min 1, max 10]", "message Review: field 3 \"uint32 rating\": its bounds were [required, min 1, max 5] and are [required, min 1, max 10]; a changed bound is a changed rule")]
    [InlineData("  field 1 Algorithm algorithm [required]\n", "  field 1 Algorithm algorithm\n", "message PublicKey: field 1 \"Algorithm algorithm\": its bounds were [required] and are none; a changed bound is a changed rule")]
    [InlineData("  reserved 9 to 14\n", "  reserved 9 to 13\n", "message Statement: 14 is no longer reserved")]
    [InlineData("  value 1 HAZARD_CLASS_1\n", "  value 1 HAZARD_CLASS_A\n", "enum Hazard: value 1 was \"HAZARD_CLASS_1\" and is \"HAZARD_CLASS_A\"")]
    [InlineData("  value 3 HAZARD_CLASS_3\n", "", "enum Hazard: value 3 was removed and its number is not reserved")]
    [InlineData("  rpc Record (SignedStatement) returns (Recorded)\n", "", "service Ledger: rpc Record was removed")]
    [InlineData("  rpc Record (SignedStatement) returns (Recorded)\n", "  rpc Record (SignedStatement) returns (Outcome)\n", "service Ledger: rpc Record was \"(SignedStatement) returns (Recorded)\" and is \"(SignedStatement) returns (Outcome)\"")]
    [InlineData("enum Hazard\n", "enum Danger\n", "enum Hazard: removed")]
    [InlineData("message Relayed\n", "message Relayed\n  field 3 string by [required, max 20]\n", "message Relayed: field 3 is new and required; no statement made before has it")]
    public void Each_kind_of_break_is_found_and_named(string was, string now, string expected)
    {
        string today = ProtoText.OfToday();
        Assert.Contains(was, today, StringComparison.Ordinal);

        Assert.Equal([expected], BreakingChanges.Between(today, today.Replace(was, now, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("message Relayed\n", "message Relayed\n  field 3 string by [max 20]\n")]
    [InlineData("enum Hazard\n", "enum Hazard\n  value 9 HAZARD_CLASS_9\n")]
    [InlineData("  value 3 HAZARD_CLASS_3\n", "  reserved 3 to 3\n")]
    [InlineData("message Relayed\n", "message Passed\n  field 1 string by [required]\nmessage Relayed\n")]
    public void Additions_and_removals_that_reserve_the_number_break_nothing(string was, string now)
    {
        string today = ProtoText.OfToday();

        Assert.Empty(BreakingChanges.Between(today, today.Replace(was, now, StringComparison.Ordinal)));
    }
}
