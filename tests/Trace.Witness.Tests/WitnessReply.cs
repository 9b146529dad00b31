using System.Net;
using System.Text;
using Trace.Domain.Ledger;

namespace Trace.Witness.Tests;

/// <summary>What a witness answered.</summary>
internal sealed record WitnessReply(HttpStatusCode Status, string? ContentType, string Body)
{
    /// <summary>The body of a request.</summary>
    public static byte[] RequestOf(long old, IEnumerable<Hash256> proof, SignedNote note) =>
        Encoding.UTF8.GetBytes($"old {old}\n{string.Concat(proof.Select(hash => hash.ToBase64() + "\n"))}\n{note}");

    public static async Task<WitnessReply> OfAsync(HttpResponseMessage response) =>
        new(response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync());

    /// <summary>The note with the witness's lines under it, opened with its keys: how tlog-witness has a client read the answer.</summary>
    public OpenedNote Open(SignedNote note, IReadOnlyList<VerifierKey> witness)
    {
        Assert.Equal(HttpStatusCode.OK, Status);
        Assert.True(NoteVerifier.TryOpen(Encoding.UTF8.GetBytes(note + Body), witness, out var opened, out var refusal), refusal?.Problem);
        return opened;
    }
}
