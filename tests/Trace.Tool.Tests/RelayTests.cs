using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Trace.Agent.Lines;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;

namespace Trace.Tool.Tests;

/// <summary><c>./trace relay</c> beside a real service, pushed to as the three providers push, over the very table of docs/relay.md.</summary>
public sealed class RelayTests(RelayTests.Pushed relay) : IClassFixture<RelayTests.Pushed>
{
    private const string Salt = "salt-of-the-shop";
    private const string Id = "1151847";
    private const string Key = "key-of-kdniao";
    private const string Token = "token-of-weixin";

    // 快递100's times have no offset; they are China's.
    private static readonly DateTimeOffset s_began = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddDays(-2).ToUnixTimeSeconds()).ToOffset(TimeSpan.FromHours(8));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_row_of_the_table_becomes_what_it_says_by_the_message_of_its_provider()
    {
        var rows = Rows();
        Assert.Equal(["快递100", "快递鸟", "微信"], rows.Select(row => row.Provider).Distinct());
        foreach (var (row, number) in rows.Select((row, i) => (row, Waybill(i))))
        {
            var status = row.Provider switch
            {
                "快递100" => (await relay.KuaidiAsync(Kuaidi(number, [.. Track(row.Code).Select(step => (step.At, step.Code, "350100000000"))]))).Status,
                "快递鸟" => (await relay.KdniaoAsync(Kdniao(number, [.. Track(row.Code).Reverse()]))).Status,
                _ => (await relay.WeixinAsync(WeixinXml(number, (s_began, row.Code)))).Status,
            };
            Assert.Equal((row.Provider, row.Code, 200), (row.Provider, row.Code, status));
        }

        foreach (var (row, number) in rows.Select((row, i) => (row, Waybill(i))))
        {
            var (expected, _, _) = EventTable.Find(row.Event, row.How);
            var said = await relay.HistoryAsync(number, row.Event == "nothing" ? 0 : Track(row.Code).Length);
            if (row.Event == "nothing")
            {
                Assert.Empty(said);
                continue;
            }

            Assert.Equal(Track(row.Code).Length, said.Count);
            var one = said.MaxBy(step => step.Time)!;
            var relayed = one.Transit?.Relayed ?? one.Receipt.Relayed;
            Assert.Equal((row.Code, expected!.Activity, expected.Manner), (row.Code, one.Transit?.Activity ?? TransitActivity.Unspecified, one.Receipt?.Manner ?? ReceiptManner.Unspecified));
            Assert.Equal(("shunfeng", 32), (relayed.Courier, relayed.MessageSha256.Length));
            Assert.Equal((UnixMicroseconds.Of(s_began), Pushed.Party), (one.Time, one.Party));
            Assert.Equal(row.Provider == "快递100" ? "350000" : "", one.Place?.Region ?? "");
            Assert.True(one.Receipt is null || one.Receipt.Agreed == Agreed.Unknown);
        }
    }

    [Fact]
    public async Task A_track_that_is_pushed_whole_again_and_again_is_recorded_once_and_in_order()
    {
        const string Number = "SF7000000000001";
        var param = Kuaidi(Number, (s_began.AddHours(2), "5", ""), (s_began.AddHours(1), "0", ""), (s_began, "103", ""));
        for (var i = 0; i < 3; i++)
        {
            var answer = await relay.KuaidiAsync(param);
            Assert.Equal((200, true, "200"), (answer.Status, answer.Json.GetProperty("result").GetBoolean(), answer.Json.GetProperty("returnCode").GetString()));
        }

        // The same track with one state more, and other words beside the old ones.
        await relay.KuaidiAsync(Kuaidi(Number, (s_began.AddHours(3), "301", ""), (s_began.AddHours(2), "5", ""), (s_began.AddHours(1), "0", ""), (s_began, "103", "")).Replace("words", "更新", StringComparison.Ordinal));

        var said = await relay.HistoryAsync(Number, 4);
        Assert.Equal([TransitActivity.PickedUp, TransitActivity.Arrived, TransitActivity.OutForDelivery, TransitActivity.Unspecified], said.Select(one => one.Transit?.Activity ?? TransitActivity.Unspecified));
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(param)), said[0].Transit.Relayed.MessageSha256.ToByteArray());
    }

    [Fact]
    public async Task What_happened_in_one_second_goes_out_in_the_order_of_the_track()
    {
        var (kuaidi, kdniao, weixin) = ("SF7000000000008", "SF7000000000009", "SF7000000000010");
        await relay.KuaidiAsync(Kuaidi(kuaidi, (s_began, "301", ""), (s_began, "5", ""), (s_began, "103", "")));
        await relay.KdniaoAsync(Kdniao(kdniao, (s_began, "1"), (s_began, "202"), (s_began, "301")));
        await relay.WeixinAsync(WeixinXml(weixin, (s_began, "100001"), (s_began, "300002"), (s_began, "300003")));

        foreach (var number in (string[])[kuaidi, kdniao, weixin])
        {
            var said = await relay.HistoryAsync(number, 3);
            Assert.Equal([TransitActivity.PickedUp, TransitActivity.OutForDelivery, TransitActivity.Unspecified], said.Select(one => one.Transit?.Activity ?? TransitActivity.Unspecified));
        }
    }

    [Fact]
    public async Task What_was_the_newest_of_a_track_without_codes_is_known_when_another_is_newer()
    {
        // Only the whole track has a code, and it is the newest state's.
        static string Bare(string param, string whole) => param.Replace($"\"statusCode\":\"{whole}\"", "\"statusCode\":\"\"", StringComparison.Ordinal);
        await relay.KuaidiAsync(Bare(Kuaidi("SF7000000000011", (s_began, "1", "")), "1"));
        await relay.KuaidiAsync(Bare(Kuaidi("SF7000000000011", (s_began.AddHours(1), "5", ""), (s_began, "", "")), "5"));

        Assert.Equal([TransitActivity.PickedUp, TransitActivity.OutForDelivery], (await relay.HistoryAsync("SF7000000000011", 2)).Select(one => one.Transit.Activity));
        Assert.Empty(await UncodedAsync());

        // One that was never the newest here stays unknown.
        await relay.KuaidiAsync(Bare(Kuaidi("SF7000000000012", (s_began.AddHours(1), "5", ""), (s_began, "", "")), "5"));
        Assert.Equal(1, Assert.Single(await UncodedAsync()).GetProperty("count").GetInt32());

        async Task<List<JsonElement>> UncodedAsync() =>
            [.. (await relay.Ledger.DoAsync("relay", "unknown", "--folder", relay.Folder, "--json")).Json.EnumerateArray().Where(kind => kind.GetProperty("code").GetString() == "no code")];
    }

    [Fact]
    public async Task An_operator_is_told_that_nothing_goes_out()
    {
        await relay.KuaidiAsync(Kuaidi("SF7000000000013", (s_began, "301", "")));
        await relay.HistoryAsync("SF7000000000013", 1);
        var folder = Directory.CreateDirectory(Path.Combine(relay.Ledger.Folder, "away")).FullName;
        foreach (var key in Directory.GetFiles(relay.Folder, "waybill-*.key"))
        {
            File.Copy(key, Path.Combine(folder, Path.GetFileName(key)));
        }

        await using var other = await relay.StartAsync(null, folder, new Dictionary<string, string> { ["TRACE_GRPC_PORT"] = "1" });
        Assert.Equal((200, "success"), await other.PostAsync("/weixin?" + Pushed.Query(DateTimeOffset.UtcNow, "a1"), WeixinXml("SF7000000000014", (s_began, "300003"))));
        Assert.Contains("Unavailable", await other.ErrorsAsync("nothing goes out"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_understood_is_kept_with_its_words_and_listed()
    {
        Assert.Equal(200, (await relay.KuaidiAsync(Kuaidi("SF7000000000002", (s_began, "999", "")))).Status);
        Assert.Equal(200, (await relay.KuaidiAsync(Kuaidi("SF7000000000003", (s_began.AddHours(1), "999", "")))).Status);
        Assert.Equal(200, (await relay.KdniaoAsync(Kdniao("SF7000000000004", (s_began, "3")).Replace("\"SF\"", "\"XYZ\"", StringComparison.Ordinal))).Status);

        var kinds = (await relay.Ledger.DoAsync("relay", "unknown", "--folder", relay.Folder, "--json")).Json.EnumerateArray().ToList();
        Assert.Equal(2, kinds.Single(kind => kind.GetProperty("code").GetString() == "999").GetProperty("count").GetInt32());
        Assert.Contains(kinds, kind => kind.GetProperty("code").GetString() == "courier XYZ" && kind.GetProperty("provider").GetString() == "快递鸟");
        Assert.Contains("words", kinds[0].GetProperty("words").GetString(), StringComparison.Ordinal);
        Assert.Empty(await relay.HistoryAsync("SF7000000000002", 0));
    }

    [Fact]
    public async Task A_wrong_signature_is_refused_and_a_right_one_is_good_for_its_own_message_alone()
    {
        var param = Kuaidi("SF7000000000005", (s_began, "301", ""));
        Assert.Equal(403, (await relay.PostFormAsync("/kuaidi100", ("param", param), ("sign", Pushed.Sign(param, "another salt")))).Status);
        Assert.Equal(403, (await relay.PostFormAsync("/kuaidi100", ("param", param))).Status);
        var data = Kdniao("SF7000000000005", (s_began, "301"));
        Assert.Equal(403, (await relay.PostFormAsync("/kdniao", ("RequestData", data + " "), ("DataSign", Pushed.DataSign(data)))).Status);
        Assert.Equal(400, (await relay.KdniaoAsync(data.Replace(Id, "1", StringComparison.Ordinal))).Status);
        Assert.Contains("EBusinessID \"1\"", await relay.ErrorsAsync("pushes to /kdniao are not taken"), StringComparison.Ordinal);
        Assert.Equal(400, (await relay.KuaidiAsync("{\"status\":\"polling\"}")).Status);

        // 微信 signs the query alone: not another body with it, and not tomorrow.
        var query = Pushed.Query(DateTimeOffset.UtcNow, "n1");
        var xml = WeixinXml("SF7000000000005", (s_began, "100001"));
        Assert.Equal((200, "success"), await relay.PostAsync("/weixin?" + query, xml));
        Assert.Equal((200, "success"), await relay.PostAsync("/weixin?" + query, xml));
        Assert.Equal(403, (await relay.PostAsync("/weixin?" + query, xml.Replace("100001", "300003", StringComparison.Ordinal))).Status);
        Assert.Equal(403, (await relay.PostAsync("/weixin?" + Pushed.Query(DateTimeOffset.UtcNow.AddHours(-1), "n2"), xml)).Status);
        Assert.Equal("hello", await relay.Http.GetStringAsync(new Uri($"/weixin?{Pushed.Query(DateTimeOffset.UtcNow, "n3")}&echostr=hello", UriKind.Relative), Cancellation));
        Assert.Single(await relay.HistoryAsync("SF7000000000005", 1));
    }

    [Fact]
    public async Task Weixin_may_push_json_too_and_hostile_xml_is_no_push()
    {
        var json = JsonSerializer.Serialize(new { MsgType = "event", Event = "add_express_path", DeliveryID = "SF", WayBillId = "SF7000000000006", Actions = new[] { new { ActionTime = s_began.ToUnixTimeSeconds(), ActionType = 300003, ActionMsg = "签收" } } });
        Assert.Equal((200, "success"), await relay.WeixinAsync(json));
        Assert.NotNull(Assert.Single(await relay.HistoryAsync("SF7000000000006", 1)).Receipt);

        Assert.Equal(400, (await relay.WeixinAsync("<!DOCTYPE x [<!ENTITY a \"aaaa\">]><xml><Event>&a;</Event></xml>")).Status);
        Assert.Equal((200, "success"), await relay.WeixinAsync("<xml><MsgType>text</MsgType></xml>"));
    }

    [Fact]
    public async Task Weixin_may_encrypt_and_then_nothing_is_taken_in_the_open()
    {
        const string AesKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
        var settings = relay.Ledger.Write("encrypted.json", JsonSerializer.Serialize(new { weixin = new { token = Token, aesKey = AesKey, appId = "wx0123456789abcdef" } }));
        File.SetUnixFileMode(settings, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var other = await relay.StartAsync(settings, Path.Combine(relay.Ledger.Folder, "encrypted"));
        var plain = WeixinXml("SF7000000000007", (s_began, "300003"));
        var encrypted = WeixinCipherTests.Encrypt(plain, AesKey, "wx0123456789abcdef");

        Assert.Equal(403, (await other.PostAsync($"/weixin?{Pushed.Query(DateTimeOffset.UtcNow, "e1")}", plain)).Status);
        var query = Pushed.Query(DateTimeOffset.UtcNow, "e2", encrypted);
        Assert.Equal(403, (await other.PostAsync($"/weixin?{query}", $"<xml><Encrypt>{encrypted.Replace('A', 'B')}</Encrypt></xml>")).Status);
        Assert.Equal(403, (await other.PostAsync($"/weixin?{Pushed.Query(DateTimeOffset.UtcNow, "e3")}", $"<xml><Encrypt>{encrypted}</Encrypt></xml>")).Status);
        Assert.Equal((200, "success"), await other.PostAsync($"/weixin?{query}", $"<xml><ToUserName>x</ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"));

        Assert.NotNull(Assert.Single(await relay.HistoryAsync("SF7000000000007", 1)).Receipt);
        // In the open, as a relay without the key, it is not passed over.
        Assert.Equal(400, (await relay.WeixinAsync($"<xml><Encrypt>{encrypted}</Encrypt></xml>")).Status);
    }

    [Fact]
    public async Task Too_many_pushes_are_asked_to_come_again_before_any_signature_is_looked_at()
    {
        await using var other = await relay.StartAsync(null, Path.Combine(relay.Ledger.Folder, "busy"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4000).Select(_ => other.PostAsync("/weixin?signature=x", "")));
        Assert.Equal([403, 429], answers.Select(answer => answer.Status).Distinct().Order());
    }

    private static List<(string Provider, string Code, string Event, string How)> Rows()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs/relay.md"));
        return [.. lines.SkipWhile(line => line != "| provider | code | its words | event | how |").Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()).Select(cells => (cells[0], cells[1], cells[3], cells[4]))];
    }

    // Of a row that needs another before it, both, the newest first.
    private static (DateTimeOffset At, string Code)[] Track(string code) =>
        code.Split(" after ") is [var last, var first] ? [(s_began, last), (s_began.AddMinutes(-9), first)] : [(s_began, code)];

    private static string Waybill(int row) => string.Create(CultureInfo.InvariantCulture, $"SF9{row:D12}");

    private static string Kuaidi(string number, params (DateTimeOffset At, string Code, string Area)[] states) => JsonSerializer.Serialize(new
    {
        status = "polling",
        lastResult = new
        {
            com = "shunfeng",
            nu = number,
            state = states[0].Code,
            data = states.Select(state => new { context = "words of a courier", time = Local(state.At), ftime = Local(state.At), statusCode = state.Code, areaCode = state.Area }),
        },
    });

    private static string Kdniao(string number, params (DateTimeOffset At, string Code)[] states) => JsonSerializer.Serialize(new
    {
        PushTime = Local(s_began),
        EBusinessID = Id,
        Count = "1",
        Data = new[] { new { EBusinessID = Id, ShipperCode = "SF", LogisticCode = number, Success = true, State = "2", Traces = states.Select(state => new { AcceptTime = Local(state.At), AcceptStation = "words", Action = state.Code }) } },
    });

    private static string WeixinXml(string number, params (DateTimeOffset At, string Code)[] states) =>
        $"<xml><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[add_express_path]]></Event><DeliveryID><![CDATA[SF]]></DeliveryID><WayBillId><![CDATA[{number}]]></WayBillId><Count>{states.Length}</Count>{string.Concat(states.Select(state => $"<Actions><ActionTime>{state.At.ToUnixTimeSeconds()}</ActionTime><ActionType>{state.Code}</ActionType><ActionMsg><![CDATA[words]]></ActionMsg></Actions>"))}</xml>";

    private static string Local(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A service with a relay registered, and <c>./trace relay run</c> as a process beside it.</summary>
    public sealed class Pushed(PostgresFixture postgres) : IAsyncLifetime
    {
        public const string Party = "party/gln/9523333300001";

        private static int s_queries;

        private RelayProcess _own = null!;

        public TracedLedger Ledger { get; } = new(postgres);

        public string Folder => Path.Combine(Ledger.Folder, "relay");

        public HttpClient Http => _own.Http;

        private string Settings => Path.Combine(Ledger.Folder, "relay.json");

        public async ValueTask InitializeAsync()
        {
            await Ledger.InitializeAsync();
            await Ledger.RegisterAsync("relay", Party, "relay");
            var settings = Ledger.Write("relay.json", JsonSerializer.Serialize(new { kuaidi100 = new { salt = Salt }, kdniao = new { id = Id, key = Key }, weixin = new { token = Token } }));
            Assert.Equal(2, (await Ledger.RunAsync("relay", "run", "--key", "relay", "--settings", settings, "--folder", Folder)).Code);
            File.SetUnixFileMode(settings, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            _own = await StartAsync(settings, Folder);
        }

        /// <summary>A relay of these settings; by default as the others'.</summary>
        public Task<RelayProcess> StartAsync(string? settings, string folder, IReadOnlyDictionary<string, string>? surroundings = null) =>
            RelayProcess.StartAsync(Ledger, settings ?? Settings, folder, surroundings);

        public Task<string> ErrorsAsync(string words) => _own.ErrorsAsync(words);

        public Task<(int Status, JsonElement Json)> KuaidiAsync(string param) => PostFormAsync("/kuaidi100", ("param", param), ("sign", Sign(param, Salt)));

        public Task<(int Status, JsonElement Json)> KdniaoAsync(string data) => PostFormAsync("/kdniao", ("RequestData", data), ("DataSign", DataSign(data)), ("RequestType", "102"));

        public Task<(int Status, string Text)> WeixinAsync(string body) => PostAsync("/weixin?" + Query(DateTimeOffset.UtcNow, $"q{Interlocked.Increment(ref s_queries)}"), body);

        public async Task<(int Status, JsonElement Json)> PostFormAsync(string address, params (string Name, string Value)[] fields)
        {
            using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
            using var answer = await Http.PostAsync(new Uri(address, UriKind.Relative), form, Cancellation);
            return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement);
        }

        public Task<(int Status, string Text)> PostAsync(string address, string body) => _own.PostAsync(address, body);

        /// <summary>What is recorded of a waybill, once there is as much; of nothing, once the relay's outbox has sent all it had.</summary>
        public async Task<List<Statement>> HistoryAsync(string number, int count)
        {
            var year = s_began.Year;
            var file = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"waybill-{year}.key"));
            if (count == 0 && !File.Exists(file))
            {
                // Before the first state that is understood nobody asks for a key, and without one nothing can be said.
                return [];
            }

            var key = Convert.FromBase64String((await File.ReadAllTextAsync(file, Cancellation)).Trim());
            var parcel = WaybillKey.Subject(key, "shunfeng", number, year);
            await using var client = Ledger.Service.Connect();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            limit.CancelAfter(TimeSpan.FromSeconds(60));
            while (true)
            {
                try
                {
                    var history = await client.ReadHistoryAsync(parcel.Value, cancellation: limit.Token);
                    if (history.Entries.Count >= count)
                    {
                        return [.. history.Entries.Select(entry => entry.Entry.Statement.Message)];
                    }
                }
                catch (Client.RefusedException refused) when (refused.Reason == Reason.NotFound)
                {
                    if (count == 0)
                    {
                        return [];
                    }
                }

                await Task.Delay(50, limit.Token);
            }
        }

#pragma warning disable CA5350, CA5351 // The providers sign so.
        public static string Sign(string param, string salt) => Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(param + salt)));

        public static string DataSign(string data) => Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(data + Key)))));

        public static string Query(DateTimeOffset at, string nonce, string? encrypted = null)
        {
            var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            string[] signed = [Token, timestamp, nonce];
            return $"signature={SignatureOf(signed)}&timestamp={timestamp}&nonce={nonce}" + (encrypted is null ? "" : $"&encrypt_type=aes&msg_signature={SignatureOf([.. signed, encrypted])}");
        }

        private static string SignatureOf(string[] signed) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(signed.Order(StringComparer.Ordinal)))));
#pragma warning restore CA5350, CA5351

        public async ValueTask DisposeAsync()
        {
            if (_own is not null)
            {
                await _own.DisposeAsync();
            }

            await Ledger.DisposeAsync();
        }
    }

    /// <summary><c>./trace relay run</c> as a process.</summary>
    public sealed class RelayProcess : IAsyncDisposable
    {
        private readonly System.Diagnostics.Process _process;
        private readonly Channel<string> _told = Channel.CreateUnbounded<string>();
        private readonly Task _errors;

        private RelayProcess(System.Diagnostics.Process process)
        {
            _process = process;
            _errors = ListenAsync();
        }

        public HttpClient Http { get; } = new(new SocketsHttpHandler { MaxConnectionsPerServer = 100 }) { Timeout = TimeSpan.FromSeconds(60) };

        public static async Task<RelayProcess> StartAsync(TracedLedger ledger, string settings, string folder, IReadOnlyDictionary<string, string>? surroundings = null)
        {
            var process = ledger.Start(surroundings ?? new Dictionary<string, string>(), ["relay", "run", "--key", "relay", "--settings", settings, "--folder", folder, "--listen", "127.0.0.1:0"]);
            var ready = await process.StandardOutput.ReadLineAsync(Cancellation) ?? await process.StandardError.ReadToEndAsync(Cancellation);
            Assert.StartsWith("ready ", ready, StringComparison.Ordinal);
            return new RelayProcess(process) { Http = { BaseAddress = new Uri(ready["ready ".Length..]) } };
        }

        /// <summary>The next line that it tells its operator with some words in it.</summary>
        public async Task<string> ErrorsAsync(string words) =>
            await _told.Reader.ReadAllAsync(Cancellation).FirstAsync(line => line.Contains(words, StringComparison.Ordinal), Cancellation);

        public async Task<(int Status, string Text)> PostAsync(string address, string body)
        {
            using var content = new StringContent(body, Encoding.UTF8, "text/xml");
            using var answer = await Http.PostAsync(new Uri(address, UriKind.Relative), content, Cancellation);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            if (!_process.HasExited)
            {
                _process.Kill();
                await _process.WaitForExitAsync(CancellationToken.None);
            }

            await _errors;
            _process.Dispose();
        }

        private async Task ListenAsync()
        {
            while (await _process.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
            {
                _told.Writer.TryWrite(line);
            }

            _told.Writer.Complete();
        }
    }
}
