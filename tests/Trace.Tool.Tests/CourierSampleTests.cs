using System.Globalization;
using System.Text;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Testing;
using Trace.V1;
using static Trace.V1.Statement;
using Process = System.Diagnostics.Process;
using ProcessStartInfo = System.Diagnostics.ProcessStartInfo;

namespace Trace.Tool.Tests;

/// <summary>samples/courier as it stands there: a route of 200 parcels on a line that is slow, is cut, and goes away, with the program killed on the way.</summary>
public sealed class CourierSampleTests(PostgresFixture postgres)
{
    private const int Parcels = 200;

    private static readonly string s_program = Repository.PathOf("samples", "courier", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "courier.dll");

    private static readonly DateTimeOffset s_morning = new(DateTimeOffset.UtcNow.AddDays(-1).Date.AddHours(1), TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_route_on_a_bad_line_is_recorded_whole_once_and_in_order()
    {
        await using var ledger = new TracedLedger(postgres);
        await ledger.InitializeAsync();
        await ledger.RegisterAsync("courier", Parties.Courier, "courier", "--carrier", "shunfeng");
        var policy = Path.Combine(ledger.Folder, "trace.policy");
        await ledger.DoAsync("policy", "-o", policy);
        var picture = ledger.Write("door.jpg", "a picture of a door");
        await using var line = new CutLine(ledger.Service.Grpc) { Delay = TimeSpan.FromMilliseconds(2) };
        var folder = Path.Combine(ledger.Folder, "handheld");
        var scans = ledger.Write("scans.txt", Scans(picture));
        string[] arguments = [s_program, "--server", line.Address.ToString(), "--policy", policy, "--key", Path.Combine(ledger.Data, "keys", "courier.key"), "--courier", "shunfeng", "--place", "350000", "--folder", folder, "--wait", "120", scans];

        // The first program is killed amid its round, and the line is cut all the while; the second reads the same file from its beginning.
        using var trouble = new CancellationTokenSource();
        var cutting = CutAsync(line, trouble.Token);
        using (var first = Start(arguments))
        {
            await UntilAsync(first, $"+ {Parcels} ");
            first.Kill();
            await first.WaitForExitAsync(Cancellation);
        }

        using var second = Start(arguments);
        var output = await second.StandardOutput.ReadToEndAsync(Cancellation);
        await second.WaitForExitAsync(Cancellation);
        await trouble.CancelAsync();
        await cutting;

        Assert.True(second.ExitCode == 0, output);
        Assert.Contains($"{Parcels * 3} recorded, 0 wait, 0 refused; 0 scans were not understood, 0 not kept", output, StringComparison.Ordinal);
        Assert.Contains("(said before)", output, StringComparison.Ordinal);
        Assert.True(line.Cuts > 2, $"the line was cut {line.Cuts} times");
        await CheckAsync(ledger, folder);
    }

    [Fact]
    public async Task A_scan_that_cannot_be_kept_is_told_and_the_round_goes_on()
    {
        await using var ledger = new TracedLedger(postgres);
        await ledger.InitializeAsync();
        await using var client = ledger.Service.Connect();
        using var key = KeyFile.Create(Path.Combine(ledger.Folder, "courier.key"), Parties.Courier);
        await File.WriteAllTextAsync(Path.Combine(ledger.Folder, "trace.policy"), client.Policy.For(client.Ledger, client.Policy.Logs).Format(), Cancellation);
        var folder = Directory.CreateDirectory(Path.Combine(ledger.Folder, "handheld")).FullName;
        var year = s_morning.ToOffset(TimeSpan.FromHours(8)).Year;
        var half = Path.Combine(folder, $"waybill-{year}.key");
        await File.WriteAllTextAsync(half, "AAAA", Cancellation);
        var picture = ledger.Write("door.jpg", "a picture of a door");

        using var program = Start([s_program, "--server", ledger.Service.Grpc.ToString(), "--policy", Path.Combine(ledger.Folder, "trace.policy"), "--key", key.Path, "--courier", "shunfeng", "--folder", folder, "--wait", "60"], isTyped: true);
        async Task ScanAsync(string scan, string answer)
        {
            await program.StandardInput.WriteLineAsync(scan);
            Assert.Contains(answer, await program.StandardOutput.ReadLineAsync(Cancellation), StringComparison.Ordinal);
        }

        await ScanAsync("TRACE:RECEIVED", "received");
        await ScanAsync(Number(1), "0001 is not kept, scan it again");
        await ledger.Service.RegisterAsync(client, Parties.Courier, "", key.Signer, Role.Courier);
        await ScanAsync($"TRACE:PHOTO:{picture}", "picture");
        File.Delete(picture);
        await ScanAsync(Number(1), "0001 is not kept, scan its photo and it again");
        await ScanAsync(Number(1), "+ 1 ");
        program.StandardInput.Close();
        var output = await program.StandardOutput.ReadToEndAsync(Cancellation);
        await program.WaitForExitAsync(Cancellation);

        Assert.Contains("1 recorded, 0 wait, 0 refused; 0 scans were not understood, 2 not kept", output, StringComparison.Ordinal);
        Assert.Equal(1, program.ExitCode);
        Assert.Equal(32, Convert.FromBase64String((await File.ReadAllTextAsync(half, Cancellation)).Trim()).Length);
    }

    private static async Task CheckAsync(TracedLedger ledger, string folder)
    {
        var year = s_morning.ToOffset(TimeSpan.FromHours(8)).Year;
        var key = Convert.FromBase64String((await File.ReadAllTextAsync(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"waybill-{year}.key")), Cancellation)).Trim());
        await using var client = ledger.Service.Connect();
        var pictures = 0;
        for (var i = 0; i < Parcels; i++)
        {
            var history = await client.ReadHistoryAsync(WaybillKey.Subject(key, "shunfeng", Number(i), year).Value, cancellation: Cancellation);
            Assert.Equal(
                [PayloadOneofCase.Transit, PayloadOneofCase.Transit, i % 10 == 9 ? PayloadOneofCase.Transit : PayloadOneofCase.Receipt],
                history.Entries.Select(entry => entry.Entry.Statement.Kind));
            Assert.Equal("350000", history.Entries[2].Entry.Statement.Message.Place.Region);
            if (history.Entries[2].Entry.Statement.Message.Receipt?.Proof is { } proof)
            {
                var name = Path.Combine(folder, "pictures", history.Entries[2].Entry.Statement.Identity.ToString());
                var kept = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(name + ".json", Cancellation)).RootElement;
                var shown = new Disclosure { Key = Google.Protobuf.ByteString.CopyFrom(Convert.FromHexString(kept.GetProperty("key").GetString()!)), Content = Google.Protobuf.ByteString.CopyFrom(await File.ReadAllBytesAsync(name + ".jpg", Cancellation)) };
                Assert.True(SealedContent.Matches(proof, shown, client.Ledger, Receipt.Descriptor, "3"));
                pictures++;
            }
        }

        Assert.Equal(Parcels / 10, pictures);
    }

    // Picked up, out for delivery; of ten one with a picture, one not at home, the others received.
    private static string Scans(string picture)
    {
        var scans = new StringBuilder();
        var at = s_morning;
        void Scan(string text) => scans.Append(CultureInfo.InvariantCulture, $"{at = at.AddSeconds(3):yyyy-MM-ddTHH:mm:sszzz}\t{text}\n");
        foreach (var card in new[] { "PICKED_UP", "OUT_FOR_DELIVERY" })
        {
            Scan($"TRACE:{card}");
            for (var i = 0; i < Parcels; i++)
            {
                Scan(Number(i));
            }
        }

        for (var i = 0; i < Parcels; i++)
        {
            Scan((i % 10) switch { 0 => "TRACE:RECEIVED:RECIPIENT:YES", 1 => $"TRACE:PHOTO:{picture}", 2 => "TRACE:RECEIVED:AGENT:NO", 9 => "TRACE:FAILED_ATTEMPT", _ => "TRACE:RECEIVED" });
            Scan(Number(i));
        }

        return scans.ToString();
    }

    private static string Number(int i) => string.Create(CultureInfo.InvariantCulture, $"SF5{i:D12}");

    // Cut after some thousand bytes of answers, again and again; away in between.
    private static async Task CutAsync(CutLine line, CancellationToken cancellation)
    {
        var chance = new Random(7);
        while (!cancellation.IsCancellationRequested)
        {
            line.CutAfter = chance.Next(4_000, 60_000);
            await Task.Delay(chance.Next(100, 500), CancellationToken.None);
            line.Away = chance.Next(4) == 0;
            await Task.Delay(chance.Next(20, 200), CancellationToken.None);
            line.Away = false;
        }

        line.CutAfter = null;
    }

    private static async Task UntilAsync(Process process, string start)
    {
        while (await process.StandardOutput.ReadLineAsync(Cancellation) is { } said)
        {
            if (said.StartsWith(start, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"it ended before \"{start}\": {await process.StandardError.ReadToEndAsync(Cancellation)}");
    }

    private static Process Start(string[] arguments, bool isTyped = false) => Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = isTyped, RedirectStandardOutput = true, RedirectStandardError = true })!;
}
