using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf;
using HdrHistogram;
using Spectre.Console;
using Trace.Benchmarks;
using Trace.V1;

// ./bench [SECONDS] [WORD…]: each row, or each whose name holds one of the words, is measured for that long; figures stand beside a reference
// of the same run, because machines are noisy.
var seconds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10;
var words = args.Skip(1).ToArray();
var (quietCompiler, longestWarming) = (TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(80));
const int CodesASecond = 1_500;
var rows = new List<Measurement>();
if (words is ["audit"])
{
    // No service has a part in it: none runs beside it.
    await AuditAsync(seconds);
    Print();
    return 0;
}

if (words is ["freshness"])
{
    await FreshnessAsync(seconds);
    Print();
    return 0;
}

if (words is ["deadlines"])
{
    await DeadlinesAsync(seconds);
    Print();
    return 0;
}

if (words is ["page"])
{
    await PageAsync();
    Print();
    return 0;
}

if (words is ["labels"])
{
    await LabelsAsync();
    Print();
    return 0;
}

await using var ledger = await BenchLedger.StartAsync();

var sample = Traffic.Of(ledger).Take(20_000).Select(signed => signed.ToByteArray()).ToList();
Console.Error.WriteLine("reference: COPY into one plain table …");
var reference = await Reference.RowsPerSecondAsync(ledger.Database, sample);
rows.Add(new Measurement("reference: COPY, batches of 512, same indexes", reference, null, null, 1));

await WarmAsync();
foreach (var callers in new[] { 1, 16, 64 })
{
    if (Wanted($"unary {callers}"))
    {
        await UnaryAsync(callers, seconds, record: true);
    }
}

if (Wanted("streamed"))
{
    await StreamAsync(seconds, record: true);
}

if (Wanted("histories"))
{
    await HistoriesAsync(seconds);
}

if (Wanted("tiles"))
{
    Console.Error.WriteLine("tiles …");
    var (bare, tiles, bundles) = await TileBench.MeasureAsync(ledger, seconds);
    rows.Add(new Measurement("a bare server's answers of 8 KiB from memory, 16 readers", bare, null, null, 1));
    rows.Add(new Measurement("tiles from the live service, of the bare server", tiles, null, null, tiles / bare));
    rows.Add(new Measurement("entry bundles from the live service, of the bare server", bundles, null, null, bundles / bare));
}

if (Wanted("rendered"))
{
    Console.Error.WriteLine("rendered …");
    var (file, page, kept) = await RenderBench.MeasureAsync(ledger, seconds);
    rows.Add(new Measurement($"a static file of {file.Bytes / 1024.0:N0} KiB from the live service, 16 readers", file.PerSecond, Milliseconds(file.Ticks, 50), Milliseconds(file.Ticks, 99), 1));
    rows.Add(new Measurement($"pages of {page.Bytes / 1024.0:N0} KiB of items with 10 entries, of the static file", page.PerSecond, Milliseconds(page.Ticks, 50), Milliseconds(page.Ticks, 99), page.PerSecond / file.PerSecond));
    rows.Add(new Measurement("the same, kept since they were rendered", kept.PerSecond, Milliseconds(kept.Ticks, 50), Milliseconds(kept.Ticks, 99), kept.PerSecond / file.PerSecond));
}

if (Wanted("freshness"))
{
    await FreshnessAsync(seconds);
}

if (Wanted("deadlines"))
{
    await DeadlinesAsync(seconds);
}

if (Wanted("audit"))
{
    await AuditAsync(seconds);
}

if (Wanted("page"))
{
    await PageAsync();
}

if (Wanted("labels"))
{
    await LabelsAsync();
}

Print();
return 0;

bool Wanted(string name) => words.Length == 0 || words.Any(word => name.Contains(word, StringComparison.Ordinal));

// What is measured below runs compiled: a process compiles what is hot anew for most of its first minute, on the cores that it is measured on.
async Task WarmAsync()
{
    var (clock, compiled) = (Stopwatch.StartNew(), TimeSpan.Zero);
    do
    {
        compiled = JitInfo.GetCompilationTime();
        await UnaryAsync(64, 4, record: false);
        await StreamAsync(4, record: false);
    }
    while (JitInfo.GetCompilationTime() - compiled > quietCompiler && clock.Elapsed < longestWarming);
    Console.Error.WriteLine($"warm after {clock.Elapsed.TotalSeconds:N0} s, of which {JitInfo.GetCompilationTime().TotalSeconds:N0} s of one core went into compiling");
}

async Task PageAsync()
{
    Console.Error.WriteLine("page …");
    // Of its own: what was recorded before has no part in it.
    await using var quiet = await BenchLedger.StartAsync();
    rows.AddRange(await PageBench.MeasureAsync(quiet));
}

async Task AuditAsync(int duration)
{
    Console.Error.WriteLine("audit …");
    const int Entries = 60_000;
    var (signatures, audit, ratio) = await AuditBench.MeasureAsync(Entries, duration);
    rows.Add(new Measurement("signatures of entries alone, all cores", signatures, null, null, 1));
    rows.Add(new Measurement($"audit of {Entries:N0} entries in files, of signatures alone", audit, null, null, ratio));
}

async Task LabelsAsync()
{
    Console.Error.WriteLine("labels …");
    const double AtMost = 20;
    var (labels, taken, processor, most, before) = await LabelBench.MeasureAsync();
    // At most 20 seconds for a thousand is what is wanted: it is the reference.
    rows.Add(new Measurement($"item labels into one PDF, {labels:N0} in {taken:N1} s of at most {AtMost:N0}, {processor:N1} s of processors; {most:N0} MB at most, {before:N0} before", labels / taken, null, null, AtMost / taken));
}

async Task DeadlinesAsync(int duration)
{
    Console.Error.WriteLine("deadlines …");
    var (without, with, followed, after) = await DeadlineBench.MeasureAsync(duration);
    rows.Add(new Measurement("streamed, nobody looks after deadlines", without, null, null, 1));
    rows.Add(new Measurement("streamed, deadlines followed meanwhile, of that", with, null, null, with / without));
    rows.Add(new Measurement("entries followed meanwhile, of those recorded", followed, null, null, followed / with));
    rows.Add(new Measurement("entries followed once nothing comes in, of those recorded", after, null, null, after / with));
}

async Task FreshnessAsync(int duration)
{
    Console.Error.WriteLine("freshness …");
    var (perSecond, ages) = await FreshnessBench.MeasureAsync(duration);
    // At most a second is the promise: it is the reference.
    rows.Add(new Measurement($"age of what is published, two witnesses, at {perSecond:N0}/s; its longest, of a second", ages.TotalCount / (double)duration, Milliseconds(ages, 50), Milliseconds(ages, 99), Milliseconds(ages, 100) / 1000));
}

async Task UnaryAsync(int callers, int duration, bool record)
{
    Console.Error.WriteLine($"unary, {callers} callers …");
    Traffic.Print(CodesASecond * duration);
    await using var client = ledger.Connect();
    var latencies = new LongConcurrentHistogram(1, TimeSpan.TicksPerMinute, 3);
    var (clock, spent) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
    var done = 0;
    await Task.WhenAll(Enumerable.Range(1, callers).Select(_ => Task.Run(async () =>
    {
        foreach (var signed in Traffic.Of(ledger))
        {
            var start = Stopwatch.GetTimestamp();
            await client.RecordAsync(signed);
            latencies.RecordValue(Math.Max(1, Stopwatch.GetElapsedTime(start).Ticks));
            Interlocked.Increment(ref done);
            if (clock.Elapsed.TotalSeconds > duration)
            {
                return;
            }
        }
    })));
    if (record)
    {
        Add($"unary, {callers} callers", done / clock.Elapsed.TotalSeconds, latencies, (Environment.CpuUsage.TotalTime - spent) / done);
    }
}

async Task StreamAsync(int duration, bool record)
{
    Console.Error.WriteLine("streamed …");
    Traffic.Print(CodesASecond * duration);
    await using var client = ledger.Connect();
    var (clock, spent, done) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, 0);
    var latencies = new LongConcurrentHistogram(1, TimeSpan.TicksPerMinute, 3);
    var sent = new System.Collections.Concurrent.ConcurrentQueue<long>();
    await foreach (var outcome in client.RecordManyAsync(Statements()))
    {
        _ = outcome.Recorded ?? throw new InvalidOperationException(outcome.Refusal!.Message);
        sent.TryDequeue(out var at);
        latencies.RecordValue(Math.Max(1, Stopwatch.GetElapsedTime(at).Ticks));
        done++;
    }

    if (record)
    {
        Add("streamed, one stream", done / clock.Elapsed.TotalSeconds, latencies, (Environment.CpuUsage.TotalTime - spent) / done);
    }

    async IAsyncEnumerable<SignedStatement> Statements()
    {
        foreach (var signed in Traffic.Of(ledger))
        {
            if (clock.Elapsed.TotalSeconds > duration)
            {
                yield break;
            }

            sent.Enqueue(Stopwatch.GetTimestamp());
            yield return signed;
            await Task.CompletedTask;
        }
    }
}

async Task HistoriesAsync(int duration)
{
    Console.Error.WriteLine("histories of 10 entries …");
    await using var client = ledger.Connect();
    var subjects = new List<string>();
    foreach (var parcel in Traffic.Of(ledger).Where(signed => Statement.Parser.ParseFrom(signed.Statement).Transit?.Activity == TransitActivity.PickedUp).Take(50))
    {
        var said = Statement.Parser.ParseFrom(parcel.Statement);
        subjects.Add(said.Subject);
        for (var i = 0; i < 10; i++)
        {
            await client.RecordAsync(ledger.Courier.Make(Trace.Domain.Barcodes.SubjectKey.Parse(said.Subject), new Transit { Activity = TransitActivity.Arrived }));
        }
    }

    var latencies = new LongConcurrentHistogram(1, TimeSpan.TicksPerMinute, 3);
    var (clock, done) = (Stopwatch.StartNew(), 0);
    await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
    {
        for (var i = caller; clock.Elapsed.TotalSeconds < duration; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var history = await client.ReadHistoryAsync(subjects[i % subjects.Count]);
            if (history.Entries.Count != 10)
            {
                throw new InvalidOperationException($"{history.Entries.Count} entries came");
            }

            latencies.RecordValue(Stopwatch.GetElapsedTime(start).Ticks);
            Interlocked.Increment(ref done);
        }
    })));
    Add("histories of 10 entries read and verified, 16 readers", done / clock.Elapsed.TotalSeconds, latencies);
}

double Milliseconds(LongConcurrentHistogram ticks, double percentile) => ticks.GetValueAtPercentile(percentile) / (double)TimeSpan.TicksPerMillisecond;

void Add(string name, double perSecond, LongConcurrentHistogram latencies, TimeSpan? cpu = null)
{
    rows.Add(new Measurement(name, perSecond, Milliseconds(latencies, 50), Milliseconds(latencies, 99), perSecond / reference, cpu?.TotalMicroseconds));
}

void Print()
{
    var table = new Table().AddColumn("what").AddColumn(new TableColumn("a second").RightAligned()).AddColumn(new TableColumn("p50 ms").RightAligned())
        .AddColumn(new TableColumn("p99 ms").RightAligned()).AddColumn(new TableColumn("of reference").RightAligned()).AddColumn(new TableColumn("CPU µs each").RightAligned());
    foreach (var row in rows)
    {
        table.AddRow(row.Name, $"{row.PerSecond:N0}", $"{row.P50Ms:N1}", $"{row.P99Ms:N1}", $"{row.OfReference:P0}", $"{row.CpuMicroseconds:N0}");
    }

    AnsiConsole.Write(table);
    AnsiConsole.WriteLine($"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, .NET {Environment.Version}; client, service and PostgreSQL on the same cores, every rule on");
    Directory.CreateDirectory("bench-results");
    var file = Path.Combine("bench-results", $"{DateTime.UtcNow:yyyyMMdd-HHmmss}.json");
    File.WriteAllText(file, JsonSerializer.Serialize(new { at = DateTime.UtcNow, cores = Environment.ProcessorCount, rows }, new JsonSerializerOptions { WriteIndented = true }));
    AnsiConsole.WriteLine(file);
}
