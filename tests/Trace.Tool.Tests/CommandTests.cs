using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Trace.Api.Tests;
using static Trace.Tool.Tests.Parties;

namespace Trace.Tool.Tests;

/// <summary>Each command with what it takes, and with what it refuses: exit codes, one message on standard error, JSON on standard output.</summary>
public class CommandTests(TracedLedger ledger, PostgresFixture postgres) : IClassFixture<TracedLedger>
{
    public static TheoryData<int, string, string[]> Wrong => new()
    {
        { 2, "--help", ["nonsense"] },
        { 2, "argument 'subject' missing", ["show"] },
        { 2, "subject", ["show", "01/1"] },
        { 2, "neither a file nor a subject key", ["verify", "no-such-file"] },
        { 1, "NotFound", ["verify", "01/09506000134352"] },
        { 1, "NotFound", ["show", "01/09506000134352"] },
        { 1, "NotFound", ["proof", "01/09506000134352"] },
        { 1, "NotFound", ["party", "show", "party/gln/9506000134376"] },
        { 2, "is no party", ["party", "show", "01/09506000134352"] },
        { 2, "there is no key \"nobody\"", ["keys", "show", "nobody"] },
        { 2, "is no name of a key", ["keys", "new", "a b"] },
        { 2, "is no party's subject key", ["keys", "new", "one", "--party", "somebody"] },
        { 2, "names no party", ["keys", "request", "log"] },
        { 2, "name one key", ["party", "grant", "--roles", "seller"] },
        { 2, "must be one of", ["party", "register", Shop, "--roles", "wizard"] },
        { 1, "FieldRequired", ["party", "register", Shop, "--roles", "seller"] },
        { 2, "which kind is missing", ["record"] },
        { 2, "--subject", ["record", "transit", "--key", "platform", "--activity", "held"] },
        { 2, "--key", ["record", "transit", "--subject", Parcel, "--activity", "held"] },
        { 2, "must be one of picked-up", ["record", "transit", "--key", "platform", "--subject", Parcel, "--activity", "flown"] },
        { 2, "ISO 8601", ["record", "transit", "--key", "platform", "--subject", Parcel, "--activity", "held", "--time", "yesterday"] },
        { 2, "hex digits", ["record", "transit", "--key", "platform", "--subject", Parcel, "--activity", "held", "--shipment", "xyz"] },
        { 2, "has no field \"sku\"", ["record", "sale", "--key", "platform", "--subject", Parcel, "--lines", "sku=1"] },
        { 2, "protobuf's JSON", ["record", "sale", "--key", "platform", "--subject", Parcel, "--sealed", "{\"colour\":1}"] },
        { 2, "claim code", ["record", "opening", "--subject", Parcel, "--code", "ABC"] },
        { 2, "no Sale of this subject", ["record", "opening", "--subject", Parcel, "--code", "00000-00000-00000-00000"] },
        { 1, "Role", ["record", "transit", "--key", "platform", "--subject", Parcel, "--activity", "held"] },
        { 2, "Unrecognized", ["record", "transit", "--colour", "red"] },
        { 2, "Could not find", ["record", "transit", "--key", "platform", "--subject", Parcel, "--file", "gone"] },
        { 2, "holds no signed statement", ["record", "--signed", "/dev/null"] },
        { 2, "http", ["policy", "--server", "somewhere"] },
        { 3, "was not reached", ["policy", "--server", "http://localhost:1"] },
        { 3, "was not reached", ["show", Product, "--server", "http://localhost:1"] },
        { 2, "./trace policy", ["policy", "--keys", "nowhere"] },
        { 2, "line 1", ["policy", "--policy", "/dev/null"] },
        { 2, "completion", ["completion", "tcsh"] },
        { 2, "orders", ["import", "orders"] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_is_told_in_one_message_with_its_exit_code(int code, string message, string[] arguments)
    {
        var ran = await ledger.RunAsync(arguments);

        Assert.True(code == ran.Code, $"{ran.Code}: {ran.Output}{ran.Error}");
        Assert.Contains(message, ran.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(ran.Output);
    }

    [Theory]
    [InlineData("keys", "show")]
    [InlineData("keys", "show", "registrar")]
    [InlineData("keys", "request", "platform")]
    [InlineData("policy")]
    [InlineData("party", "show", "party/gln/9521234000013", "--all-keys")]
    [InlineData("show", "party/gln/9521234000013")]
    [InlineData("verify", "log/genesis", "--thorough")]
    public async Task What_answers_answers_in_JSON_and_in_words(params string[] arguments)
    {
        Assert.NotEqual(JsonValueKind.Undefined, (await ledger.DoAsync([.. arguments, "--json"])).Json.ValueKind);
        Assert.NotEmpty((await ledger.DoAsync(arguments)).Output);
    }

    [Fact]
    public async Task An_error_is_JSON_where_that_is_asked_for()
    {
        var ran = await ledger.RunAsync("show", "01/1", "--json");

        Assert.Equal(2, JsonDocument.Parse(ran.Error).RootElement.GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public async Task Keys_are_listed_with_their_standing_and_never_their_secrets()
    {
        var ran = await ledger.DoAsync("keys", "show", "--json");
        var rows = ran.Json.EnumerateArray().ToDictionary(row => row.GetProperty("name").GetString()!);
        var secret = (await File.ReadAllLinesAsync(Path.Combine(ledger.Data, "keys", "registrar.key"), TestContext.Current.CancellationToken))[3]["seed ".Length..];

        Assert.Equal("in force", rows["registrar"].GetProperty("standing").GetString());
        Assert.Equal("registrar", rows["registrar"].GetProperty("roles")[0].GetString());
        Assert.Equal("signs checkpoints", rows["log"].GetProperty("standing").GetString());
        Assert.DoesNotContain(secret, ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_listed_too_where_the_service_is_not_reached()
    {
        var ran = await ledger.DoAsync("keys", "show", "platform", "--json", "--server", "http://localhost:1");

        Assert.Equal("not known", ran.Json[0].GetProperty("standing").GetString());
        Assert.Contains("was not reached", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_never_overwritten()
    {
        var before = await ledger.DoAsync("keys", "new", "mine", "--json");
        var ran = await ledger.RunAsync("keys", "new", "mine");

        Assert.Equal(2, ran.Code);
        Assert.Equal(before.Text("keyId"), (await ledger.DoAsync("keys", "show", "mine", "--json")).Json[0].GetProperty("keyId").GetString());
    }

    [Fact]
    public async Task A_party_is_shown_with_its_licences_suspensions_and_revoked_keys()
    {
        const string Seller = "party/gln/9523333300001";
        await ledger.RegisterAsync("seller", Seller, "seller");
        await ledger.DoAsync("party", "licence", Seller, "--kind", "food-trade", "--number", "JY1350", "--valid-to", "2030-12-31");
        var suspension = await ledger.DoAsync("party", "suspend", Seller, "--reason", "unsafe-goods", "--json");
        var suspended = await ledger.DoAsync("party", "show", Seller, "--json");
        await ledger.DoAsync("party", "reinstate", Seller, "--suspension", suspension.Text("identity"), "--reason", "remedied");
        await ledger.DoAsync("party", "revoke", "seller", "--kind", "compromised", "--since", "2026-01-01T00:00:00Z");

        var shown = await ledger.DoAsync("party", "show", Seller, "--json");

        Assert.True(suspended.Json.GetProperty("suspended").GetBoolean());
        Assert.False(shown.Json.GetProperty("suspended").GetBoolean());
        Assert.Equal("compromised", shown.Json.GetProperty("keys")[0].GetProperty("standing").GetString());
        Assert.Equal(["registration", "licence", "suspension", "reinstatement"], shown.Json.GetProperty("statements").EnumerateArray().Select(said => said.GetProperty("kind").GetString()));
        Assert.Contains("JY1350", (await ledger.DoAsync("party", "show", Seller)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_is_interrupted_stops_and_says_so()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var process = ledger.Start("policy", "--server", $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}");

        // It is amid its call by now: it has connected, and nobody answers.
        using var connected = await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((130, "stopped"), (process.ExitCode, error.Trim()));
    }

    [Fact]
    public async Task A_log_that_forked_is_told_apart_from_everything_else()
    {
        await using var first = new TracedLedger(postgres);
        await first.InitializeAsync();
        await first.RegisterAsync("shop", Shop, "seller");
        await first.DoAsync("policy");
        await first.StopAsync();
        await using var second = await first.StartAsync(postgres, settings => settings with { Anchor = Path.Combine(first.Folder, "another-anchor") });

        var ran = await first.RunAsync("policy", "--server", second.Grpc.ToString());

        Assert.Equal(4, ran.Code);
        Assert.True(Directory.EnumerateFiles(Path.Combine(first.Folder, "state"), "offered", SearchOption.AllDirectories).Any());
    }
}
