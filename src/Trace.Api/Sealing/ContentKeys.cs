using Trace.Api.Hosting;
using Trace.Api.Ledger;

namespace Trace.Api.Sealing;

/// <summary>The records' keys are wrapped under another key than those that this service has.</summary>
/// <param name="message">Which, and what to do.</param>
public sealed class OtherContentKeyException(string message) : IOException(message);

/// <summary>
/// The service's own key, which wraps the records' keys: in <c>keys/content.key</c> of the data folder and never in the database, whose back-ups
/// alone therefore show nothing. Made at the first start; who loses it loses the contents. From the beginning of a rotation
/// (<see cref="KeyRotation"/>) to its end there are two: the next one lies beside it, and is the one that wraps.
/// </summary>
public sealed class ContentKeys : IDisposable
{
    private const string FileName = "content.key";
    private const string NextFileName = "content.key.next";

    private ContentKeys(ContentKey current, ContentKey? former) => (Current, Former) = (current, former);

    /// <summary>Wraps, and unwraps.</summary>
    public ContentKey Current { get; }

    /// <summary>Unwraps what a rotation that is not over has yet to come to; null where there is none.</summary>
    public ContentKey? Former { get; }

    /// <summary>Reads the files, or makes the first.</summary>
    /// <param name="keys">Where they lie.</param>
    /// <exception cref="StartRefusedException">One is damaged, or the next one lies there alone.</exception>
    public static ContentKeys Load(LedgerKeys keys)
    {
        var path = Path.Combine(keys.Folder, FileName);
        if (!File.Exists(path) && !File.Exists(Path.Combine(keys.Folder, NextFileName)))
        {
            ContentKey.Make(path);
        }

        return Read(keys.Folder);
    }

    /// <summary>Reads the files.</summary>
    /// <param name="folder">Where they lie.</param>
    /// <exception cref="StartRefusedException">One is damaged, or there is no <c>content.key</c>.</exception>
    internal static ContentKeys Read(string folder)
    {
        var (path, next) = (Path.Combine(folder, FileName), Path.Combine(folder, NextFileName));
        if (!File.Exists(path))
        {
            throw new StartRefusedException($"There is no {path}: bring back the one that belongs to this database. Without it its contents can't be read.");
        }

        // Whoever made them may have died before their names were durable, and what is wrapped under them is.
        Posix.SyncFolder(folder);
        return File.Exists(next) ? new ContentKeys(ContentKey.Read(next), ContentKey.Read(path)) : new ContentKeys(ContentKey.Read(path), null);
    }

    /// <summary>Begins a rotation: makes the next key beside the one there is, where none lies there yet.</summary>
    internal static void Begin(string folder)
    {
        if (!File.Exists(Path.Combine(folder, NextFileName)))
        {
            ContentKey.Make(Path.Combine(folder, NextFileName));
        }
    }

    /// <summary>Ends a rotation: the next key takes the place of the one before, which is gone. One rename, so that no moment has none.</summary>
    internal static void Finish(string folder)
    {
        File.Move(Path.Combine(folder, NextFileName), Path.Combine(folder, FileName), overwrite: true);
        Posix.SyncFolder(folder);
    }

    /// <summary>Wraps a record's key under the current key.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> name, ReadOnlySpan<byte> recordKey) => Current.Wrap(name, recordKey);

    /// <summary>Unwraps a record's key under the key that wrapped it.</summary>
    /// <exception cref="OtherContentKeyException">That key is not here.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It is damaged.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> name, ReadOnlySpan<byte> wrapped) =>
        Current.Wrapped(wrapped) ? Current.Unwrap(name, wrapped)
        : Former is not null && Former.Wrapped(wrapped) ? Former.Unwrap(name, wrapped)
        : throw new OtherContentKeyException($"a record's key is wrapped under the content key {ContentKey.NameOf(wrapped[..ContentKey.IdBytes])}; {this}. Where it was rotated elsewhere, start this service again with that one");

    /// <summary>What is here, for messages.</summary>
    public override string ToString() => Former is null ? $"keys/{FileName} is {Current.Name}" : $"keys/{FileName} is {Former.Name}, and keys/{NextFileName} is {Current.Name}";

    /// <inheritdoc/>
    public void Dispose()
    {
        Current.Dispose();
        Former?.Dispose();
    }
}
