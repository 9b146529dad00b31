using System.Net;
using System.Text;
using System.Text.Json;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;
using static Trace.Tool.Tests.Parties;

namespace Trace.Tool.Tests;

/// <summary><c>./trace agent</c> beside a real service: plain JSON in, recorded statements and outcomes out, whatever happens between.</summary>
public sealed class AgentTests(AgentTests.Couriers ledger) : IClassFixture<AgentTests.Couriers>
{
    // Each a process that is killed.
    private const int Rounds = 6;

    private static int _parcels;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Good_lines_are_taken_and_recorded_and_bad_ones_are_told_by_line_field_and_rule()
    {
        await using var agent = await ledger.AgentAsync("first");
        var number = Waybill();

        var (status, answer) = await agent.PostAsync($"{Line(number, "picked_up", 1)}\n\n{Line(number, "flown", 2)}\nnonsense\n{Line(number, "received", 3, ",\"how\":\"recipient\",\"place\":\"350100\",\"ref\":\"R1\"")}");

        Assert.Equal((200, 2, 2), (status, answer.GetProperty("taken").GetInt32(), answer.GetProperty("notTaken").GetInt32()));
        Assert.Equal([1, 3, 4, 5], answer.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("line").GetInt32()));
        Assert.Equal("event", answer.GetProperty("lines")[1].GetProperty("field").GetString());
        var outcomes = await agent.OutcomesAsync(2);
        Assert.Equal(["recorded", "recorded"], outcomes.Select(outcome => outcome.GetProperty("state").GetString()));
        Assert.Equal("R1", outcomes[1].GetProperty("ref").GetString());
        Assert.Equal([1, 2], outcomes.Select(outcome => outcome.GetProperty("version").GetInt32()));
        Assert.Equal(ledger.Parcel(number), outcomes[0].GetProperty("subject").GetString());
        Assert.Empty((await agent.GetAsync($"/outcomes?since={outcomes[1].GetProperty("n")}")).GetProperty("outcomes").EnumerateArray());
        Assert.Equal(2, (await agent.GetAsync("/status")).GetProperty("recorded").GetInt32());
        Assert.Equal(["Transit", "Receipt"], (await ledger.HistoryAsync(number)).Select(said => said.Kind));
        Assert.Equal("350100", await ledger.SealedRegionAsync(number));
        Assert.Equal(0, await agent.StopAsync());
    }

    [Fact]
    public async Task A_line_whose_answer_was_lost_is_posted_again_and_recorded_once()
    {
        await using var agent = await ledger.AgentAsync("again");
        var line = Line(Waybill(), "arrived", 1);

        var (first, again) = ((await agent.PostAsync(line, "application/json")).Answer, (await agent.PostAsync($"[{line}]", "application/json")).Answer);

        Assert.Equal(first.GetProperty("lines")[0].GetProperty("identity").GetString(), again.GetProperty("lines")[0].GetProperty("identity").GetString());
        Assert.True(again.GetProperty("lines")[0].GetProperty("repeated").GetBoolean());
        Assert.Single(await agent.OutcomesAsync(1));
    }

    [Fact]
    public async Task Facts_that_share_a_ref_are_each_recorded_and_a_repeat_says_what_became_of_it()
    {
        await using var agent = await ledger.AgentAsync("ref");
        var number = Waybill();
        const string Order = ",\"ref\":\"O-17\"";
        var wrong = Line(number, "received", 3, $",\"how\":\"agent\",\"shipment\":\"{ledger.Listing}\"{Order}");

        // An order's number on all that happens to its parcel; and a refused line put right under its old word.
        await agent.PostAsync(Line(number, "picked_up", 1, Order));
        await agent.PostAsync($"{Line(number, "arrived", 2, Order)}\n{wrong}");
        await agent.OutcomesAsync(3);
        var (status, answer) = await agent.PostAsync($"{wrong}\n{Line(number, "received", 3, $",\"how\":\"agent\"{Order}")}");
        await agent.OutcomesAsync(4);

        var (repeated, right) = (answer.GetProperty("lines")[0], answer.GetProperty("lines")[1]);
        Assert.Equal((200, true, "refused", "ReferenceKind"), (status, repeated.GetProperty("repeated").GetBoolean(), repeated.GetProperty("state").GetString(), repeated.GetProperty("reason").GetString()));
        Assert.False(right.TryGetProperty("repeated", out _) || right.TryGetProperty("state", out _));
        Assert.Equal([("Transit", 1), ("Transit", 2), ("Receipt", 3)], await ledger.HistoryAsync(number));
    }

    [Fact]
    public async Task A_time_eight_hours_ahead_is_told_for_what_it_is_and_recorded_as_it_was_said()
    {
        await using var agent = await ledger.AgentAsync("ahead");
        var number = Waybill();
        var local = DateTimeOffset.UtcNow.AddHours(8);

        var (status, answer) = await agent.PostAsync($$"""{"waybill":"{{number}}","courier":"顺丰","event":"到达","at":"{{local:yyyy-MM-dd HH:mm:ss}}Z"}""", "application/json");

        Assert.Equal(200, status);
        Assert.Contains("local time sent as UTC?", answer.GetProperty("lines")[0].GetProperty("warning").GetString(), StringComparison.Ordinal);
        var outcome = Assert.Single(await agent.OutcomesAsync(1));
        Assert.Equal(("recorded", local.ToUnixTimeSeconds()), (outcome.GetProperty("state").GetString(), outcome.GetProperty("time").GetDateTimeOffset().ToUnixTimeSeconds()));
        Assert.True(Math.Abs(outcome.GetProperty("clockAheadSeconds").GetDouble()) < 60);
    }

    [Fact]
    public async Task Whoever_does_not_know_the_secret_or_sends_too_much_is_sent_away()
    {
        await using var agent = await ledger.AgentAsync("shut");
        using var stranger = new HttpClient { BaseAddress = agent.Http.BaseAddress };

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(new Uri("/outcomes", UriKind.Relative), Cancellation)).StatusCode);
        stranger.DefaultRequestHeaders.Add("X-Trace-Secret", "0000000000000000");
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(new Uri("/status", UriKind.Relative), Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(new Uri("/healthz", UriKind.Relative), Cancellation)).StatusCode);
        Assert.Equal(400, (await agent.PostAsync(string.Concat(Enumerable.Repeat("{}\n", 1001)))).Status);
        Assert.Equal(415, (await agent.PostAsync("{}", "text/plain")).Status);
        Assert.Equal(400, (await agent.PostAsync("{\"waybill\":", "application/json")).Status);
        Assert.Equal(400, (await agent.PostAsync($"{{\"waybill\":\"{new string('1', 5000)}\"}}")).Status);
        using var tooLong = new HttpRequestMessage(HttpMethod.Post, new Uri("/events", UriKind.Relative)) { Content = new ByteArrayContent(new byte[5 * 1024 * 1024]) };
        tooLong.Content.Headers.ContentType = new("application/json");

        // It is refused by its length: nothing of it need be sent.
        tooLong.Headers.ExpectContinue = true;
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await agent.Http.SendAsync(tooLong, Cancellation)).StatusCode);
        Assert.Equal(0, (await agent.GetAsync("/status")).GetProperty("waiting").GetInt32());
    }

    [Fact]
    public async Task A_second_agent_of_one_folder_and_an_address_for_others_are_refused()
    {
        await using var agent = await ledger.AgentAsync("one");

        var second = await ledger.Traced.RunAsync("agent", "--key", "courier", "--folder", ledger.Folder("one"), "--listen", "127.0.0.1:0");
        var open = await ledger.Traced.RunAsync("agent", "--key", "courier", "--folder", ledger.Folder("open"), "--listen", "0.0.0.0:0");

        Assert.Equal((2, 2), (second.Code, open.Code));
        Assert.Contains("in use by another process", second.Error, StringComparison.Ordinal);
        Assert.Contains("--remote", open.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_network_lines_are_taken_and_go_out_when_it_is_back()
    {
        await using var line = new CutLine(ledger.Traced.Service.Grpc);
        var number = Waybill();
        await using (var before = await ledger.AgentAsync("offline", line))
        {
            // A line is taken: the year's key is here.
            Assert.Equal(200, (await before.PostAsync(Line(number, "picked_up", 1))).Status);
            await before.OutcomesAsync(1);
        }

        line.Away = true;
        line.Cut();
        await using var agent = await ledger.AgentAsync("offline", line);
        Assert.Equal(200, (await agent.PostAsync($"{Line(number, "departed", 2)}\n{Line(number, "arrived", 3)}")).Status);
        while ((await agent.GetAsync("/status")).TryGetProperty("trouble", out _) == false)
        {
            await Task.Delay(20, Cancellation);
        }

        Assert.Contains("nothing goes out", (await ledger.Traced.DoAsync("outbox", "list", "--outbox", Path.Combine(ledger.Folder("offline"), "outbox.db"))).Output, StringComparison.Ordinal);
        line.Away = false;
        await agent.OutcomesAsync(3);
        Assert.Equal([1, 2, 3], (await ledger.HistoryAsync(number)).Select(said => said.At));
    }

    [Fact]
    public async Task What_hinders_is_answered_with_its_words_and_told_and_the_agent_goes_on()
    {
        var inbox = Directory.CreateDirectory(Path.Combine(ledger.Traced.Folder, "hindered")).FullName;
        var (file, number) = (Path.Combine(inbox, "day.jsonl"), Waybill());
        await File.WriteAllTextAsync(file, Line(number, "picked_up", 1), Cancellation);

        // A proxy's name for the server is none of its own.
        await using (var agent = await ledger.AgentAsync("hindered", null, "--inbox", inbox, "--audience", "grpc://elsewhere.example:443"))
        {
            await agent.ErrorsAsync("takes itself for");
            var (status, answer) = await agent.PostAsync(Line(number, "departed", 2));
            Assert.Equal(503, status);
            Assert.Contains("--audience", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
            await agent.ErrorsAsync("POST /events");
        }

        // Half of a key, as an unlucky copy leaves it.
        var year = Couriers.Morning.Year;
        var key = Path.Combine(ledger.Folder("hindered"), $"waybill-{year}.key");
        await File.WriteAllTextAsync(key, "AAAA", Cancellation);
        await using (var agent = await ledger.AgentAsync("hindered", null, "--inbox", inbox))
        {
            var (status, answer) = await agent.PostAsync(Line(number, "departed", 2));
            Assert.Equal(503, status);
            Assert.Contains("holds no waybill key", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
            Assert.True(File.Exists(file));
            File.Delete(key);
            Assert.Single(await agent.OutcomesAsync(1));
            Assert.Equal(200, (await agent.PostAsync(Line(number, "departed", 2))).Status);
            await agent.OutcomesAsync(2);
        }

        Assert.Equal([1, 2], (await ledger.HistoryAsync(number)).Select(said => said.At));
    }

    [Fact]
    public async Task A_refused_line_is_seen_with_its_reason_and_corrected()
    {
        await using var agent = await ledger.AgentAsync("refused");
        var number = Waybill();
        var wrong = $",\"how\":\"agent\",\"shipment\":\"{ledger.Listing}\"";
        await agent.PostAsync(Line(number, "received", 1, wrong + ",\"ref\":\"R7\""));

        var outcome = Assert.Single(await agent.OutcomesAsync(1));
        Assert.Equal(("refused", "ReferenceKind", "receipt.shipment"), (outcome.GetProperty("state").GetString(), outcome.GetProperty("reason").GetString(), outcome.GetProperty("field").GetString()));
        var identity = Assert.Single((await agent.GetAsync("/refused")).GetProperty("refused").EnumerateArray()).GetProperty("identity").GetString();
        Assert.Equal(409, (await agent.PostAsync("", path: $"/statements/{new string('0', 64)}/retry")).Status);
        Assert.Equal(200, (await agent.PostAsync(Line(number, "received", 1, ",\"how\":\"agent\""), path: $"/statements/{identity}/correct")).Status);

        var outcomes = await agent.OutcomesAsync(3);
        Assert.Equal(["refused", "corrected", "recorded"], outcomes.Select(one => one.GetProperty("state").GetString()));
        Assert.Equal(outcomes[2].GetProperty("identity").GetString(), outcomes[1].GetProperty("instead").GetString());
        Assert.Equal("R7", outcomes[2].GetProperty("ref").GetString());
        Assert.Contains("ReferenceKind", await agent.ErrorsAsync("a statement is refused"), StringComparison.Ordinal);

        // Whoever posts the right line again, by itself, says nothing new.
        Assert.True((await agent.PostAsync(Line(number, "received", 1, ",\"how\":\"agent\""))).Answer.GetProperty("lines")[0].GetProperty("repeated").GetBoolean());
        Assert.Single(await ledger.HistoryAsync(number));
    }

    [Fact]
    public async Task The_outbox_commands_list_export_drop_and_retry_what_an_agent_left()
    {
        var database = Path.Combine(ledger.Folder("left"), "outbox.db");
        var number = Waybill();
        await using (var agent = await ledger.AgentAsync("left"))
        {
            await agent.PostAsync($"{Line(number, "received", 1, $",\"how\":\"agent\",\"shipment\":\"{ledger.Listing}\"")}\n{Line(number, "received", 2, $",\"how\":\"agent\",\"shipment\":\"{ledger.Listing}\"")}");
            await agent.OutcomesAsync(2);
            var busy = await ledger.Traced.RunAsync("outbox", "drop", "1", "--reason", "mistake", "--outbox", database);
            Assert.Equal(2, busy.Code);
        }

        var listed = await ledger.Traced.DoAsync("outbox", "list", "--outbox", database, "--json");
        Assert.Equal(2, listed.Json.GetProperty("statements").GetArrayLength());
        Assert.Contains("ReferenceKind", (await ledger.Traced.DoAsync("outbox", "list", "--outbox", database)).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await ledger.Traced.RunAsync("outbox", "drop", "1", "--outbox", database)).Code);
        Assert.Equal(2, (await ledger.Traced.RunAsync("outbox", "drop", "9", "--reason", "mistake", "--outbox", database)).Code);
        await ledger.Traced.DoAsync("outbox", "drop", "1", "--reason", "mistake", "--outbox", database);

        var right = Path.Combine(ledger.Traced.Folder, "right.statement");
        await ledger.Traced.DoAsync("record", "receipt", "--key", "courier", "--subject", ledger.Parcel(number), "--manner", "agent", "--agreed", "yes", "--out", right);
        await ledger.Traced.DoAsync("outbox", "correct", "2", "--signed", right, "--outbox", database);
        var retried = await ledger.Traced.DoAsync("outbox", "retry", "--outbox", database, "--json");
        Assert.Equal(1, retried.Json.GetProperty("recorded").GetInt32());

        var exported = (await ledger.Traced.DoAsync("outbox", "export", "--state", "all", "--outbox", database)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["dropped", "corrected", "recorded"], exported.Select(row => row.GetProperty("state").GetString()));
        Assert.All(exported, row => Assert.Single(row.GetProperty("signed").GetProperty("signatures").EnumerateArray()));
        Assert.Equal("mistake", exported[0].GetProperty("droppedBecause").GetString());
        Assert.Single(await ledger.HistoryAsync(number));
    }

    [Fact]
    public async Task Files_of_lines_are_taken_and_outcomes_come_by_file_and_by_signed_callback()
    {
        await using var receiver = await Receiver.StartAsync();
        var inbox = Directory.CreateDirectory(Path.Combine(ledger.Traced.Folder, "inbox")).FullName;
        var outcomes = Path.Combine(ledger.Traced.Folder, "outcomes.jsonl");
        await using var agent = await ledger.AgentAsync("files", null, "--inbox", inbox, "--outcomes", outcomes, "--callback", receiver.Address.ToString());
        var number = Waybill();
        await File.WriteAllTextAsync(Path.Combine(inbox, "day.part"), $"{Line(number, "picked_up", 1)}\n{Line(number, "flown", 2)}\n{Line(number, "arrived", 3)}\n", Cancellation);
        File.Move(Path.Combine(inbox, "day.part"), Path.Combine(inbox, "day.jsonl"));

        var posted = new List<JsonElement>();
        while (posted.Count < 2)
        {
            var (id, stamp, signature, body) = await receiver.NextAsync();
            Assert.True(Signed(await File.ReadAllBytesAsync(Path.Combine(ledger.Folder("files"), "webhook.key"), Cancellation), $"{id}.{stamp}.", body, signature));
            posted.AddRange(JsonDocument.Parse(body).RootElement.GetProperty("outcomes").EnumerateArray());
        }

        Assert.Equal([1, 2], posted.Select(outcome => outcome.GetProperty("n").GetInt32()));
        Assert.True(File.Exists(Path.Combine(inbox, "done", "day.jsonl")));
        Assert.Contains("\"line\":2", await File.ReadAllTextAsync(Path.Combine(inbox, "done", "day.jsonl.errors"), Cancellation), StringComparison.Ordinal);
        string[] lines;
        while ((lines = await ReadBesideAsync(outcomes)).Length < 2)
        {
            await Task.Delay(20, Cancellation);
        }

        Assert.Equal([1, 2], lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("n").GetInt32()));
    }

    [Fact]
    public async Task A_file_of_another_user_is_taken_once_and_moved()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv"), "only root can give a file away, and take that power from an agent");

        // An agent that may move others' files, and not touch their times, as one that is not root.
        var programs = Directory.CreateDirectory(Path.Combine(ledger.Traced.Folder, "programs")).FullName;
        var dotnet = Path.Combine(programs, "dotnet");
        await File.WriteAllTextAsync(dotnet, "#!/bin/sh\nPATH=${PATH#*:}\nexec setpriv --bounding-set=-fowner dotnet \"$@\"\n", Cancellation);
        File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var inbox = Directory.CreateDirectory(Path.Combine(ledger.Traced.Folder, "others")).FullName;
        await using var agent = await RunningAgent.StartAsync(ledger.Traced, "courier", Directory.CreateDirectory(ledger.Folder("others")).FullName, new Dictionary<string, string> { ["PATH"] = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}" }, "--inbox", inbox);
        var file = Path.Combine(inbox, "day.part");
        await File.WriteAllTextAsync(file, Line(Waybill(), "arrived", 1), Cancellation);
        using (var give = System.Diagnostics.Process.Start("chown", ["12345", file]))
        {
            await give.WaitForExitAsync(Cancellation);
        }

        File.Move(file, Path.Combine(inbox, "day.jsonl"));
        while (!File.Exists(Path.Combine(inbox, "done", "day.jsonl")))
        {
            await Task.Delay(50, Cancellation);
        }

        Assert.Single(await agent.OutcomesAsync(1));
    }

    [Fact]
    public async Task A_disk_that_is_full_amid_an_outcome_leaves_no_torn_line_and_loses_none()
    {
        // Longer than whatever else the agent writes, so that it alone meets the limit.
        var outcomes = Path.Combine(ledger.Traced.Folder, "full.jsonl");
        await File.WriteAllTextAsync(outcomes, string.Concat(Enumerable.Repeat($"{new string(' ', 4095)}\n", 4096)) + "{\"n\":0,\"identity\":\"\",\"state\":\"\"}\n", Cancellation);
        var length = new FileInfo(outcomes).Length;
        await using var agent = await ledger.AgentAsync("full", null, "--outcomes", outcomes);
        FileLimit.Set(agent.Id, length + 100);
        await agent.PostAsync(Line(Waybill(), "arrived", 1));
        await agent.ErrorsAsync("did not get to the file");

        Assert.Equal(length, new FileInfo(outcomes).Length);
        FileLimit.Set(agent.Id, null);
        while (new FileInfo(outcomes).Length == length)
        {
            await Task.Delay(20, Cancellation);
        }

        Assert.Equal(1, JsonDocument.Parse((await ReadBesideAsync(outcomes))[^1]).RootElement.GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task A_disk_that_is_full_when_a_years_key_is_to_be_kept_is_told_as_that()
    {
        await using var line = new CutLine(ledger.Traced.Service.Grpc) { Away = true };
        await using var agent = await ledger.AgentAsync("no-room-for-a-key", line);
        FileLimit.Set(agent.Id, 10);
        line.Away = false;
        var said = Line(Waybill(), "arrived", 1);

        // The ledger is reached again soon after it was not.
        (int Status, JsonElement Answer) answer;
        while ((answer = await agent.PostAsync(said)) is { Status: 503 } && answer.Answer.ToString().Contains("was not reached", StringComparison.Ordinal))
        {
            await Task.Delay(50, Cancellation);
        }

        Assert.True(answer.Status == 507, $"{answer.Status} {answer.Answer}");
        FileLimit.Set(agent.Id, null);
        Assert.Equal(200, (await agent.PostAsync(said)).Status);
    }

    [Fact]
    public async Task Killed_again_and_again_and_cut_amid_streams_each_fact_is_recorded_once_and_in_order()
    {
        await using var line = new CutLine(ledger.Traced.Service.Grpc);
        var random = new Random(7);
        List<string> parcels = [.. Enumerable.Range(0, 5).Select(_ => Waybill())];
        var told = parcels.ToDictionary(parcel => parcel, _ => 0);
        for (var round = 0; round < Rounds; round++)
        {
            await using var agent = await ledger.AgentAsync("killed", line);
            for (var batch = 0; batch < 4; batch++)
            {
                // What was not acknowledged is told again, with what is new.
                var facts = Enumerable.Range(0, 12).Select(_ => parcels[random.Next(5)]).GroupBy(parcel => parcel).ToDictionary(group => group.Key, group => group.Count());
                var body = string.Join('\n', facts.SelectMany(fact => Enumerable.Range(1, fact.Value).Select(i => Line(fact.Key, "arrived", told[fact.Key] + i))));
                line.CutAfter ??= random.Next(1_000, 9_000);
                var posting = agent.PostAsync(body);
                if (batch == 3 && round < Rounds - 1)
                {
                    await Task.Delay(random.Next(60), Cancellation);
                    await agent.KillAsync();
                    await Task.WhenAny(posting);
                    if (!posting.IsCompletedSuccessfully)
                    {
                        break;
                    }
                }

                Assert.Equal(200, (await posting).Status);
                foreach (var (parcel, count) in facts)
                {
                    told[parcel] += count;
                }
            }

            if (round < Rounds - 1)
            {
                continue;
            }

            line.CutAfter = null;
            while ((await agent.GetAsync("/status")).GetProperty("waiting").GetInt32() > 0)
            {
                await Task.Delay(50, Cancellation);
            }
        }

        Assert.True(line.Cuts > 0);
        foreach (var parcel in parcels)
        {
            // What was on disk, though nobody was told so, may lie behind the last that was told.
            var hours = (await ledger.HistoryAsync(parcel)).Select(said => said.At).ToList();
            Assert.Equal(Enumerable.Range(1, Math.Max(told[parcel], hours.Count)), hours);
        }
    }

    private static string Waybill() => $"SF17000000{Interlocked.Increment(ref _parcels):D5}";

    // Facts of a parcel are told apart by their minute, which counts up.
    private static string Line(string number, string said, int at, string more = "") =>
        $$"""{"waybill":"{{number}}","courier":"shunfeng","event":"{{said}}","at":"{{Couriers.Morning.AddMinutes(at):yyyy-MM-dd HH:mm:ss}}+08:00"{{more}}}""";

    private static async Task<string[]> ReadBesideAsync(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return (await file.ReadToEndAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static bool Signed(byte[] keyFile, string before, byte[] body, string signature)
    {
        using var signer = KeyText.Parse(Encoding.UTF8.GetString(keyFile), out _);
        return signature.StartsWith("v1a,", StringComparison.Ordinal)
            && Ed25519Strict.Verify(signer.PublicKey.Span, [.. Encoding.UTF8.GetBytes(before), .. body], Convert.FromBase64String(signature[4..]));
    }

    /// <summary>A service with a courier, and agents of it.</summary>
    public sealed class Couriers(PostgresFixture postgres) : IAsyncLifetime
    {
        public static readonly DateTimeOffset Morning = new(DateTimeOffset.UtcNow.AddDays(-1).Date, TimeSpan.FromHours(8));

        public TracedLedger Traced { get; } = new(postgres);

        /// <summary>Identity of a statement that is no Shipment.</summary>
        public string Listing { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            await Traced.InitializeAsync();


            // In this process, as the registrar's own tools would: a call of the tool each takes seconds on a busy machine.
            await using var client = Traced.Service.Connect();
            using var courier = KeyFile.Create(Path.Combine(Traced.Data, "keys", "courier.key"), Courier);
            await Traced.Service.RegisterAsync(client, Courier, "", courier.Signer, Role.Courier);
            var shop = await Traced.Service.RegisterAsync(client, Shop, Prefix, Role.Producer, Role.Seller);
            var listing = shop.Make(SubjectKey.Parse(Product), new Listing { Name = new V1.Text { Zh = "白毫银针" } });
            await client.RecordAsync(listing, Cancellation);
            Listing = Convert.ToHexStringLower(StatementFactory.IdentityOf(listing).Span);
            await File.WriteAllTextAsync(Path.Combine(Traced.Folder, "trace.policy"), client.Policy.For(client.Ledger, client.Policy.Logs).Format(), Cancellation);
        }

        public string Folder(string name) => Path.Combine(Traced.Folder, "agents", name);

        /// <summary>An agent; where the line is bad, behind a policy that names its ledger.</summary>
        public Task<RunningAgent> AgentAsync(string name, CutLine? line = null, params string[] more)
        {
            Directory.CreateDirectory(Folder(name));
            string[] over = line is null ? [] : ["--server", line.Address.ToString(), "--policy", Path.Combine(Traced.Folder, "trace.policy")];
            return RunningAgent.StartAsync(Traced, "courier", Folder(name), null, [.. over, .. more]);
        }

        /// <summary>The ledger's name, as the policy has it.</summary>
        public async Task<string> LedgerNameAsync() => TrustPolicy.Parse(await File.ReadAllBytesAsync(Path.Combine(Traced.Folder, "trace.policy"), Cancellation)).Ledger!;

        public string Parcel(string number)
        {
            var year = WaybillKey.YearOf(UnixMicroseconds.Of(Morning));
            var key = Convert.FromBase64String(File.ReadAllText(Path.Combine(Traced.Data, "keys", $"waybill-{year}.key")).Trim());
            return WaybillKey.Subject(key, "shunfeng", number, year).Value;
        }

        /// <summary>The region beside the log of a parcel's last statement, a Receipt, as the courier may read it.</summary>
        public async Task<string> SealedRegionAsync(string number)
        {
            await using var client = Traced.Service.Connect();
            using var courier = KeyFile.Load(Path.Combine(Traced.Data, "keys", "courier.key"));
            var receipt = (await client.ReadHistoryAsync(Parcel(number), cancellation: Cancellation)).Entries[^1].Entry.Statement;
            var disclosed = await client.ReadDisclosureAsync(receipt, SealedContent.SealedPath, receipt.Message.Sealed, courier.Signer, Courier, Cancellation);
            return Receipt.Types.Confidential.Parser.ParseFrom(disclosed.Content).Region;
        }

        /// <summary>What the log has of a parcel, in its order, verified.</summary>
        public async Task<List<(string Kind, int At)>> HistoryAsync(string number)
        {
            await using var client = await LedgerClient.ConnectAsync(Traced.Service.Grpc.ToString(), TrustPolicy.Parse(await File.ReadAllBytesAsync(Path.Combine(Traced.Folder, "trace.policy"), Cancellation)), cancellation: Cancellation);
            var history = await client.ReadHistoryAsync(Parcel(number), cancellation: Cancellation);
            return [.. history.Entries.Select(entry => ($"{entry.Entry.Statement.Kind}", (int)(DateTimeOffset.UnixEpoch.AddMicroseconds(entry.Entry.Statement.Message.Time) - Morning).TotalMinutes))];
        }

        public ValueTask DisposeAsync() => Traced.DisposeAsync();
    }
}
