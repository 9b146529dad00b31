using Trace.Domain.Ledger;

namespace Trace.Tool.Tests;

/// <summary>What a proof file holds is checked to the last byte.</summary>
public class ProofTests(TracedLedger ledger) : IClassFixture<TracedLedger>
{
    [Fact]
    public async Task No_byte_of_a_proof_can_be_changed_unseen()
    {
        var (policy, proof) = await ProofAsync("every");
        Assert.True(HistoryProof.TryVerify(TlogProof.Parse(proof), policy, thorough: true, out _, out _));

        // Every 13th: the whole would take minutes, and 13 meets every place of a base64 quartet.
        for (var i = 0; i < proof.Length; i += 13)
        {
            var changed = proof.ToArray();
            changed[i] ^= 1;
            var holds = TlogProof.TryParse(changed, out var read, out _) && HistoryProof.TryVerify(read, policy, thorough: true, out _, out _);
            Assert.False(holds, $"byte {i} of {proof.Length} was changed, and the proof still verifies");
        }
    }

    [Fact]
    public async Task A_bundle_by_itself_is_verified_too()
    {
        var (_, proof) = await ProofAsync("bundle");
        var file = Path.Combine(ledger.Folder, "bundle");
        await File.WriteAllBytesAsync(file, TlogProof.Parse(proof).Extra.ToArray(), TestContext.Current.CancellationToken);

        var ran = await ledger.DoAsync("verify", file, "--json", "--server", "http://localhost:1");

        Assert.True(ran.Json.GetProperty("verified").GetBoolean());
    }

    [Fact]
    public async Task A_policy_of_another_log_believes_nothing_and_the_message_says_whom_it_believes()
    {
        var (_, proof) = await ProofAsync("other");
        var file = Path.Combine(ledger.Folder, "other.tlog-proof");
        await File.WriteAllBytesAsync(file, proof, TestContext.Current.CancellationToken);
        var policy = ledger.Write("other.policy", "log example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\nquorum none\n");

        var ran = await ledger.RunAsync("verify", file, "--policy", policy);

        Assert.Equal(1, ran.Code);
        Assert.Contains("other.policy", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_proof_is_not_verified()
    {
        var ran = await ledger.RunAsync("verify", ledger.Write("nonsense", "nonsense"), "--json");

        Assert.Equal(1, ran.Code);
        Assert.Equal("Form", ran.Json.GetProperty("failures")[0].GetProperty("rule").GetString());
    }

    [Fact]
    public async Task Nothing_is_overwritten()
    {
        await ProofAsync("once");

        var ran = await ledger.RunAsync("proof", "log/genesis", "-o", Path.Combine(ledger.Folder, "once.tlog-proof"));

        Assert.Equal(2, ran.Code);
    }

    private async Task<(TrustPolicy Policy, byte[] Proof)> ProofAsync(string name)
    {
        var (policy, proof) = (Path.Combine(ledger.Folder, $"{name}.policy"), Path.Combine(ledger.Folder, $"{name}.tlog-proof"));
        await ledger.DoAsync("policy", "-o", policy);
        await ledger.DoAsync("proof", "party/gln/9521234000013", "-o", proof);
        return (TrustPolicy.Parse(await File.ReadAllBytesAsync(policy, TestContext.Current.CancellationToken)), await File.ReadAllBytesAsync(proof, TestContext.Current.CancellationToken));
    }
}
