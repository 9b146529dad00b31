using System.Text.Json;
using Google.Protobuf;
using Trace.Client;

namespace Courier;

/// <summary>Pictures that receipts commit to: the log has a hash, the courier has the picture and the key, and shows both when it is asked.</summary>
internal sealed class Pictures(string folder)
{
    public void Keep(ByteString receipt, SealedContent picture)
    {
        Directory.CreateDirectory(folder);
        var name = Path.Combine(folder, Convert.ToHexStringLower(receipt.Span));
        Write(name + ".jpg", picture.Disclosure.Content.ToByteArray());
        Write(name + ".json", JsonSerializer.SerializeToUtf8Bytes(new { receipt = Convert.ToHexStringLower(receipt.Span), path = picture.Path, key = Convert.ToHexStringLower(picture.Disclosure.Key.Span), mediaType = picture.Commitment.MediaType }));
    }

    private static void Write(string path, byte[] bytes)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }
}
