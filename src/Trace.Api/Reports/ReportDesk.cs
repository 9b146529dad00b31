using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.Extensions.Caching.Memory;
using Trace.Api.Ledger;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Reports;

/// <summary>Where a Report was recorded.</summary>
/// <param name="Identity">SHA-256 of the statement, in hex.</param>
/// <param name="Index">In the log.</param>
/// <param name="Version">In the subject's history.</param>
/// <param name="RecordedAt">Microseconds since 1970 UTC.</param>
internal sealed record ReportAnswer(string Identity, ulong Index, ulong Version, long RecordedAt);

/// <summary>
/// The intake: anybody's Report, signed by the platform's intake key, which says that it came in and nothing of whether it is true. Its author speaks
/// on with a key of his own, which the Report names.
/// </summary>
internal sealed class ReportDesk(LogOptions options, LedgerKeys keys, Recorder recorder, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(10);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    // A challenge is good once. Who asks again because the answer was lost gets the same answer.
    private readonly MemoryCache _used = new(new MemoryCacheOptions { SizeLimit = 100_000 });
    private readonly Lock _using = new();

    /// <summary>A challenge, and how many zero bits it asks for.</summary>
    public (byte[] Challenge, int Bits) Ask()
    {
        var bits = ProofOfWork.BitsAt(_used.Count);
        return (ProofOfWork.Challenge(_key, Now() + (long)s_lifetime.TotalMicroseconds, bits), bits);
    }

    /// <summary>Records a Report.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="report">The message <c>Report</c>, as its author's device made it.</param>
    /// <param name="challenge">The challenge.</param>
    /// <param name="counter">Its solution for subject, a line break, and the report's bytes.</param>
    /// <param name="cancellation">Ends the wait; what was admitted may be recorded all the same.</param>
    /// <exception cref="RefusedCallException">The work was not done, or the ledger refuses the Report.</exception>
    public async Task<ReportAnswer> RecordAsync(string subject, byte[] report, byte[] challenge, ulong counter, CancellationToken cancellation)
    {
        if (!SubjectKey.TryParse(subject, out var key, out var problem))
        {
            throw Refuse(Reason.SubjectInvalid, "subject", problem);
        }

        byte[] message = [.. System.Text.Encoding.ASCII.GetBytes(key.Value), (byte)'\n', .. report];
        if (ProofOfWork.Problem(_key, challenge, message, counter, Now()) is { } undone)
        {
            throw Refuse(Reason.ChallengeInvalid, "challenge", undone);
        }

        var said = Parse(report);
        Task<ReportAnswer> answer;
        lock (_using)
        {
            var (name, digest) = (Convert.ToHexString(challenge), Convert.ToHexString(SHA256.HashData(message)));
            if (_used.TryGetValue(name, out (string Digest, Task<ReportAnswer> Answer) earlier))
            {
                answer = earlier.Digest == digest ? earlier.Answer : throw Refuse(Reason.ChallengeInvalid, "challenge", "this challenge was used for another report");
            }
            else
            {
                answer = SayAsync(key, said);
                _used.Set(name, (digest, answer), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = s_lifetime });
            }
        }

        return await answer.WaitAsync(cancellation);
    }

    // Not the caller's to stop: whoever asks again waits for the same.
    private async Task<ReportAnswer> SayAsync(SubjectKey subject, Report report)
    {
        var statement = new Statement
        {
            Ledger = options.Ledger,
            Subject = subject.Value,
            Party = keys.Intake.Party,
            Time = Now(),
            Nonce = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16)),
            Report = report,
        };
        var verdict = await recorder.RecordAsync(StatementSigner.Sign(statement, keys.Intake.Signer), CancellationToken.None);
        var entry = RecordedEntry.Parse((verdict.Recorded ?? throw RefusalStatus.ToException(verdict.Refusal!)).Entry);
        return new ReportAnswer(entry.Statement.Identity.ToString(), entry.Index, entry.Version, entry.RecordedAt);
    }

    private static Report Parse(byte[] report)
    {
        try
        {
            return Report.Parser.ParseFrom(report);
        }
        catch (InvalidProtocolBufferException problem)
        {
            throw Refuse(Reason.Malformed, "report", $"not a trace.v1.Report: {problem.Message}");
        }
    }

    private static RefusedCallException Refuse(Reason reason, string field, string message) => RefusalStatus.ToException(Refusal.Because(reason, field, message));

    private long Now() => UnixMicroseconds.Of(time.GetUtcNow());

    /// <inheritdoc/>
    public void Dispose() => _used.Dispose();
}
