using CsCheck;
using Trace.Domain.Barcodes;
using Xunit;

namespace Trace.Domain.Tests.Barcodes;

public class SubjectKeyPropertyTests
{
    private const int Rounds = 10_000;

    [Fact]
    public void Every_key_is_read_and_formatted_as_it_came() =>
        KeyGenerators.AnyKey.Sample(text => SubjectKey.Parse(text).ToString() == text, iter: Rounds);

    [Fact]
    public void A_URL_library_changes_nothing_in_a_key() =>
        KeyGenerators.AnyKey.Sample(text => new Uri("https://h/" + text).AbsolutePath == "/" + text, iter: Rounds);

    [Fact]
    public void Building_a_key_again_from_its_parts_gives_the_same_key() =>
        KeyGenerators.AnyKey.Sample(text => Assert.Equal(text, Rebuild(SubjectKey.Parse(text)).Value), iter: Rounds);

    // If two spellings of one thing were read, their parts would be the same and one of the two would not come back.
    [Fact]
    public void A_change_of_one_character_is_refused_or_names_another_thing() =>
        Gen.Select(KeyGenerators.AnyKey, Gen.Int[0, 159], Gen.OneOf(Gen.Char[' ', '~'], Gen.Char), Gen.Int[0, 2]).Sample((text, place, c, how) =>
        {
            int at = place % text.Length;
            string changed = how switch
            {
                0 => text.Remove(at, 1).Insert(at, c.ToString()),
                1 => text.Insert(at, c.ToString()),
                _ => text.Remove(at, 1),
            };
            if (SubjectKey.TryParse(changed, out var key, out string? problem))
            {
                Assert.Equal(changed, Rebuild(key).Value);
                Assert.Equal(changed == text, key == SubjectKey.Parse(text));
                Assert.Null(problem);
            }
            else
            {
                Assert.NotEqual(text, changed);
                Assert.NotEmpty(problem);
            }
        }, iter: Rounds);

    [Fact]
    public void A_key_cut_off_anywhere_is_refused_or_names_another_thing() =>
        KeyGenerators.AnyKey.Sample(text =>
        {
            for (int length = 0; length < text.Length; length++)
            {
                Assert.True(!SubjectKey.TryParse(text[..length], out var key, out _) || Rebuild(key).Value == text[..length]);
            }
        });

    [Fact]
    public void Other_spellings_that_a_URL_library_reads_as_the_same_are_refused() =>
        Gen.Select(KeyGenerators.AnyKey, Gen.Int[0, 159]).Sample((text, place) =>
        {
            int at = place % text.Length;
            string escaped = $"{text[..at]}%{(int)text[at]:X2}{text[(at + 1)..]}";
            string lower = text.Replace("%2F", "%2f", StringComparison.Ordinal);

            // A digit or letter right after % turns %2F into %%32F, a % into %25: neither may mean what it was.
            Assert.False(SubjectKey.TryParse(escaped, out var key, out _) && Uri.UnescapeDataString(key.Value) == Uri.UnescapeDataString(text));
            Assert.Equal(lower == text, SubjectKey.TryParse(lower, out _, out _));
            Assert.False(SubjectKey.TryParse(text + "/", out _, out _));
            Assert.False(SubjectKey.TryParse("/" + text, out _, out _));
            Assert.False(SubjectKey.TryParse(text.Insert(text.IndexOf('/', StringComparison.Ordinal), "/."), out _, out _));
        }, iter: Rounds);

    [Fact]
    public void The_longest_key_has_less_than_160_characters()
    {
        string value = string.Concat(Enumerable.Repeat("%2F", Gs1Text.MaxLength));
        string longest = $"own/91350100M000100Y43/{value}/21/{value}";

        Assert.Equal(longest, SubjectKey.Parse(longest).Value);
        Assert.True(longest.Length <= SubjectKey.MaxLength);
    }

    [Fact]
    public void Reading_a_good_key_allocates_the_key_and_nothing_else()
    {
        const string text = "own/91350100M000100Y43/A%2F1/21/0123456789AB";
        SubjectKey.Parse(text);
        const int rounds = 1000;
        int read = 0;

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < rounds; i++)
        {
            read += SubjectKey.TryParse(text, out _, out _) ? 1 : 0;
        }
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / rounds;

        Assert.Equal(rounds, read);
        // An object of one reference and two ints.
        Assert.InRange(each, 1, 48);
    }

    private static SubjectKey Rebuild(SubjectKey key)
    {
        if (key.Is(SubjectKind.Product | SubjectKind.Lot | SubjectKind.Item))
        {
            var product = key.Gtin is { } gtin ? SubjectKey.ForProduct(gtin) : SubjectKey.ForOwnProduct(key.Owner!, key.OwnCode!);
            Assert.Equal(product, key.Product);
            Assert.True(key.IsAtOrUnder(product));
            return key.Lot is { } lot ? SubjectKey.ForLot(product, lot)
                : key.Serial is { } serial ? SubjectKey.ForItem(product, serial)
                : product;
        }
        return key.Kind switch
        {
            SubjectKind.LogisticUnit => SubjectKey.ForLogisticUnit(Sscc.Parse(key.Value.AsSpan(3))),
            SubjectKind.Waybill => SubjectKey.Parse($"parcel/{key.Carrier}/{key.Year:D4}-{key.Value[^26..]}"),
            SubjectKind.Key => SubjectKey.ForKey(key.Party!, Convert.FromHexString(key.KeyId!)),
            SubjectKind.Party => key.Value.StartsWith("party/uscc/", StringComparison.Ordinal)
                ? SubjectKey.ForParty(Uscc.Parse(key.Value.AsSpan(11)))
                : SubjectKey.ForParty(Gln.Parse(key.Value.AsSpan(10))),
            _ => key,
        };
    }
}
