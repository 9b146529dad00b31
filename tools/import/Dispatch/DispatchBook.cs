using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Trace.Client;
using Trace.V1;

namespace Trace.Import.Dispatch;

/// <summary>An entry of the book: a statement that was signed, or what became of one.</summary>
/// <param name="Key">Of the plan, <c>sale|zhongtong|7850…</c>.</param>
/// <param name="State">signed, recorded or refused.</param>
public sealed record DispatchEntry(string Key, string State)
{
    /// <summary>Order lines that it holds; of a Sale.</summary>
    public IReadOnlyList<string> OrderLines { get; init; } = [];

    /// <summary>The signed statement, protobuf in base64.</summary>
    public string? Signed { get; init; }

    /// <summary>The sealed part's commitment and disclosure, protobuf in base64.</summary>
    public string? Commitment { get; init; }

    /// <inheritdoc cref="Commitment"/>
    public string? Disclosure { get; init; }
}

/// <summary>
/// What a shop's exports made so far, on this machine: one file a ledger and party. A statement is in the book, durably, before it is
/// sent, its parcel's Sale and Shipment on one line, so that neither is there alone; so whichever export comes again, an order line is signed once, and what was under way is sent again as the same bytes.
/// </summary>
public sealed class DispatchBook : IDisposable
{
    private const string SignedState = "signed";
    private const string RecordedState = "recorded";
    private const string RefusedState = "refused";

    private readonly FileStream _file;
    private readonly Dictionary<string, DispatchEntry> _entries = [];

    // Where the process dies amid a line, the line is cut off at the next start: it was not sent.
    private DispatchBook(FileStream file)
    {
        _file = file;
        long good = 0;
        using var reader = new StreamReader(file, new UTF8Encoding(false), leaveOpen: true);
        var text = reader.ReadToEnd();
        for (int at = 0, end; (end = text.IndexOf('\n', at)) >= 0; at = end + 1)
        {
            foreach (var entry in JsonSerializer.Deserialize(text.AsSpan(at, end - at), DispatchJson.Default.DispatchEntryArray)!)
            {
                Take(entry);
            }

            good += Encoding.UTF8.GetByteCount(text.AsSpan(at, end - at + 1));
        }

        _file.SetLength(good);
        _file.Seek(0, SeekOrigin.End);
    }

    /// <summary>Order lines that were signed and not refused, with the key of their Sale.</summary>
    public IReadOnlyDictionary<string, string> Lines =>
        _entries.Values.Where(entry => entry.State != RefusedState).SelectMany(entry => entry.OrderLines.Select(line => (line, entry.Key))).ToDictionary();

    /// <summary>What was signed and has no answer yet, in the order in which it was signed.</summary>
    public IEnumerable<DispatchEntry> Waiting => _entries.Values.Where(entry => entry.State == SignedState);

    /// <summary>Opens the book, or begins one.</summary>
    /// <exception cref="IOException">Another process has it open.</exception>
    public static DispatchBook Open(string path) =>
        new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));

    /// <summary>Whether a statement of a key is recorded.</summary>
    public bool IsRecorded(string key) => _entries.TryGetValue(key, out var entry) && entry.State == RecordedState;

    /// <summary>Puts down what was signed, durably; what is of one parcel together.</summary>
    public void Sign(IEnumerable<DispatchEntry[]> parcels)
    {
        foreach (var parcel in parcels)
        {
            Write(parcel);
        }

        _file.Flush(flushToDisk: true);
    }

    /// <summary>An entry of a signed statement.</summary>
    public static DispatchEntry EntryOf(DispatchStatement planned, SignedStatement signed, SealedContent content, bool holdsLines) => new(planned.Key, SignedState)
    {
        OrderLines = holdsLines ? planned.OrderLines : [],
        Signed = signed.ToByteString().ToBase64(),
        Commitment = content.Commitment.ToByteString().ToBase64(),
        Disclosure = content.Disclosure.ToByteString().ToBase64(),
    };

    /// <summary>Puts down that the ledger has it, and its content beside the log. Not flushed: an answer that is forgotten is asked for again.</summary>
    public void Recorded(string key) => Write(new DispatchEntry(key, RecordedState));

    /// <summary>Puts down that the ledger refused it: its lines may be signed anew.</summary>
    public void Refused(string key) => Write(new DispatchEntry(key, RefusedState));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Write(params DispatchEntry[] entries)
    {
        _file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(entries, DispatchJson.Default.DispatchEntryArray) + "\n"));
        Array.ForEach(entries, Take);
    }

    private void Take(DispatchEntry entry) =>
        _entries[entry.Key] = entry.State == SignedState || !_entries.TryGetValue(entry.Key, out var known) ? entry : known with { State = entry.State };
}
