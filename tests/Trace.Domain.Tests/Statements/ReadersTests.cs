using Google.Protobuf;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Testing;
using Trace.Testing.Rules;
using Trace.V1;
using Xunit;

namespace Trace.Domain.Tests.Statements;

/// <summary>Who may read what a statement commits to, by the product model: parties that it names or concerns, platforms, inspectors, the buyer.</summary>
public sealed class ReadersTests : IAsyncLifetime
{
    private readonly MemoryStage _stage = new();
    private readonly LedgerState _state = new();
    private string _item = "";
    private Purchase _purchase = null!;

    public async ValueTask InitializeAsync()
    {
        _item = _stage.NewSubject(SubjectKind.Item);
        _purchase = await StatementCatalogue.BuyAsync(_stage, _item);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Seller_owner_of_the_product_platforms_and_inspectors_read_a_sale_and_others_do_not()
    {
        var sale = Find(_purchase.Sale);
        Assert.True(May(sale, await _stage.SpeakerAsync(Role.Seller)));
        Assert.True(May(sale, await _stage.SpeakerAsync(Role.Producer)));
        Assert.True(May(sale, await _stage.SpeakerAsync(Role.Platform)));
        Assert.True(May(sale, await _stage.SpeakerAsync(Role.Inspector)));
        Assert.False(May(sale, await _stage.StrangerAsync(Role.Seller)));
        Assert.False(May(sale, await _stage.StrangerAsync(Role.Producer)));
        Assert.False(May(sale, await _stage.SpeakerAsync(Role.Courier)));
    }

    [Fact]
    public async Task A_party_that_a_statement_names_reads_it()
    {
        var courier = await _stage.SpeakerAsync(Role.Courier);
        var shipment = StatementCatalogue.ShipmentOf(_stage, _item);
        shipment.Courier = courier.Party;
        var recorded = Find(await _stage.RecordAsync(await _stage.SpeakerAsync(Role.Seller), _item, shipment));

        Assert.True(May(recorded, courier));
        Assert.False(May(recorded, await _stage.StrangerAsync(Role.Courier)));
    }

    [Fact]
    public void Buyer_of_the_first_Opening_reads_what_is_sealed_of_the_item() =>
        Assert.True(May(Find(_purchase.Sale), _purchase.Buyer, _purchase.Opening));

    [Fact]
    public async Task A_second_Opening_of_the_same_code_reads_nothing()
    {
        var copied = await StatementCatalogue.OpenAsync(_stage, _item, _purchase.Sale, _purchase.Claim);

        Assert.False(May(Find(_purchase.Sale), copied.Buyer, copied.Opening));
    }

    [Fact]
    public async Task An_author_of_a_Report_reads_the_answers_to_it_and_nothing_of_the_goods()
    {
        var (report, author) = await StatementCatalogue.ReportAsync(_stage, _item, "");
        var (other, _) = await StatementCatalogue.ReportAsync(_stage, _item, "");
        var inspector = await _stage.SpeakerAsync(Role.Inspector);
        var answer = await _stage.RecordAsync(inspector, _item, new Resolution { Answers = report, Outcome = ResolutionOutcome.Upheld });
        var refund = await _stage.RecordAsync(inspector, _item, new Refund { Answers = answer, Outcome = PaymentOutcome.Paid });

        Assert.True(May(Find(report), author, report));
        Assert.True(May(Find(answer), author, report));
        Assert.True(May(Find(refund), author, report));
        Assert.False(May(Find(other), author, report));
        Assert.False(May(Find(_purchase.Sale), author, report));
    }

    [Fact]
    public void A_key_that_nothing_named_reads_what_it_signed_alone()
    {
        var stranger = _stage.NewKey();
        Assert.False(Readers.MayRead(Find(_purchase.Sale).Statement, IdOf(stranger), null, _state));
        Assert.True(Readers.MayRead(Find(_purchase.Opening).Statement, IdOf(_purchase.Claim), null, _state));
    }

    private bool May(RecordedEntry entry, LogSpeaker party) => Readers.MayRead(entry.Statement, party.Party, State().Party(party.Party), State());

    private bool May(RecordedEntry entry, LogSpeaker key, ByteString naming) => Readers.MayRead(entry.Statement, IdOf(key), Find(naming), State());

    private static Hash256 IdOf(LogSpeaker key) => KeyId.Of(StatementSigner.PublicKeyOf(key.Key));

    private RecordedEntry Find(ByteString identity) => _stage.Log.Entries.Single(entry => entry.Statement.Identity == Hash256.From(identity.Span));

    private LedgerState State()
    {
        foreach (var entry in _stage.Log.Entries.Where(entry => _state.Find(entry.Statement.Identity) is null))
        {
            _state.Apply(entry);
        }

        return _state;
    }
}
