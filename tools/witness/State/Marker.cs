using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Trace.Witness.State;

/// <summary>What a marker says.</summary>
/// <param name="State">Id of the state file that the key belongs to, 32 hex digits; null where the key has signed nothing.</param>
/// <param name="Sequence">How many times that state had grown when the newest signature left.</param>
internal sealed record MarkerContent(string? State, long Sequence);

/// <summary>
/// A small file beside the key that says how far the state had come, so that a state file brought back from an old backup is noticed. It
/// lies outside the state and outside the state's backups.
/// </summary>
/// <remarks>
/// Two slots of one line each, written in turn and each with its digest: a write that a crash tears leaves the other slot, and that says
/// what was true before. The slot with the greater sequence counts.
/// </remarks>
internal sealed class Marker : IDisposable
{
    private const string Heading = "trace witness marker v1";
    private const string None = "none";
    private const int SlotBytes = 192;

    private readonly FileStream _file;
    private int _next;

    private Marker(FileStream file, MarkerContent content, int next)
    {
        _file = file;
        Content = content;
        _next = next;
    }

    /// <summary>What it says now.</summary>
    public MarkerContent Content { get; private set; }

    /// <summary>The marker of a key file.</summary>
    public static string PathOf(string keyFile) => keyFile + ".marker";

    /// <summary>Writes the marker of a fresh key.</summary>
    /// <exception cref="IOException">There is one.</exception>
    public static void CreateUnused(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        file.Write(Slot(new(null, 0)));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Opens a marker; null where there is none.</summary>
    /// <exception cref="StartRefusedException">It is damaged.</exception>
    public static Marker? Open(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        var slots = new byte[2 * SlotBytes];
        var length = file.ReadAtLeast(slots, slots.Length, throwOnEndOfStream: false);
        var (first, second) = (Read(slots.AsSpan(0, Math.Min(length, SlotBytes))), Read(slots.AsSpan(Math.Min(length, SlotBytes), Math.Max(0, length - SlotBytes))));
        var isSecond = second is not null && (first is null || second.Sequence >= first.Sequence);
        if ((isSecond ? second : first) is { } content)
        {
            return new Marker(file, content, isSecond ? 0 : 1);
        }

        file.Dispose();
        throw new StartRefusedException($"the marker \"{path}\" is damaged: bring back its newest copy. Where there is none, move it away, and see \"Run a witness\" in docs/operations.md.");
    }

    /// <summary>A new marker in place of none.</summary>
    public static Marker Create(string path, MarkerContent content)
    {
        var marker = new Marker(new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0), content, 0);
        marker.Write(content);
        return marker;
    }

    /// <summary>Says something newer; durable when this returns.</summary>
    public void Write(MarkerContent content)
    {
        var slot = Slot(content);
        RandomAccess.Write(_file.SafeFileHandle, slot, (long)_next * SlotBytes);
        RandomAccess.FlushToDisk(_file.SafeFileHandle);
        Content = content;
        _next = 1 - _next;
    }

    /// <summary>Forgets what was followed before. Both slots are written, since the older one may hold the greater sequence.</summary>
    public void Rebind(MarkerContent content)
    {
        Write(content);
        Write(content);
    }

    public void Dispose() => _file.Dispose();

    private static byte[] Slot(MarkerContent content)
    {
        var said = string.Create(CultureInfo.InvariantCulture, $"{Heading} state {content.State ?? None} sequence {content.Sequence}");
        var slot = Encoding.ASCII.GetBytes($"{said} {Digest(said)}".PadRight(SlotBytes - 1) + "\n");
        return slot.Length == SlotBytes ? slot : throw new InvalidOperationException($"a slot of {slot.Length} bytes");
    }

    private static MarkerContent? Read(ReadOnlySpan<byte> slot)
    {
        var words = Encoding.ASCII.GetString(slot).TrimEnd().Split(' ');
        return words is ["trace", "witness", "marker", "v1", "state", var state, "sequence", var number, var digest]
            && digest == Digest(string.Join(' ', words[..^1]))
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? new MarkerContent(state == None ? null : state, sequence)
            : null;
    }

    // Against torn writes and slips, not against whoever may write the file.
    private static string Digest(string said) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(said)).AsSpan(0, 16));
}
