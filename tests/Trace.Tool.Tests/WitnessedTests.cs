using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Ledger;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Domain.Ledger;

namespace Trace.Tool.Tests;

/// <summary>What the tool believes where a policy asks for witnesses: a checkpoint without the quorum is refused, and the message names who is missing.</summary>
public class WitnessedTests(PostgresFixture postgres)
{
    private const string Platform = "party/gln/9521234000013";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readings_and_proofs_are_held_to_the_witnesses_that_the_policy_asks_for()
    {
        await using var witness = await FakeWitness.StartAsync("w1");
        await using var ledger = new TracedLedger(postgres);
        await using var service = await ledger.StartAsync(postgres, settings => settings with { Policy = TrustPolicy.Parse(Encoding.UTF8.GetBytes($"{witness.Line}\nquorum w1\n")) });
        var checkpoints = service.Services.GetRequiredService<Checkpoints>();
        while (checkpoints.Published?.Head.Size != 4)
        {
            await Task.Delay(10, Cancellation);
        }

        string[] here = ["--server", service.Grpc.ToString()];

        // The operator's own tool believes what the service wrote beside the log's key, and hands the same on.
        var shown = await ledger.DoAsync(["policy", "--json", .. here]);
        Assert.Contains($"witness w1 {witness.Key}\nquorum w1\n", shown.Text("policy"), StringComparison.Ordinal);
        Assert.Equal(1, (await ledger.DoAsync(["verify", Platform, "--json", .. here])).Json.GetProperty("cosignatures").GetInt32());
        var proof = Path.Combine(ledger.Folder, "witnessed.tlog-proof");
        await ledger.DoAsync(["proof", Platform, "-o", proof, .. here]);

        // Somebody else's asks for a second one, whom nobody asked to cosign.
        using var key = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        var stranger = new CosignatureSigner("witness.test/w2", key).VerifierKey;
        var strict = ledger.Write("strict.policy", shown.Text("policy").Replace("quorum w1\n", $"witness w2 {stranger}\ngroup both all w1 w2\nquorum both\n", StringComparison.Ordinal));
        var lenient = ledger.Write("lenient.policy", shown.Text("policy").Replace("quorum w1\n", $"witness w2 {stranger}\ngroup one any w1 w2\nquorum one\n", StringComparison.Ordinal));
        string[][] readings =
        [
            ["verify", Platform], ["show", Platform], ["proof", Platform, "-o", Path.Combine(ledger.Folder, "never")], ["verify", proof],
        ];
        foreach (var reading in readings)
        {
            var refused = await ledger.RunAsync([.. reading, "--policy", strict, .. here]);
            Assert.Equal((string.Join(' ', reading), 1), (string.Join(' ', reading), refused.Code));
            Assert.Contains("quorum both is not met: not cosigned by w2", refused.Error, StringComparison.Ordinal);
            Assert.Contains("strict.policy", refused.Error, StringComparison.Ordinal);
        }

        await ledger.DoAsync(["verify", Platform, "--policy", lenient, .. here]);
        await ledger.DoAsync(["verify", proof, "--policy", lenient, "--server", "http://localhost:1"]);
    }
}
