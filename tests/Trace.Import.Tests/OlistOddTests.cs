using Trace.Domain.Ledger;
using Trace.Import.Olist;
using Trace.Import.Planning;
using Trace.Import.Reading;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Import.Tests;

/// <summary>Orders of the same form with what real files have: missing values and files, quotes, more reviews than can be said.</summary>
public sealed class OlistOddTests : IDisposable
{
    private const string Orders = "order_id,customer_state,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date\n";
    private const string Items = "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value\n";
    private const string Reviews = "review_id,order_id,review_score,has_comment,review_creation_date,review_answer_timestamp\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("trace-import-").FullName;
    private readonly ReplayedLedger _ledger = new();

    public void Dispose()
    {
        _ledger.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Orders_alone_without_any_other_file_are_sold_by_the_platform()
    {
        Write("orders.csv", Orders + "136cce7faa42fdb2cefd53fdc79a6098,RS,invoiced,2017-04-11 12:22:08,,,,\n");
        var plan = Plan();
        var sale = Single(plan, PayloadOneofCase.Sale);
        Assert.Equal("own/9520000000028/ORDER/21/136cce7faa42fdb2cefd", sale.Subject);
        Assert.Equal(ReplayedLedger.Platform, sale.Party);
        Assert.Equal(-180, sale.Offset);
        Assert.Equal(UnixMicroseconds.Of(new DateTimeOffset(2017, 4, 11, 15, 22, 8, TimeSpan.Zero)), sale.Time);
    }

    [Fact]
    public void Missing_values_lose_nothing_that_is_there()
    {
        Write("orders.csv", Orders + "a,,delivered,,,2017-05-02 10:00:00,2017-05-01 10:00:00,\nb,XX,shipped,2017-05-02 10:00:00,,,2017-05-04 10:00:00,\nc,SP,created,,,,,\n");
        Write("order_items.csv", Items + "a,1,p,s,,,\na,2,p,t,,1.5,\nb,2,q,s,,10.00,\nb,3,,s,,,\nnone,1,p,s,,1,\n");
        Write("order_reviews.csv", Reviews + "r1,a,5,0,2017-04-30 00:00:00,\nr2,b,,0,2017-05-05 00:00:00,\n,c,1,0,2017-06-05 00:00:00,\n");
        var plan = Plan();
        Assert.Equal(["items of orders that are not there 1", "items without product or seller 1", "reviews without score or time 1", "states that are no federative unit of Brazil 1"],
            plan.NotRepresentable.Select(reason => $"{reason.Key} {reason.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(4, Messages(plan, PayloadOneofCase.Sale).Count());
        Assert.Equal(2, Messages(plan, PayloadOneofCase.Transit).Count());
        Assert.Equal(3, Messages(plan, PayloadOneofCase.Receipt).Count());
        Assert.Equal(2, Messages(plan, PayloadOneofCase.Review).Count());
        Assert.Equal(2, plan.Assumed["time of sale, where the purchase has none: the earliest other"]);
    }

    [Fact]
    public void Of_three_reviews_two_are_said_and_one_is_counted()
    {
        Write("orders.csv", Orders + "a,SP,delivered,2017-05-01 10:00:00,,,,\n");
        Write("order_reviews.csv", Reviews + "r3,a,3,0,2017-05-09 00:00:00,\nr1,a,1,0,2017-05-07 00:00:00,\nr2,a,2,0,2017-05-08 00:00:00,\n");
        var plan = Plan();
        Assert.Equal([(ReviewStage.First, 1u), (ReviewStage.FollowUp, 2u)], Messages(plan, PayloadOneofCase.Review).Select(said => (said.Review.Stage, said.Review.Rating)));
        Assert.Equal(2, Messages(plan, PayloadOneofCase.Complaint).Count());
        Assert.Equal(1, plan.NotRepresentable["reviews of an order after its second"]);
    }

    [Theory]
    [InlineData("2017-05-05 12:00:00", "2017-05-06 00:00:00", "2017-05-05 12:01:00")]
    [InlineData("2017-05-05 23:59:30", "2017-05-06 00:00:00", "2017-05-05 23:59:30")]
    [InlineData("2017-05-05 23:58:30", "2017-05-06 00:00:00", "2017-05-05 23:59:00")]
    [InlineData("2017-05-07 12:00:00", "2017-05-06 00:00:00", "2017-05-05 23:59:00")]
    [InlineData("", "2017-05-06 00:00:00", "2017-05-05 23:59:00")]
    public void A_code_is_opened_before_the_review_and_after_a_receipt_that_is_earlier(string received, string reviewed, string opened)
    {
        Write("orders.csv", Orders + $"a,SP,delivered,2017-05-01 10:00:00,,2017-05-02 10:00:00,{received},\n");
        Write("order_reviews.csv", Reviews + $"r,a,4,0,{reviewed},\n");
        var expected = DateTimeOffset.Parse(opened + "-03:00", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(UnixMicroseconds.Of(expected), Single(Plan(), PayloadOneofCase.Opening).Time);
    }

    [Fact]
    public void A_canceled_order_comes_back_at_its_latest_time()
    {
        Write("orders.csv", Orders + "a,SP,canceled,2017-05-01 10:00:00,2017-05-03 10:00:00,2017-05-02 10:00:00,,2017-06-01 00:00:00\nb,SP,canceled,2017-05-01 10:00:00,,,,2017-06-01 00:00:00\n");
        var back = Single(Plan(), PayloadOneofCase.Return);
        Assert.Equal(UnixMicroseconds.Of(new DateTimeOffset(2017, 5, 3, 13, 0, 0, TimeSpan.Zero)), back.Time);
        Assert.Equal(ReturnOutcome.Undelivered, back.Return.Outcome);
    }

    [Theory]
    [InlineData("CANCELED", 1)]
    [InlineData("on hold", 0)]
    public void A_status_is_read_in_any_case_and_one_that_is_not_known_is_counted(string status, int returns)
    {
        Write("orders.csv", Orders + $"a,SP,{status},2017-05-01 10:00:00,,2017-05-02 10:00:00,,\n");
        var plan = Plan();
        Assert.Equal(returns, Messages(plan, PayloadOneofCase.Return).Count());
        Assert.Equal(1 - returns, plan.Assumed.GetValueOrDefault("not canceled, of an order whose status is not known"));
    }

    [Fact]
    public void A_canceled_order_that_was_delivered_and_never_handed_over_is_counted()
    {
        Write("orders.csv", Orders + "a,SP,canceled,2017-05-01 10:00:00,,,2017-05-03 10:00:00,\n");
        var plan = Plan();
        Assert.Empty(Messages(plan, PayloadOneofCase.Return));
        Assert.Equal(1, plan.NotRepresentable["returns of what was delivered and never handed over: no Shipment is there to answer"]);
    }

    [Fact]
    public void A_review_from_before_its_purchase_is_said_after_the_sale_and_keeps_its_time()
    {
        Write("orders.csv", Orders + "a,SP,delivered,2017-05-01 10:00:00,,,,\n");
        Write("order_reviews.csv", Reviews + "r,a,4,0,2017-04-20 00:00:00,\n");
        var plan = Plan();
        Assert.True(Single(plan, PayloadOneofCase.Review).Time < Single(plan, PayloadOneofCase.Sale).Time);
        Assert.Equal([PayloadOneofCase.Sale, PayloadOneofCase.Opening, PayloadOneofCase.Review], plan.Statements.TakeLast(3).Select(planned => planned.Kind));
    }

    [Fact]
    public void Two_reviews_of_one_time_are_first_and_follow_up_by_their_ids()
    {
        Write("orders.csv", Orders + "a,SP,delivered,2017-05-01 10:00:00,,,,\n");
        Write("order_reviews.csv", Reviews + "r2,a,4,0,2017-05-09 00:00:00,\nr1,a,5,0,2017-05-09 00:00:00,\n");
        Assert.Equal([(ReviewStage.First, 5u), (ReviewStage.FollowUp, 4u)], Messages(Plan(), PayloadOneofCase.Review).Select(said => (said.Review.Stage, said.Review.Rating)));
    }

    [Fact]
    public void Rows_that_stand_twice_alike_count_once_with_an_id_and_without()
    {
        Write("orders.csv", Orders + "a,SP,delivered,2017-05-01 10:00:00,,,,\na,SP,delivered,2017-05-01 10:00:00,,,,\n");
        Write("order_reviews.csv", Reviews + ",a,4,0,2017-05-09 00:00:00,\n,a,4,0,2017-05-09 00:00:00,\nr,a,5,0,2017-05-10 00:00:00,\nr,a,5,0,2017-05-10 00:00:00,\n");
        var plan = Plan();
        Single(plan, PayloadOneofCase.Sale);
        Assert.Equal(2, Messages(plan, PayloadOneofCase.Review).Count());
        Assert.Empty(plan.NotRepresentable);
    }

    [Fact]
    public void A_seller_that_the_sellers_do_not_name_sells_all_the_same()
    {
        Write("orders.csv", Orders + "a,SP,created,2017-05-01 10:00:00,,2017-05-02 10:00:00,,\n");
        Write("order_items.csv", Items + "a,1,p,unheard,,1,\n");
        Write("sellers.csv", "seller_id,seller_city,seller_state\ns,sao paulo,SP\n");
        var plan = Plan();
        Assert.Equal(3, Messages(plan, PayloadOneofCase.Registration).Count());
        Assert.Null(Single(plan, PayloadOneofCase.Sale).Place);
        Assert.Equal("", Single(plan, PayloadOneofCase.Shipment).Shipment.From);
    }

    [Theory]
    [InlineData("2017-05-01 10:00")]
    [InlineData("2017-05-01 10:00:00.000")]
    [InlineData("2017-05-01T10:00:00")]
    public void Times_and_numbers_are_read_as_tables_write_them_again(string purchase)
    {
        Write("orders.csv", Orders + $"a,SP,created,{purchase},,,,\n");
        Write("order_items.csv", Items + "a,1.0,p,s,,21.90,\n");
        Write("order_reviews.csv", Reviews + "r,a,5.0,0,2017-05-09,\n");
        var plan = Plan();
        Assert.Equal(UnixMicroseconds.Of(new DateTimeOffset(2017, 5, 1, 13, 0, 0, TimeSpan.Zero)), Single(plan, PayloadOneofCase.Sale).Time);
        Assert.Equal(5u, Single(plan, PayloadOneofCase.Review).Review.Rating);
    }

    [Fact]
    public void Of_two_sellers_of_a_product_the_first_lists_it_and_the_other_offers_it()
    {
        Write("orders.csv", Orders + "a,SP,created,2017-05-02 10:00:00,,,,\nb,SP,created,2017-05-01 10:00:00,,,,\n");
        Write("order_items.csv", Items + "a,1,p,s1,,1,\nb,1,p,s2,,1,\n");
        var listings = Messages(Plan(), PayloadOneofCase.Listing).ToList();
        var sales = Messages(Plan(), PayloadOneofCase.Sale).OrderBy(sale => sale.Time).ToList();
        Assert.Equal((sales[0].Party, false), (listings[0].Party, listings[0].Listing.Offer));
        Assert.Equal((sales[1].Party, true), (listings[1].Party, listings[1].Listing.Offer));
        Assert.Equal(listings[0].Subject, listings[1].Subject);
    }

    [Fact]
    public void Numbers_that_were_given_hold_when_an_earlier_sale_comes_later()
    {
        Write("orders.csv", Orders + "a,SP,created,2017-05-02 10:00:00,,,,\n");
        Write("order_items.csv", Items + "a,1,p,s1,,1,\n");
        var state = Path.Combine(_folder, "state");
        var first = OlistPlan.Read(_folder, _ledger.Context, state);
        _ledger.RecordAll(first);
        Write("orders.csv", Orders + "b,SP,created,2017-05-01 10:00:00,,,,\n");
        Write("order_items.csv", Items + "b,1,p,s2,,1,\n");
        var second = OlistPlan.Read(_folder, _ledger.Context, state);
        _ledger.RecordAll(second);
        Assert.Equal(Single(first, PayloadOneofCase.Listing).Subject, Messages(second, PayloadOneofCase.Sale).Single().Subject.Split("/21/")[0]);
    }

    [Theory]
    [InlineData(Orders + "\"a,b\",,,2017-05-01 10:00:00,,,,\n\"line\r\nend\",,,,,,,\r\n\"say \"\"a\"\"\",,,2017-05-01,,,,\n", "a,b|line\r\nend|say \"a\"")]
    [InlineData("\uFEFForder_status,order_purchase_timestamp,order_delivered_customer_date,order_delivered_carrier_date,order_id\n,,,,a\n\n,,,,b", "a|b")]
    [InlineData(Orders + "a,,,,,,,\na,,,,,,,\n", "a")]
    public void Files_are_read_as_RFC_4180_has_them(string file, string ids)
    {
        Write("orders.csv", file);
        Assert.Equal(ids.Split('|'), OlistReader.Read(_folder).Orders.Select(order => order.Id));
    }

    [Theory]
    [InlineData(Orders + "a,,,,,,,\nb,,,yesterday,,,,\n", "orders.csv, line 3, order_purchase_timestamp: \"yesterday\" must be a time such as 2017-10-09 22:23:46")]
    [InlineData("order_id,order_status\n", "orders.csv, line 1, order_purchase_timestamp: the header must have this column")]
    [InlineData(Orders + "a\n", "orders.csv, line 2, record: must have 8 fields as the header, has 1")]
    [InlineData(Orders + "\"a\n", "orders.csv, line 2, field 1: the quote is never closed")]
    [InlineData(Orders + "a\"b\n", "orders.csv, line 2, field 1: a quote stands around a whole field, and doubled inside it")]
    [InlineData(Orders + "a,,x,,,,,\na,,y,,,,,\n", "orders.csv, line 3, order_id: \"a\" stands in line 2 too, with other values")]
    [InlineData(Orders + ",,x,,,,,\n", "orders.csv, line 2, order_id: must have a value, is empty")]
    [InlineData("", "orders.csv, line 1, header: must name the columns, the file is empty")]
    public void A_file_that_breaks_its_form_is_named_with_line_and_field(string file, string message)
    {
        Write("orders.csv", file);
        Assert.Equal(message, Assert.Throws<ImportFormatException>(() => OlistReader.Read(_folder)).Message);
    }

    [Theory]
    [InlineData("order_items.csv", Items + "a,1,p,s,,9.999,\n", "order_items.csv, line 2, price: \"9.999\" must be an amount with at most two decimals, such as 21.99")]
    [InlineData("order_items.csv", Items + "a,0,p,s,,9,\n", "order_items.csv, line 2, order_item_id: \"0\" must be a whole number from 1 to 2147483647")]
    [InlineData("order_reviews.csv", Reviews + "r,a,6,,2017-05-01,\n", "order_reviews.csv, line 2, review_score: \"6\" must be a whole number from 1 to 5")]
    public void A_value_out_of_its_bounds_is_named(string name, string file, string message)
    {
        Write("orders.csv", Orders);
        Write(name, file);
        Assert.Equal(message, Assert.Throws<ImportFormatException>(() => OlistReader.Read(_folder)).Message);
    }

    [Fact]
    public void A_folder_without_orders_says_so() => Assert.Contains("holds no orders.csv", Assert.Throws<FileNotFoundException>(() => OlistReader.Read(_folder)).Message, StringComparison.Ordinal);

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder, name), content);

    private ImportPlan Plan()
    {
        var plan = OlistPlan.Build(OlistReader.Read(_folder), _ledger.Context, new OlistNumbers());
        _ledger.RecordAll(plan);
        return plan;
    }

    private static Statement Single(ImportPlan plan, PayloadOneofCase kind) => Messages(plan, kind).Single();

    private static IEnumerable<Statement> Messages(ImportPlan plan, PayloadOneofCase kind) =>
        plan.Statements.Where(planned => planned.Kind == kind).Select(planned => Statement.Parser.ParseFrom(planned.Signed.Statement));
}
