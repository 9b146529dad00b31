using System.Globalization;
using Trace.Domain.Barcodes;
using Trace.Import.Planning;
using Trace.Import.Reading;

namespace Trace.Import.Olist;

/// <summary>
/// Which seller has which GS1 prefix, and which product which GTIN: a register, as a GS1 organisation keeps one.
/// </summary>
/// <remarks>
/// <para>A prefix is 952 and five digits, a GTIN-13 leaves four digits below it for the producer's products. So few digits can't be a pure
/// function of an id without collisions: of 1,189 sellers some seven meet another's hash. Numbers are therefore hashes of the id (HMAC of the
/// seed), and where one is taken the next attempt's hash, in the order of ids: the same files give the same numbers, in whatever order their
/// rows come.</para>
/// <para>When other files are imported into the same ledger later, a new id could take what an older one had, and an earlier sale could make
/// another seller the producer. So what was given is kept in a file beside the import's state, with the seller's state and the times of
/// listings, and holds from then on: the same product id always has the same GTIN. Without that file only what collides moves.</para>
/// </remarks>
public sealed class OlistNumbers
{
    /// <summary>The file's name in the import's folder.</summary>
    public const string FileName = "numbers.csv";

    internal const string CourierId = "(courier)";

    // Below it stand the ledger's own parties and the sample's.
    private const int FirstPrefix = 10_000;
    private const int Prefixes = 90_000;
    private const int References = 10_000;
    private const int HashedAttempts = 32;

    private readonly SortedDictionary<string, SellerNumber> _sellers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ProductNumber> _products = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _offers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    internal sealed record SellerNumber(string Prefix, string State)
    {
        public string Party => $"party/gln/{WithCheckDigit(Prefix + "0000")}";
    }

    internal sealed record ProductNumber(string Producer, string Gtin, long ListedAt);

    /// <summary>Reads the register of an import's folder; an empty one where there is none.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="ImportFormatException">The file is damaged.</exception>
    public static OlistNumbers Load(string folder)
    {
        var numbers = new OlistNumbers();
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return numbers;
        }

        using var text = new StreamReader(path);
        foreach (var row in CsvReader.Read(text, FileName, "what", "id", "number", "of", "time"))
        {
            numbers.Put(row);
        }

        return numbers;
    }

    /// <summary>Writes the register, whole or not at all.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        using (var text = new StreamWriter(path + ".new"))
        {
            text.NewLine = "\n";
            text.WriteLine("what,id,number,of,time");
            foreach (var (id, seller) in _sellers)
            {
                Write(text, "seller", id, seller.Prefix, seller.State, "");
            }

            foreach (var (id, product) in _products)
            {
                Write(text, "product", id, product.Gtin, product.Producer, product.ListedAt.ToString(CultureInfo.InvariantCulture));
            }

            foreach (var (offer, time) in _offers)
            {
                var ids = offer.Split('\n');
                Write(text, "offer", ids[0], "", ids[1], time.ToString(CultureInfo.InvariantCulture));
            }
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    internal SellerNumber Seller(string id) => _sellers[id];

    /// <summary>Who produces those of these products that have a number already.</summary>
    internal IEnumerable<string> ProducersOf(IEnumerable<string> products) =>
        products.Select(id => _products.GetValueOrDefault(id)?.Producer).OfType<string>().Distinct(StringComparer.Ordinal);

    internal ProductNumber Product(string id) => _products[id];

    internal long OfferedAt(string product, string seller) => _offers[OfferKey(product, seller)];

    /// <summary>Gives prefixes to sellers that have none.</summary>
    /// <param name="sellers">Ids and states.</param>
    /// <param name="others">Parties of the ledger whose GLNs may lie under 952 too.</param>
    /// <param name="secrets">The seed's.</param>
    internal void AssignSellers(IEnumerable<(string Id, string State)> sellers, IEnumerable<string> others, Derivation secrets)
    {
        foreach (var other in others.Where(other => other.StartsWith("party/gln/952", StringComparison.Ordinal)))
        {
            _taken.Add(other["party/gln/".Length..][..8]);
        }

        foreach (var (id, state) in sellers.Where(seller => !_sellers.ContainsKey(seller.Id)).OrderBy(seller => seller.Id, StringComparer.Ordinal).ToList())
        {
            _sellers.Add(id, new SellerNumber(Free("prefix", id, Prefixes, number => string.Create(CultureInfo.InvariantCulture, $"952{FirstPrefix + number:D5}"), secrets), state));
        }
    }

    /// <summary>Gives GTINs to products that have none, under their producers' prefixes.</summary>
    /// <param name="products">Ids, producers, and when each was listed.</param>
    /// <param name="secrets">The seed's.</param>
    internal void AssignProducts(IEnumerable<(string Id, string Producer, long ListedAt)> products, Derivation secrets)
    {
        foreach (var (id, producer, listedAt) in products.Where(product => !_products.ContainsKey(product.Id)).OrderBy(product => product.Id, StringComparer.Ordinal).ToList())
        {
            var prefix = _sellers[producer].Prefix;
            var gtin = Free("item reference", id, References, number => WithCheckDigit(string.Create(CultureInfo.InvariantCulture, $"{prefix}{number:D4}")), secrets);
            _products.Add(id, new ProductNumber(producer, gtin, listedAt));
        }
    }

    /// <summary>Keeps when an offer was first made.</summary>
    internal void AssignOffer(string product, string seller, long time) => _offers.TryAdd(OfferKey(product, seller), time);

    internal static string WithCheckDigit(string digits) => digits + (char)('0' + Gs1CheckDigit.Compute(digits));

    // Hashes first, so that a number says nothing of how many were given; when these run out, the next free one.
    private string Free(string use, string id, int bound, Func<long, string> format, Derivation secrets)
    {
        var number = 0L;
        for (int attempt = 0; attempt < HashedAttempts; attempt++)
        {
            number = secrets.Number(use, id, attempt, bound);
            if (format(number) is var hashed && _taken.Add(hashed))
            {
                return hashed;
            }
        }

        for (int step = 1; step < bound; step++)
        {
            if (format((number + step) % bound) is var next && _taken.Add(next))
            {
                return next;
            }
        }

        throw new InvalidOperationException($"no {use} is left for \"{id}\": all {bound} are given");
    }

    private void Put(CsvRow row)
    {
        var (id, number) = (row.Required("id"), row.Optional("number"));
        switch (row.Required("what"))
        {
            case "seller" when _taken.Add(number):
                _sellers.Add(id, new SellerNumber(number, row.Optional("of")));
                break;
            case "product" when _taken.Add(number):
                _products.Add(id, new ProductNumber(row.Required("of"), number, Time(row)));
                break;
            case "offer":
                _offers.Add(OfferKey(id, row.Required("of")), Time(row));
                break;
            default:
                throw row.Problem("what", "must be seller, product or offer, each number given once");
        }
    }

    private static long Time(CsvRow row) =>
        long.TryParse(row.Required("time"), NumberStyles.None, CultureInfo.InvariantCulture, out long time) ? time : throw row.Problem("time", "must be microseconds");

    private static string OfferKey(string product, string seller) => product + "\n" + seller;

    private static void Write(StreamWriter text, params ReadOnlySpan<string> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            text.Write(i == 0 ? "" : ",");
            text.Write(values[i].AsSpan().IndexOfAny(",\"\n\r") < 0 ? values[i] : $"\"{values[i].Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        }

        text.WriteLine();
    }
}
