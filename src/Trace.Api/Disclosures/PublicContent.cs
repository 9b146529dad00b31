using System.Globalization;
using Google.Protobuf;
using Trace.Api.Ledger;
using Trace.Domain.Disclosures;
using Trace.Domain.Ledger;
using Trace.Domain.Products;
using Trace.Domain.Statements;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Api.Disclosures;

/// <summary>What became of a content that everybody may read.</summary>
public enum ContentState
{
    /// <summary>The statement commits to none, or it was never uploaded, or it is of a kind that no page shows.</summary>
    Missing,

    /// <summary>It is there.</summary>
    Shown,

    /// <summary>It was erased: at its author's request, or by an Erasure in the log.</summary>
    Erased,
}

/// <summary>A text with its pictures, as a page shows it.</summary>
/// <param name="State">What became of it.</param>
/// <param name="Text">Fit to be shown, and to be escaped; empty unless it is there.</param>
/// <param name="Pictures">JPEG files of pixels alone.</param>
/// <param name="Disclosure">Content and key, with which anybody can hold them to the statement's commitment; null unless it is there.</param>
public sealed record ShownContent(ContentState State, string Text, IReadOnlyList<ByteString> Pictures, Disclosure? Disclosure)
{
    /// <summary>Nothing there.</summary>
    public static readonly ShownContent Missing = new(ContentState.Missing, "", [], null);

    /// <summary>Erased.</summary>
    public static readonly ShownContent Erased = new(ContentState.Erased, "", [], null);
}

/// <summary>Reads the content of text fields which everybody may read: of Reviews, and of Replies to them.</summary>
public sealed class PublicContent(DisclosureStore store, FirstCommitments first, HistoryReader histories)
{
    /// <summary>The content of a statement by its identity; null where no such statement is recorded, or its text is not for everybody.</summary>
    /// <param name="identity">SHA-256 of the statement's bytes.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<ShownContent?> FindAsync(Hash256 identity, CancellationToken cancellation)
    {
        if (await StatementAsync(ByteString.CopyFrom(identity.AsSpan()), cancellation) is not { } statement)
        {
            return null;
        }

        var answered = statement.Message.Reply is { } reply ? (await StatementAsync(reply.Answers, cancellation))?.Kind ?? PayloadOneofCase.None : PayloadOneofCase.None;
        return AuthoredContent.IsPublic(statement.Kind, answered) ? (await ReadAsync([statement], cancellation)).GetValueOrDefault(identity, ShownContent.Missing) : null;
    }

    /// <summary>The contents of several statements, by identity; what commits to no text is left out.</summary>
    /// <param name="statements">Of which the caller knows that everybody may read them (<see cref="AuthoredContent.IsPublic"/>).</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyDictionary<Hash256, ShownContent>> ReadAsync(IReadOnlyCollection<ParsedStatement> statements, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(statements);
        var wanted = statements.Select(statement => (statement.Identity, Text: TextOf(statement))).Where(one => one.Text is not null).ToList();
        if (wanted.Count == 0)
        {
            return new Dictionary<Hash256, ShownContent>();
        }

        byte[][] digests = [.. wanted.Select(one => one.Text!.Digest.ToByteArray())];
        var (stored, said) = (await store.FindAsync(digests, cancellation), await first.FindAsync(digests, cancellation));
        return wanted.ToDictionary(one => one.Identity, one => said.GetValueOrDefault(Hash256.From(one.Text!.Digest.Span)) == one.Identity ? Shown(one.Text, stored) : ShownContent.Missing);
    }

    /// <summary>The contents of a history's reviews and of the replies to them, by identity in hex.</summary>
    /// <param name="history">Of an item or parcel; of others none is read.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyDictionary<string, ShownContent>> OfReviewsAsync(JoinedHistory history, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(history);
        var reviews = history.Own.Where(said => said.Kind == PayloadOneofCase.Review).Select(said => said.Entry.Statement).ToList();
        var identities = reviews.Select(review => ByteString.CopyFrom(review.Identity.AsSpan())).ToHashSet();
        var replies = history.Own.Where(said => said.Message.Reply is { } reply && identities.Contains(reply.Answers)).Select(said => said.Entry.Statement);
        var found = reviews.Count == 0 ? new Dictionary<Hash256, ShownContent>() : await ReadAsync([.. reviews, .. replies], cancellation);
        return found.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value);
    }

    /// <summary>The number path of a kind's text field, as a commitment names it; null where the kind has none.</summary>
    /// <param name="statement">Any statement.</param>
    public static string? TextPath(ParsedStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return statement.Rules.Descriptor.FindFieldByName("text")?.FieldNumber.ToString(CultureInfo.InvariantCulture);
    }

    private static ShownContent Shown(Commitment text, Dictionary<Hash256, StoredContent> stored)
    {
        if (!stored.TryGetValue(Hash256.From(text.Digest.Span), out var one))
        {
            return ShownContent.Missing;
        }

        return one.Disclosure is not { } disclosure ? ShownContent.Erased
            : AuthoredContent.Read(text.MediaType, disclosure.Content.Span) is not { } content ? ShownContent.Missing
            : new ShownContent(ContentState.Shown, ShownText.Of(content.Text), content.Pictures, disclosure);
    }

    private static Commitment? TextOf(ParsedStatement statement) =>
        statement.Rules.Descriptor.FindFieldByName("text")?.Accessor.GetValue((IMessage)Statement.Descriptor.FindFieldByNumber((int)statement.Kind).Accessor.GetValue(statement.Message)) as Commitment;

    private async Task<ParsedStatement?> StatementAsync(ByteString identity, CancellationToken cancellation) =>
        await histories.EntryAsync(new GetEntryRequest { Identity = identity, At = At.Signed }, cancellation) is { } recorded ? RecordedEntry.Parse(recorded.Entry).Statement : null;
}
