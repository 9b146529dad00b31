using System.Text.Json;

namespace Trace.Tool.Tests;

/// <summary><c>trace keys grant</c> and <c>revoke</c>: from a request, or a key file that lies here, to what the key may then say.</summary>
public class KeysTests(KeysTests.Registry ledger) : IClassFixture<KeysTests.Registry>
{
    [Fact]
    public async Task A_key_that_its_holder_asks_for_speaks_until_it_is_retired()
    {
        // On another machine: its own folder of keys, and the policy that the ledger's operator hands out.
        var (policy, request) = (Path.Combine(ledger.Folder, "trace.policy"), Path.Combine(ledger.Folder, "station.request"));
        await ledger.DoAsync("policy", "-o", policy);
        string[] there = ["--keys", Path.Combine(ledger.Folder, "station"), "--policy", policy];
        var made = await ledger.DoAsync(["keys", "new", "station", "--party", Parties.Shop, "--json", .. there]);
        await ledger.DoAsync(["keys", "request", "station", "-o", request, .. there]);
        var granted = await ledger.DoAsync("keys", "grant", "--request", request, "--roles", "seller", "--prefixes", Parties.Prefix, "--not-after", "2099-12-31T23:59:59+08:00", "--json");

        Assert.Equal(made.Text("keyId"), granted.Text("keyId"));
        Assert.Equal(("in force", "seller"), await StandingAsync("station", there));
        var grant = (await ledger.DoAsync("show", made.Text("subject"), "--json")).Json.GetProperty("entries")[0].GetProperty("statement").GetProperty("keyGrant");
        Assert.Equal([Parties.Prefix], grant.GetProperty("prefixes").EnumerateArray().Select(prefix => prefix.GetString()));
        Assert.Equal(new DateTimeOffset(2099, 12, 31, 15, 59, 59, TimeSpan.Zero), DateTimeOffset.UnixEpoch.AddMicroseconds(long.Parse(grant.GetProperty("notAfter").GetString()!, System.Globalization.CultureInfo.InvariantCulture)));
        await SellAsync("STATION1", 0);

        await ledger.DoAsync("keys", "revoke", made.Text("subject"), "--kind", "retired");

        Assert.Equal(("retired", "seller"), await StandingAsync("station", there));
        Assert.Contains("KeyRetired (key)", (await SellAsync("STATION2", 1)).Error, StringComparison.Ordinal);

        async Task<Ran> SellAsync(string serial, int code)
        {
            var ran = await ledger.RunAsync(["record", "sale", "--key", "station", "--subject", Parties.Item(serial), .. there]);
            Assert.True(ran.Code == code, ran.Output + ran.Error);
            return ran;
        }
    }

    [Fact]
    public async Task A_key_file_that_lies_here_is_granted_by_name_and_ended_as_compromised_since_a_time()
    {
        await ledger.DoAsync("keys", "new", "van", "--party", Parties.Shop);
        await ledger.DoAsync("keys", "grant", "van", "--roles", "seller");
        var sold = await ledger.DoAsync("record", "sale", "--key", "van", "--subject", Parties.Item("VAN1"), "--json");
        await ledger.DoAsync("keys", "revoke", "van", "--kind", "compromised", "--since", "2026-01-01T00:00:00Z");

        Assert.Equal(("compromised", "seller"), await StandingAsync("van"));
        var verified = await ledger.DoAsync("verify", Parties.Item("VAN1"), "--json");
        Assert.Equal([sold.Json.GetProperty("index").GetUInt64()], verified.Json.GetProperty("disputed").EnumerateArray().Select(index => index.GetUInt64()));
    }

    [Fact]
    public async Task An_administrator_grants_and_revokes_its_own_partys_keys_and_nobody_elses()
    {
        await ledger.DoAsync("keys", "new", "boss", "--party", Parties.Shop);
        await ledger.DoAsync("keys", "grant", "boss", "--roles", "administrator");
        await ledger.DoAsync("keys", "new", "till", "--party", Parties.Shop);
        await ledger.DoAsync("keys", "new", "rider", "--party", Parties.Courier);

        await ledger.DoAsync("keys", "grant", "till", "--roles", "seller", "--key", "boss");
        Assert.Equal(("in force", "seller"), await StandingAsync("till"));
        await ledger.DoAsync("keys", "revoke", "till", "--kind", "retired", "--key", "boss");
        Assert.Equal(("retired", "seller"), await StandingAsync("till"));

        Assert.Equal(1, (await ledger.RunAsync("keys", "grant", "rider", "--roles", "courier", "--key", "boss")).Code);
        Assert.Equal(("not granted", ""), await StandingAsync("rider"));
    }

    [Theory]
    [InlineData("grant")]
    [InlineData("revoke")]
    public async Task It_makes_the_statement_that_party_of_the_same_word_makes(string verb)
    {
        string[] arguments = verb == "grant" ? ["granted", "--roles", "seller"] : ["granted", "--kind", "retired"];

        Assert.Equal(await SaidAsync("party"), await SaidAsync("keys"));

        async Task<string> SaidAsync(string noun)
        {
            var statement = (await ledger.DoAsync([noun, verb, .. arguments, "--dry-run", "--json"])).Json.GetProperty("statement");
            return JsonSerializer.Serialize(statement.EnumerateObject().Where(field => field.Name is not ("nonce" or "time")).ToDictionary(field => field.Name, field => field.Value));
        }
    }

    [Fact]
    public async Task A_request_that_was_changed_on_its_way_or_is_for_another_ledger_is_refused()
    {
        var request = (await ledger.DoAsync("keys", "request", "granted")).Output;
        var own = request.Split('\n')[1];
        var stranger = (await ledger.DoAsync("keys", "request", "other", "--ledger", own["ledger ".Length..])).Output.Split('\n');
        var swapped = ledger.Write("swapped.request", request.Replace(request.Split('\n')[3], stranger[3], StringComparison.Ordinal));
        var elsewhere = ledger.Write("elsewhere.request", request.Replace(own, "ledger elsewhere.example", StringComparison.Ordinal));

        Assert.Equal((1, true), await TryAsync("possession", "--request", swapped, "--roles", "seller"));
        Assert.Equal((2, true), await TryAsync("elsewhere.example", "--request", elsewhere, "--roles", "seller"));
        Assert.Equal((2, true), await TryAsync("is no request", "--request", ledger.Write("letter.txt", "please"), "--roles", "seller"));
        Assert.Equal((2, true), await TryAsync("name one key", "--roles", "seller"));
        Assert.Equal((2, true), await TryAsync("name one key", "granted", "--request", elsewhere, "--roles", "seller"));

        async Task<(int Code, bool Says)> TryAsync(string what, params string[] arguments)
        {
            var ran = await ledger.RunAsync(["keys", "grant", .. arguments]);
            return (ran.Code, ran.Error.Contains(what, StringComparison.Ordinal));
        }
    }

    private async Task<(string Standing, string Roles)> StandingAsync(string name, params string[] where)
    {
        var row = (await ledger.DoAsync(["keys", "show", name, "--json", .. where])).Json[0];
        return (row.GetProperty("standing").GetString()!, string.Join(", ", row.GetProperty("roles").EnumerateArray().Select(role => role.GetString())));
    }

    /// <summary>A shop and a courier that are registered, and two keys of the shop's, one of them granted.</summary>
    public sealed class Registry(Api.Tests.PostgresFixture postgres) : IAsyncLifetime
    {
        private readonly TracedLedger _ledger = new(postgres);

        public string Folder => _ledger.Folder;

        public Task<Ran> RunAsync(params string[] arguments) => _ledger.RunAsync(arguments);

        public Task<Ran> DoAsync(params string[] arguments) => _ledger.DoAsync(arguments);

        public string Write(string name, string content) => _ledger.Write(name, content);

        public async ValueTask InitializeAsync()
        {
            await _ledger.InitializeAsync();
            await DoAsync("party", "register", Parties.Shop, "--name.zh", "福鼎茶厂", "--roles", "seller", "--prefixes", Parties.Prefix);
            await DoAsync("party", "register", Parties.Courier, "--name.zh", "顺丰", "--roles", "courier");
            await DoAsync("keys", "new", "granted", "--party", Parties.Shop);
            await DoAsync("keys", "new", "other", "--party", Parties.Shop);
            await DoAsync("keys", "grant", "granted", "--roles", "seller");
        }

        public ValueTask DisposeAsync() => _ledger.DisposeAsync();
    }
}
