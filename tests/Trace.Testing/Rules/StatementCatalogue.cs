using Google.Protobuf;
using Trace.Domain.Barcodes;
using Trace.Domain.Statements;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Testing.Rules;

/// <summary>One way to say a kind of statement that the rules allow: by one row of who may say it, about one kind of subject.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Row">The number of the row among the kind's speakers.</param>
/// <param name="Subject">Exactly one kind of subject.</param>
public sealed record Sample(PayloadOneofCase Kind, int Row, SubjectKind Subject)
{
    public KindRules Rules => RulesTable.Of(Kind);

    public Speaker Speaker => Rules.Speakers[Row];

    public override string ToString()
    {
        var who = Speaker.Kind != SpeakerKind.Party ? Speaker.Kind.ToString() : Speaker.Role == Role.Unspecified ? "any party" : Speaker.Role.ToString();
        return $"{Kind} by {who}{(Speaker.Condition.Length > 0 ? $" ({Speaker.Condition})" : "")} over {Speaker.Over} about {Subject}";
    }
}

/// <summary>
/// Valid statements of every kind: one for each row of who may say it and each kind of subject, with every field that refers to another
/// statement filled in somewhere. A kind without its entry fails every test that reads this.
/// </summary>
public static partial class StatementCatalogue
{
    private static readonly Dictionary<PayloadOneofCase, Func<Scene, Task<IMessage>>> Payloads = new[] { Parties, Products, Complaints }.SelectMany(part => part).ToDictionary();

    /// <summary>All samples, in the order of the table.</summary>
    public static IReadOnlyList<Sample> All { get; } =
    [
        .. from rules in RulesTable.All
           from row in Enumerable.Range(0, rules.Speakers.Count)
           from subject in SingleKinds(rules.Subjects)
           where WhyNever(rules.Kind, rules.Speakers[row], subject) is null
           select new Sample(rules.Kind, row, subject),
    ];

    public static IEnumerable<Sample> Of(PayloadOneofCase kind) => All.Where(sample => sample.Kind == kind);

    /// <summary>The kinds of subject that several together are.</summary>
    public static IEnumerable<SubjectKind> SingleKinds(SubjectKind kinds) =>
        Enum.GetValues<SubjectKind>().Where(kind => System.Numerics.BitOperations.IsPow2((int)kind) && (kinds & kind) != 0);

    /// <summary>Makes a valid statement, recording all that it rests on.</summary>
    public static async Task<Draft> MakeAsync(Stage stage, Sample sample)
    {
        var scene = new Scene(stage, sample);
        if (sample.Speaker is { Kind: SpeakerKind.Party, Role: not Role.Unspecified })
        {
            scene.Speaker = await stage.SpeakerAsync(sample.Speaker.Role);
        }
        else if (sample.Speaker.Kind == SpeakerKind.RecoveryKey)
        {
            scene.Speaker = stage.Recovery;
        }

        var payload = await Payloads[sample.Kind](scene);
        var draft = stage.DraftOf(scene.Speaker, scene.Subject, payload);
        return scene.Also is null ? draft : draft.With(scene.Also);
    }

    /// <summary>Why a row never meets a kind of subject, though the table has both; null where it does.</summary>
    public static string? WhyNever(PayloadOneofCase kind, Speaker row, SubjectKind subject) => (kind, row.Kind, row.Role, subject) switch
    {
        (PayloadOneofCase.Escalation, SpeakerKind.BuyerKey, _, not (SubjectKind.Item or SubjectKind.LogisticUnit or SubjectKind.Waybill)) => "a buyer's key opened an item or a parcel",
        (PayloadOneofCase.Correction, SpeakerKind.BuyerKey, _, not (SubjectKind.Item or SubjectKind.LogisticUnit or SubjectKind.Waybill)) => "a buyer's key opened an item or a parcel",
        (PayloadOneofCase.Correction, SpeakerKind.AuthorKey, _, SubjectKind.Log) => "nobody reports what is the ledger's own",
        (PayloadOneofCase.Return, _, Role.Platform, SubjectKind.Lot) => "a platform ships nothing, and nobody requests the return of a lot",
        _ => null,
    };

    /// <summary>What a payload is made in.</summary>
    private sealed class Scene(Stage stage, Sample sample)
    {
        public Stage Stage => stage;

        public SubjectKind Kind => sample.Subject;

        public Speaker Row => sample.Speaker;

        public string Subject { get; set; } = stage.NewSubject(sample.Subject);

        public LogSpeaker Speaker { get; set; } = new("", InMemoryLog.KeyOf("nobody"));

        public Action<Statement>? Also { get; set; }

        public Purchase? Bought { get; set; }

        public (ByteString Report, LogSpeaker Author)? Reported { get; set; }

        public bool IsParcel => (Kind & SubjectKind.Parcel) != 0;

        public bool IsLot => Kind == SubjectKind.Lot;

        public bool IsItem => Kind == SubjectKind.Item;
    }
}
