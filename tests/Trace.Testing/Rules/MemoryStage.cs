using Google.Protobuf;
using Trace.V1;

namespace Trace.Testing.Rules;

/// <summary>A stage in memory.</summary>
public sealed class MemoryStage : Stage
{
    private readonly InMemoryLog _log = new();

    public InMemoryLog Log => _log;

    public override string Ledger => _log.Ledger;

    public override LogSpeaker Registrar => _log.Registrar;

    public override LogSpeaker Recovery => _log.Recovery;

    public override ByteString Genesis => ByteString.CopyFrom(_log.Entries[0].Statement.Identity.AsSpan());

    public override long Now => _log.Now;

    public override Task RecordAsync(SignedStatement signed)
    {
        _log.Record(signed);
        return Task.CompletedTask;
    }
}
