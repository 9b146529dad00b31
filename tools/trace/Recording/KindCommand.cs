using System.CommandLine;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Statements;
using Trace.Tool.Keys;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Tool.Recording;

/// <summary>How a command for a kind differs from <c>trace record KIND</c>.</summary>
internal sealed record KindStyle
{
    /// <summary>The command's name; the kind's own where null.</summary>
    public string? Name { get; init; }

    /// <summary>The first lines of its help; made from the rules where null.</summary>
    public string? Description { get; init; }

    /// <summary>The subject as an argument; an option <c>--subject</c> where null.</summary>
    public Argument<string?>? Subject { get; init; }

    /// <summary>What the subject's argument means; itself where null.</summary>
    public Func<KeyShelf, string, string>? SubjectOf { get; init; }

    /// <summary>Further options.</summary>
    public IReadOnlyList<Option> Options { get; init; } = [];

    /// <summary>What is set before the flags.</summary>
    public Action<ParseResult, Draft, KeyShelf>? Begin { get; init; }
}

/// <summary>The command that records one kind of statement. Flags, completions and help come from the protos and the table of rules.</summary>
internal sealed class KindCommand
{
    private readonly Option<string?> _subject = new("--subject") { Description = "What it is about: a subject key.", HelpName = "subject" };
    private readonly Option<string?> _key = new("--key") { Description = "Whose key signs: the name of a key file.", HelpName = "name" };
    private readonly Option<string?> _code = new("--code") { Description = "The claim code that came with the goods, which signs in place of a key.", HelpName = "code" };
    private readonly Option<string?> _file = new("--file") { Description = "The payload, or the whole statement, in protobuf's JSON; a hyphen is standard input. Flags go over it.", HelpName = "file" };
    private readonly Option<string?> _time = new("--time") { Description = "When it happened, in ISO 8601; now without it.", HelpName = "time" };
    private readonly Option<string?> _place = new("--place") { Description = "Where it happened: a region code, a GLN, or a GLN, a slash and its extension.", HelpName = "place" };
    private readonly Option<string?> _sealed = new("--sealed") { Description = "The confidential part in protobuf's JSON, itself or a file: committed to, and disclosed beside the log once recorded.", HelpName = "json or file" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show the statement and its identity, and send nothing." };
    private readonly Option<string?> _out = new("--out") { Description = "Sign, and write it to a new file, to be sent later by ./trace record --signed.", HelpName = "file" };

    private readonly Surroundings _surroundings;
    private readonly KindRules _rules;
    private readonly KindStyle _style;
    private readonly KindFlags _flags;

    private KindCommand(Surroundings surroundings, KindRules rules, KindStyle style)
    {
        (_surroundings, _rules, _style) = (surroundings, rules, style);
        _key.CompletionSources.Add(context => KeyShelf.Complete(surroundings, context));
        _flags = new KindFlags(rules, Common.Select(option => option.Name).ToHashSet());
        foreach (var flag in _flags.All.OfType<ValueFlag>().Where(flag => flag.IsKey))
        {
            flag.Option.CompletionSources.Add(context => KeyShelf.Complete(surroundings, context));
        }
    }

    private List<Option> Common => [_subject, _key, _code, _file, _time, _place, _sealed, _dryRun, _out];

    public static Command Create(Surroundings surroundings, KindRules rules, KindStyle? style = null) => new KindCommand(surroundings, rules, style ?? new KindStyle()).Build();

    private Command Build()
    {
        var command = new Command(_style.Name ?? EnumWords.Kebab(_rules.FieldName), _style.Description ?? KindHelp.Of(_rules));
        if (_style.Subject is { } argument)
        {
            command.Arguments.Add(argument);
        }

        foreach (var option in _style.Options.Concat(Common.Where(Applies)))
        {
            command.Options.Add(option);
        }

        _flags.AddTo(command);
        command.SetAction((parsed, cancellation) => _surroundings.RunAsync(parsed, () => RunAsync(parsed, cancellation)));
        return command;
    }

    private bool Applies(Option option) =>
        option == _subject ? _style.Subject is null
        : option == _code ? _rules.Kind == PayloadOneofCase.Opening
        : option == _place ? _rules.Place != PlaceRule.None
        : option != _sealed || _flags.MaySeal;

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var access = new LedgerAccess(_surroundings, parsed, cancellation);
        var shelf = _surroundings.Shelf(parsed);
        var draft = await DraftAsync(parsed, access, shelf);
        using var signing = Value(parsed, _code) is { } code
            ? Signing.Of(ClaimCode.TryParse(code, out var read, out var problem) ? read : throw new UsageException($"--code: {problem}"), draft.Ledger)
            : await Signing.FindAsync(draft, parsed.GetValue(_key), shelf, access);
        var factory = new StatementFactory(draft.Ledger, signing.Party, signing.Signer);
        await CompleteAsync(parsed, draft, factory, signing, shelf, access);
        var signed = factory.Sign(draft.Statement);
        var recorder = new Recorder(_surroundings, parsed, access);
        return parsed.GetValue(_dryRun) ? recorder.Show(draft, signed)
            : parsed.GetValue(_out) is { } path ? recorder.Write(draft, signed, path)
            : await recorder.SendAsync(draft, signed);
    }

    // What the command line and its file say.
    private async Task<Draft> DraftAsync(ParseResult parsed, LedgerAccess access, KeyShelf shelf)
    {
        var draft = new Draft(_rules, await access.NameAsync());
        _style.Begin?.Invoke(parsed, draft, shelf);
        if (parsed.GetValue(_file) is { } file)
        {
            PayloadFile.ReadInto(draft, file);
        }

        if (Value(parsed, _sealed) is { } confidential)
        {
            _flags.ReadConfidential(draft, confidential);
        }

        _flags.Apply(parsed, draft, shelf);

        var statement = draft.Statement;
        if ((_style.Subject is { } argument ? parsed.GetValue(argument) : parsed.GetValue(_subject)) is { } subject)
        {
            statement.Subject = _style.SubjectOf?.Invoke(shelf, subject) ?? subject;
        }
        else if (statement.Subject.Length == 0)
        {
            statement.Subject = UsualSubject(parsed, shelf);
        }

        draft.Time = parsed.GetValue(_time) is { } time ? FieldValues.Time("--time", time) : draft.Time;
        statement.Place = Value(parsed, _place) is { } place ? PlaceOf(place) : statement.Place;
        return draft;
    }

    // What follows from keys and histories; then the statement is whole.
    private async Task CompleteAsync(ParseResult parsed, Draft draft, StatementFactory factory, Signing signing, KeyShelf shelf, LedgerAccess access)
    {
        var begun = factory.Begin(draft.Subject, draft.Time);
        var statement = draft.Statement;
        if (statement.Party.Length > 0 && statement.Party != signing.Party)
        {
            throw new UsageException($"--file: the statement is by \"{statement.Party}\"; the key is of {(signing.Party.Length == 0 ? "no party" : $"\"{signing.Party}\"")}");
        }

        _ = draft.Payload;
        (statement.Party, statement.Time, statement.Offset) = (begun.Party, begun.Time, begun.Offset);
        statement.Nonce = statement.Nonce.IsEmpty ? begun.Nonce : statement.Nonce;
        var mayMake = !parsed.GetValue(_dryRun);
        await NamedKeys.CompleteAsync(draft, signing, new KeyChoice(shelf, GivenKey(parsed), mayMake), access);
        draft.Seal();
    }

    private string UsualSubject(ParseResult parsed, KeyShelf shelf)
    {
        if (_rules.Kind == PayloadOneofCase.KeyGrant && GivenKey(parsed) is { } name)
        {
            using var key = shelf.Load(name);
            return KeyRequest.SubjectOf(key).Value;
        }

        return _rules.Kind == PayloadOneofCase.Erasure ? SubjectKey.Erasures.Value : "";
    }

    // The key file that names the key which the statement brings in.
    private string? GivenKey(ParseResult parsed)
    {
        var flag = _flags.All.OfType<ValueFlag>().FirstOrDefault(flag => flag.IsKey && flag.IsGiven(parsed));
        return flag?.KeyFileName(parsed);
    }

    private static string? Value(ParseResult parsed, Option<string?> option) => parsed.GetResult(option) is null ? null : parsed.GetValue(option);

    private static Place PlaceOf(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 ? new Place { Gln = text[..slash], Extension = text[(slash + 1)..] }
            : Gln.TryParse(text, out _, out _) ? new Place { Gln = text }
            : new Place { Region = text };
    }
}
