using Google.Protobuf;
using Trace.Api.Tests;
using Trace.Domain.Ledger;
using Trace.V1;
using static Trace.Tool.Tests.Parties;

namespace Trace.Tool.Tests;

/// <summary>From the making of a key to a proof that somebody else checks offline, each step a call of the tool.</summary>
public class StoryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_key_is_granted_goods_are_sold_received_reviewed_and_proven_offline()
    {
        await using var ledger = new TracedLedger(postgres);
        await ledger.InitializeAsync();
        var item = Item("A1");

        // A shop on another machine: its own folder of keys, and the policy that the ledger's operator hands out.
        var policy = Path.Combine(ledger.Folder, "trace.policy");
        await ledger.DoAsync("policy", "-o", policy);
        var shop = Path.Combine(ledger.Folder, "shop");
        string[] atShop = ["--keys", shop, "--policy", policy, "--json"];
        var made = await ledger.DoAsync(["keys", "new", "shop", "--party", Shop, .. atShop]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(made.Text("file")));
        var request = Path.Combine(ledger.Folder, "shop.request");
        await ledger.DoAsync("keys", "request", "shop", "-o", request, "--keys", shop, "--policy", policy);

        // The registrar, beside the service.
        await ledger.DoAsync("party", "register", Shop, "--name.zh", "福鼎茶厂", "--name.en", "Fuding Tea", "--roles", "producer,seller", "--prefixes", Prefix, "--region", "350900");
        var granted = await ledger.DoAsync("party", "grant", "--request", request, "--roles", "producer", "--roles", "seller", "--json");
        Assert.Equal(made.Text("keyId"), granted.Text("keyId"));
        await ledger.RegisterAsync("courier", Courier, "courier", "--carrier", "shunfeng");
        var standing = (await ledger.DoAsync(["keys", "show", .. atShop])).Json[0];
        Assert.Equal("in force", standing.GetProperty("standing").GetString());
        Assert.Equal(["producer", "seller"], standing.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));

        // The shop and the courier speak.
        await ledger.DoAsync(["record", "listing", "--key", "shop", "--subject", Product, "--name.zh", "白毫银针", "--name.en", "Silver Needle", "--category", "tea", "--origin", "350000", .. atShop]);
        var sale = await ledger.DoAsync(["record", "sale", "--key", "shop", "--subject", item, "--sealed.order-reference", "PO-1", "--sealed.price.minor", "9900", "--sealed.price.currency", "CNY", .. atShop]);
        Assert.Equal(["sealed"], sale.Json.GetProperty("disclosed").EnumerateArray().Select(path => path.GetString()));
        var shipment = await ledger.DoAsync(["record", "shipment", "--key", "shop", "--subject", item, "--parcel", Parcel, "--courier", Courier, "--from", "350000", "--to", "310000", .. atShop]);
        var journey = shipment.Text("identity");
        await ledger.DoAsync("record", "transit", "--key", "courier", "--subject", Parcel, "--activity", "picked-up", "--shipment", journey, "--place", "350000");
        await ledger.DoAsync("record", "receipt", "--key", "courier", "--subject", Parcel, "--manner", "recipient", "--agreed", "yes", "--shipment", journey, "--proof", "@" + ledger.Write("signature.png", "not really a picture"));

        // The buyer, with the code alone.
        var opening = await ledger.DoAsync(["record", "opening", "--subject", item, "--code", sale.Text("claimCode"), .. atShop]);
        Assert.True(File.Exists(opening.Text("keyFile")));
        var review = await ledger.DoAsync(["record", "review", "--subject", item, "--rating", "5", "--stage", "first", "--tags", "fresh,well-packed", "--text", "好茶", .. atShop]);
        Assert.Equal(["5"], review.Json.GetProperty("disclosed").EnumerateArray().Select(path => path.GetString()));
        await ledger.DoAsync(["record", "complaint", "--subject", item, "--respondent", Shop, "--category", "short", "--remedy", "refund", "--text", "少了一包", .. atShop]);

        await ledger.DoAsync("verify", item, "--thorough");
        var shown = (await ledger.DoAsync("show", item, "--lang", "zh")).Output;
        Assert.Contains("福鼎茶厂", shown, StringComparison.Ordinal);
        Assert.Contains("本人签收", shown, StringComparison.Ordinal);

        var proof = Path.Combine(ledger.Folder, "item.tlog-proof");
        await ledger.DoAsync("proof", item, "-o", proof);
        var verified = await ledger.DoAsync("verify", proof, "--thorough", "--policy", policy, "--server", "http://localhost:1", "--keys", "nowhere", "--json");
        Assert.Equal(5, verified.Json.GetProperty("entries").GetInt32());

        // By the local log's key too, still with nobody to ask.
        await ledger.DoAsync("verify", proof, "--server", "http://localhost:1");

        var tampered = Path.Combine(ledger.Folder, "tampered.tlog-proof");
        var whole = TlogProof.Parse(await File.ReadAllBytesAsync(proof, TestContext.Current.CancellationToken));
        await File.WriteAllBytesAsync(tampered, Tampered(whole, review.Json.GetProperty("index").GetUInt64()), TestContext.Current.CancellationToken);
        var refused = await ledger.RunAsync("verify", tampered, "--policy", policy);
        Assert.Equal(1, refused.Code);
        Assert.Contains($"entry {review.Json.GetProperty("index")}", refused.Error, StringComparison.Ordinal);
    }

    // One byte of one entry's signature.
    private static byte[] Tampered(TlogProof proof, ulong index)
    {
        var bundle = HistoryBundle.Parser.ParseFrom(proof.Extra.Span);
        for (var i = 0; i < bundle.History.Entries.Count; i++)
        {
            var entry = Entry.Parser.ParseFrom(bundle.History.Entries[i]);
            if (entry.Index == index)
            {
                var bytes = bundle.History.Entries[i].ToByteArray();
                bytes[^1] ^= 1;
                bundle.History.Entries[i] = ByteString.CopyFrom(bytes);
            }
        }

        return new TlogProof(bundle.ToByteArray(), proof.Index, proof.Hashes, proof.Note).ToBytes();
    }
}
