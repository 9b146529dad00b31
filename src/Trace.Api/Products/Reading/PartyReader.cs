using Npgsql;
using Trace.Api.Desks;
using Trace.Api.Pages;
using Trace.Api.Products.Model;
using Trace.Api.Products.Words;
using Trace.Domain.Barcodes;
using Trace.Domain.Products;

namespace Trace.Api.Products.Reading;

/// <summary>A participant's page, and the size of the checkpoint that it was read at.</summary>
public sealed record ReadParty(PartyPage Page, long Size);

/// <summary>Reads what a participant's page tells of.</summary>
internal sealed class PartyReader(NpgsqlDataSource source, ProductReader products, PartyCasesReader cases)
{
    /// <summary>The most products that are listed on a page.</summary>
    public const int MostProducts = 50;

    // From each product straight on to the next, over all lots and items between: a tilde sorts behind everything that a subject holds.
    private const string Products = """
        WITH RECURSIVE next AS (
            (SELECT subject FROM ledger.log_entry WHERE subject >= $1 AND subject < $2 AND index < $3 ORDER BY subject LIMIT 1)
            UNION ALL
            SELECT (SELECT e.subject FROM ledger.log_entry e WHERE e.subject > split_part(n.subject, '/', 1) || '/' || split_part(n.subject, '/', 2) || CASE WHEN n.subject LIKE 'own/%' THEN '/' || split_part(n.subject, '/', 3) ELSE '' END || '/~' AND e.subject < $2 AND e.index < $3 ORDER BY e.subject LIMIT 1)
            FROM next n WHERE n.subject IS NOT NULL)
        SELECT subject FROM next WHERE subject IS NOT NULL LIMIT $4
        """;

    /// <summary>The page; null where nothing is recorded about the party.</summary>
    /// <param name="party">The party.</param>
    /// <param name="texts">The language.</param>
    /// <param name="now">For what has run out.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<ReadParty?> ReadAsync(SubjectKey party, PageTexts texts, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(party);
        ArgumentNullException.ThrowIfNull(texts);
        var read = await products.ReadPartyAsync(party, cancellation);
        var size = read.Size;
        if (read.Parties.GetValueOrDefault(party.Value, []) is not { Count: > 0 } history)
        {
            return null;
        }

        var listed = new List<ListedProduct>();
        var prefixes = read.Context.Parties.GetValueOrDefault(party.Value)?.Registration?.Prefixes ?? [];
        var id = party.Value[(party.Value.LastIndexOf('/') + 1)..];
        foreach (var range in prefixes.SelectMany(prefix => Enumerable.Range(0, 10).Select(indicator => $"01/{indicator}{prefix}")).Append($"own/{id}/"))
        {
            foreach (var product in await ProductsAsync(range, size, MostProducts - listed.Count, cancellation))
            {
                listed.Add(new ListedProduct(product.Value, await NameAsync(product, texts, cancellation)));
            }
        }

        return new ReadParty(PartyMaking.Make(party, read, history, listed, await cases.ReadAsync(party.Value, now, cancellation), texts, now), size);
    }

    private async Task<IReadOnlyList<SubjectKey>> ProductsAsync(string range, long size, int most, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Products);
        command.Parameters.AddWithValue(range);
        command.Parameters.AddWithValue(range + "~");
        command.Parameters.AddWithValue(size);
        command.Parameters.AddWithValue(most);
        var found = new List<SubjectKey>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (SubjectKey.TryParse(reader.GetString(0), out var subject, out _) && subject.Product is { } product && !found.Contains(product))
            {
                found.Add(product);
            }
        }

        return found;
    }

    private async Task<string> NameAsync(SubjectKey product, PageTexts texts, CancellationToken cancellation)
    {
        var state = ProductState.Of((await products.ReadAsync(product, cancellation)).Joined);
        return state.Listing?.Message.Listing.Name is { } name && new PageWords(texts, new Dictionary<string, Domain.Parties.PartyState>()).Of(name) is { Length: > 0 } words ? words : product.Value;
    }
}
