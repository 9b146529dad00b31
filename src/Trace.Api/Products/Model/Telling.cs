using Google.Protobuf;
using Trace.Api.Pages;
using Trace.Api.Products.Reading;
using Trace.Api.Products.Words;
using Trace.Domain.Barcodes;
using Trace.Domain.Complaints;
using Trace.Domain.Ledger;
using Trace.Domain.Products;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Api.Products.Model;

/// <summary>What all parts of a page are told from: what was read, what follows from it, and the words of one language.</summary>
internal sealed class Telling
{
    private readonly Dictionary<Hash256, Said> _byIdentity;
    private readonly ILookup<long, Flag> _flagsOn;
    private readonly KeyMarks _marks;

    public Telling(ReadProduct read, SubjectKey? claimed, ReadProduct? ofClaimed, PageTexts texts, DateTimeOffset now)
    {
        (Read, Claimed, Texts, Now) = (read, claimed, texts, now);
        All = ofClaimed is null ? read.Joined.All : [.. read.Joined.All.Concat(ofClaimed.Joined.All).DistinctBy(said => said.Identity).OrderBy(said => said.Entry.Position)];
        Words = new PageWords(texts, read.Context.Parties, read.Registrar);
        State = ProductState.Of(read.Joined);
        Complaints = ComplaintCase.Of(read.Joined, read.Context, now, read.Rules.Deadlines, read.Rules.Days);
        Returns = ReturnCase.Of(read.Joined, read.Parties, now, read.Rules.Deadlines, read.Rules.Days);
        Flags = Domain.Products.Flags.Of(read.Joined, read.Context with { Now = now, Deadlines = read.Rules.Deadlines });
        _marks = new KeyMarks(read.Context);
        _flagsOn = Flags.ToLookup(flag => flag.On.Position);
        _byIdentity = All.Concat(read.Joined.Own).DistinctBy(said => said.Identity).ToDictionary(said => said.Identity);
    }

    public ReadProduct Read { get; }

    public JoinedHistory Joined => Read.Joined;

    /// <summary>Everything that is joined, and the history of the lot that the code names where another or none is on record.</summary>
    public IReadOnlyList<Said> All { get; }

    public SubjectKey Subject => Read.Subject;

    /// <summary>The lot that the code names beside the serial.</summary>
    public SubjectKey? Claimed { get; }

    public PageTexts Texts { get; }

    public PageWords Words { get; }

    public DateTimeOffset Now { get; }

    public ProductState State { get; }

    public IReadOnlyList<Flag> Flags { get; }

    /// <summary>How far each complaint has come; on a party's page those that ask it first.</summary>
    public IReadOnlyList<ComplaintCase> Complaints { get; init; }

    /// <summary>How far each request to return has come; on a party's page those that it sold.</summary>
    public IReadOnlyList<ReturnCase> Returns { get; init; }

    public bool IsItem => Subject.Is(SubjectKind.Item | SubjectKind.Parcel);

    public Said? Find(ByteString? identity) => identity is { Length: Hash256.Size } ? _byIdentity.GetValueOrDefault(Hash256.From(identity.Span)) : null;

    public static string Path(RecordedEntry entry, string path) => FormattableString.Invariant($"{entry.Position}:{path}");

    public EntryLink Link(RecordedEntry entry) => new(entry.Position, Texts.Say("entry.link", ("index", entry.Position), ("kind", Words.Kind(entry.Statement.Kind))), MarksOf(entry));

    /// <summary>Late, Disputed: how the key stood that signed an entry.</summary>
    public IReadOnlyList<string> MarksOf(RecordedEntry entry) => [.. _marks.Of(entry).Select(kind => kind.ToString())];

    public Named Who(RecordedEntry entry) => entry.Statement.Message.Party is { Length: > 0 } party ? Party(party) : new Named("", Words.Speaker(entry), false, false);

    public Named Party(string party) => Read.Context.Parties.GetValueOrDefault(party) is { Registration: not null } state
        ? new Named(party, Words.Party(party), state.IsSuspended, true)
        : new Named(party, Words.Party(party), false, false);

    public When When(RecordedEntry entry) => Time(entry.Statement.Message.Time, Path(entry, "time"));

    public When Time(long microseconds, string? field = null) => new(Words.Time(microseconds), PageWords.Iso(microseconds), field);

    public IReadOnlyList<string> FlagsOn(RecordedEntry entry) => [.. _flagsOn[entry.Position].Select(flag => flag.Kind.ToString())];

    public CorrectionNote? Correction(Said said)
    {
        if (said.Correction is not { } correction)
        {
            return null;
        }

        var reason = Words.Code(correction.Statement.Message.Correction.Reason);
        var text = Texts.Say(said.State == SaidState.Withdrawn ? "corrected.withdrawn" : "corrected.replaced", ("who", Words.Speaker(correction)), ("reason", reason), ("day", Words.Day(correction.Statement.Message.Time)));
        return new CorrectionNote(text, Link(correction), said.ReplacedBy is { } by && _byIdentity.TryGetValue(by, out var replacement) ? Link(replacement.Entry) : null);
    }

    public DocumentLink Document(Document document, RecordedEntry entry, string name, string path) =>
        new(name, Convert.ToHexStringLower(document.Sha256.Span), document.Url, document.MediaType, Link(entry), Path(entry, $"{path}.sha256"));

    /// <summary>What a statement of a case answers, by identity; null where it answers none.</summary>
    public static ByteString? Answered(Statement message) => message.PayloadCase switch
    {
        PayloadOneofCase.Reply => message.Reply.Answers,
        PayloadOneofCase.Escalation => message.Escalation.Answers,
        PayloadOneofCase.Resolution => message.Resolution.Answers,
        PayloadOneofCase.Compensation => message.Compensation.Answers,
        PayloadOneofCase.Return => message.Return.Answers,
        PayloadOneofCase.Refund => message.Refund.Answers,
        PayloadOneofCase.Closure => message.Closure.Complaint,
        PayloadOneofCase.FollowUp => message.FollowUp.Report,
        _ => null,
    };

    /// <summary>What a statement goes back to in the end: a complaint, a report, a review, a request; itself where it answers nothing.</summary>
    public Said RootOf(Said said)
    {
        // References go to earlier statements alone, so this ends.
        while (Find(Answered(said.Message)) is { } answered)
        {
            said = answered;
        }

        return said;
    }
}
