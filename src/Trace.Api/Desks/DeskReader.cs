using Google.Protobuf;
using Trace.Api.Challenges;
using Trace.Api.Ledger;
using Trace.Api.Products.Reading;
using Trace.Domain.Barcodes;
using Trace.Domain.Complaints;
using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.Domain.Products;
using Trace.V1;

namespace Trace.Api.Desks;

/// <summary>
/// What a party's desk shows. It opens with a signed challenge, each time anew: there is no session that could be stolen, and nothing that a page
/// of another origin could send along.
/// </summary>
internal sealed class DeskReader(ChallengeDesk challenges, CaseIndex index, ProductReader products, TimeProvider time)
{
    /// <summary>The most cases of one answer.</summary>
    public const int MostCases = 1000;

    private const int MostOthers = MostCases / 4;

    /// <summary>What a challenge for it is about.</summary>
    public const string Subject = "desk";

    /// <summary>The caller's cases.</summary>
    public async Task<ListCasesResponse> ListAsync(ListCasesRequest request, string method, CancellationToken cancellation)
    {
        var (caller, refusal) = await challenges.VerifyAsync(request.Proof, method, Subject, cancellation);
        if (refusal is not null)
        {
            throw RefusalStatus.ToException(refusal);
        }

        if (caller!.Party.Length == 0)
        {
            throw RefusalStatus.ToException(Refusal.Because(Reason.NotPermitted, "proof", "a desk is for keys that were granted to a party"));
        }

        var standing = caller.State.Party(caller.Party);
        var seesAll = standing.Has(Role.Platform) || standing.Has(Role.Inspector);
        var mine = seesAll ? null : caller.Party;
        var returned = await index.ReturnsAsync(mine, cancellation);
        var complained = await index.SubjectsAsync(mine, cancellation);

        var reported = seesAll ? await index.ReportsAsync(cancellation) : [];

        // However many complaints there are, some place is left for what is to come back, and for what was reported.
        var others = reported.Take(MostOthers).Union(returned.Take(MostOthers)).ToList();
        var all = complained.Union(reported).Union(returned).ToList();
        var subjects = complained.Take(MostCases - others.Count).Union(others).Union(all).Take(MostCases).ToList();
        var response = new ListCasesResponse { Now = UnixMicroseconds.Of(time.GetUtcNow()) };
        response.Roles.AddRange(standing.Registration?.Roles ?? []);
        response.KeyRoles.AddRange(caller.State.Key($"{caller.Party}/key/{caller.Key}")?.Current.Roles ?? []);
        var cases = new List<Case>();
        foreach (var subject in subjects)
        {
            var read = await products.ReadAsync(SubjectKey.Parse(subject), cancellation);
            var shared = SharedBy(read);
            cases.AddRange(ComplaintCase.Of(read.Joined, read.Context, time.GetUtcNow(), read.Rules.Deadlines, read.Rules.Days)
                .Where(one => seesAll || one.Respondent == caller.Party)
                .Select(one => CaseOf(one, shared.Clone(), read)));
            cases.AddRange(ReturnCase.Of(read.Joined, read.Parties, time.GetUtcNow(), read.Rules.Deadlines, read.Rules.Days)
                .Where(one => seesAll || one.Seller == caller.Party)
                .Select(one => CaseOf(one, shared.Clone(), read)));
            cases.AddRange(ReportCase.Of(read.Joined).Where(_ => seesAll).Select(one => CaseOf(one, shared.Clone(), read)));
        }

        response.All = (uint)(cases.Count + all.Count - subjects.Count);
        response.Cases.AddRange(cases.OrderBy(one => one.DueBy == 0).ThenBy(one => one.DueBy).ThenByDescending(one => one.FiledAt).Take(MostCases));
        return response;
    }

    // What all cases of the same goods have in common.
    private static Case SharedBy(ReadProduct read)
    {
        var marks = new KeyMarks(read.Context);
        IEnumerable<ulong> Marked(FlagKind kind) => read.Joined.All.SelectMany(said => said.Relays.Prepend(said.Entry)).Where(entry => !entry.IsOfPredecessor && marks.Of(entry).Contains(kind)).Select(entry => entry.Index).Distinct();
        return new Case
        {
            Late = { Marked(FlagKind.Late) },
            Disputed = { Marked(FlagKind.Disputed) },
            Subject = read.Subject.Value,
            Region = RegionOf(read.Joined),
            Product = ProductState.Of(read.Joined).Listing?.Message.Listing.Name,
        };
    }

    private static Case CaseOf(ComplaintCase one, Case shared, ReadProduct read)
    {
        var complaint = one.Complaint.Message.Complaint;
        (shared.Category, shared.Remedy, shared.HasText) = (complaint.Category, complaint.Remedy, complaint.Text is not null);
        shared.AnsweredAt = one.FirstAnswer?.Entry.RecordedAt ?? 0;
        return Fill(shared, one.Complaint, one.Respondent, one.State.ToString(), one.FiledAt, one.DueBy, read);
    }

    private static Case CaseOf(ReturnCase one, Case shared, ReadProduct read)
    {
        var request = one.Request.Message.ReturnRequest;
        (shared.ReturnReason, shared.HasText) = (request.Reason, request.Text is not null);
        shared.AnsweredAt = one.Moves.Skip(1).FirstOrDefault()?.By.Entry.RecordedAt ?? 0;
        return Fill(shared, one.Request, one.Seller, one.State.ToString(), one.FiledAt, one.DueBy, read);
    }

    private static Case CaseOf(ReportCase one, Case shared, ReadProduct read)
    {
        var report = one.Report.Message.Report;
        (shared.ReportCategory, shared.HasText) = (report.Category, report.Text is not null);
        shared.AnsweredAt = one.FirstAnswer?.Entry.RecordedAt ?? 0;
        var about = read.Subject.Kind == SubjectKind.Party ? read.Subject.Value : report.Respondent;
        return Fill(shared, one.Report, about, one.State.ToString(), one.FiledAt, null, read);
    }

    private static Case Fill(Case one, Said begun, string respondent, string state, DateTimeOffset filedAt, DateTimeOffset? dueBy, ReadProduct read)
    {
        one.Complaint = ByteString.CopyFrom(begun.Identity.AsSpan());
        (one.Respondent, one.RespondentName) = (respondent, NameOf(respondent, read.Context.Parties));
        (one.State, one.FiledAt) = (state, UnixMicroseconds.Of(filedAt));
        one.DueBy = dueBy is { } due ? UnixMicroseconds.Of(due) : 0;
        return one;
    }

    private static Text? NameOf(string party, IReadOnlyDictionary<string, PartyState> parties) => parties.GetValueOrDefault(party)?.Registration?.Name;

    // Where it went, as the newest Shipment says, of the item's own or of the parcel that carried it; else where it was sold.
    private static string RegionOf(JoinedHistory history) =>
        history.All.LastOrDefault(said => said.Stands && said.Message.Shipment is { To.Length: > 0 })?.Message.Shipment.To
        ?? history.All.LastOrDefault(said => said.Stands && said.Message.Sale is not null && said.Message.Place is { Region.Length: > 0 })?.Message.Place.Region
        ?? "";
}
