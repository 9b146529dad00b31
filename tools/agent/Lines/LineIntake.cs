using System.Text.Json;
using Trace.Client;
using Trace.Client.Outboxes;

namespace Trace.Agent.Lines;

/// <summary>Takes lines into the outbox: the good ones in one commit, the bad ones told by line, field and rule.</summary>
public sealed class LineIntake(Outbox outbox, StatementFactory factory, YearKeys years, TimeProvider time)
{
    /// <summary>The most lines at a time.</summary>
    public const int MaxLines = 1000;

    // A fact can't lie ahead of the clock of who tells it.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    /// <summary>Takes lines. What is taken is durable when this returns.</summary>
    /// <param name="texts">JSON objects, each a line.</param>
    /// <param name="cancellation">Ends the asking for a year's key.</param>
    /// <exception cref="OutboxException">The disk is full, or the file can't be written: none was taken.</exception>
    /// <exception cref="YearKeyMissingException">A year's waybill key is not here yet: none was taken.</exception>
    public async Task<IReadOnlyList<LineAnswer>> TakeAsync(IReadOnlyList<LineText> texts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var answers = new LineAnswer[texts.Count];
        var good = new List<(int At, Line Line)>();
        for (var i = 0; i < texts.Count; i++)
        {
            var (line, error) = Read(texts[i].Json);
            if (line is not null)
            {
                good.Add((i, line));
            }
            else
            {
                answers[i] = LineAnswer.Of(texts[i].Number, error!);
            }
        }

        await NeedAsync(texts, good, answers, cancellation);
        var signer = new LineSigner(factory, years.Known);
        var items = new List<(int At, Line Line, OutboxItem Item)>();
        foreach (var (at, line) in good.Where(one => answers[one.At] is null))
        {
            try
            {
                items.Add((at, line, signer.Sign(line)));
            }
            catch (RefusedException refused)
            {
                answers[at] = LineAnswer.Of(texts[at].Number, new LineError(refused.Refusal.Field, refused.Refusal.Message));
            }
        }

        var now = time.GetUtcNow();
        var puts = outbox.Put([.. items.Select(item => item.Item)]);
        for (var i = 0; i < items.Count; i++)
        {
            var (at, line, _) = items[i];

            // Whoever says a fact again learns what became of it: it may lie refused.
            var before = puts[i].IsNew ? null : outbox.Find(puts[i].Sequence);
            answers[at] = new LineAnswer(texts[at].Number)
            {
                Taken = true,
                Number = puts[i].Sequence,
                Identity = puts[i].Identity.ToString(),
                Repeated = !puts[i].IsNew,
                State = before?.State.ToString().ToLowerInvariant(),
                Reason = before?.Refusal?.Reason.ToString(),
                Message = before?.Refusal?.Message,
                Ref = line.Ref.Length == 0 ? null : line.Ref,
                Warning = line.At - now > Ahead ? $"at is {ClockSkew.Describe(line.At - now) ?? "ahead of this machine's clock"}" : null,
            };
        }

        return answers;
    }

    /// <summary>A statement of one line, to be put in place of a refused one.</summary>
    /// <exception cref="RefusedException">It breaks a rule that the ledger would refuse it by.</exception>
    public async Task<(OutboxItem? Item, LineError? Error)> SignAsync(ReadOnlyMemory<byte> text, CancellationToken cancellation)
    {
        var (line, error) = Read(text);
        if (line is null)
        {
            return (null, error);
        }

        await years.NeedAsync(LineSigner.YearsOf(line.At), cancellation);

        return (new LineSigner(factory, years.Known).Sign(line), null);
    }

    private static (Line? Line, LineError? Error) Read(ReadOnlyMemory<byte> text)
    {
        if (text.Length > LineReader.MaxBytes)
        {
            return (null, new LineError("", $"at most {LineReader.MaxBytes} bytes", $"{text.Length} bytes"));
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return LineReader.Read(json.RootElement);
        }
        catch (JsonException problem)
        {
            return (null, new LineError("", $"JSON; byte {problem.BytePositionInLine + 1}"));
        }
        catch (InvalidOperationException)
        {
            // A text with half of a surrogate pair.
            return (null, new LineError("", "JSON in UTF-8"));
        }
    }

    // Years whose key is given to nobody are a fault of their lines; a ledger that is away, or does not know this key yet, is nobody's.
    private async Task NeedAsync(IReadOnlyList<LineText> texts, List<(int At, Line Line)> good, LineAnswer[] answers, CancellationToken cancellation)
    {
        var problems = await years.WhyNotAsync(good.SelectMany(one => LineSigner.YearsOf(one.Line.At)), cancellation);
        foreach (var (at, line) in good)
        {
            if (LineSigner.YearsOf(line.At).Select(year => problems.GetValueOrDefault(year)).FirstOrDefault(problem => problem is not null) is { } why)
            {
                answers[at] = LineAnswer.Of(texts[at].Number, new LineError("at", why, line.At.ToString("yyyy-MM-dd HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture)));
            }
        }
    }
}
