using System.CommandLine;
using Trace.Domain.Barcodes;
using Trace.Domain.Statements;
using Trace.Tool.Keys;
using Trace.Tool.Recording;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Tool.Parties;

/// <summary><c>trace party …</c>: what a registrar does, under the words that a registrar has for it. Each is a kind of <c>trace record</c>.</summary>
internal static class PartyCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var command = Recorded(surroundings);
        foreach (var application in ApplicationCommands.All(surroundings))
        {
            command.Subcommands.Add(application);
        }

        return command;
    }

    private static Command Recorded(Surroundings surroundings) => new("party", "Apply for registration, register parties, grant and revoke their keys, and see what is recorded of them. Signed by the registrar's key, or that of --key.")
    {
        About(surroundings, PayloadOneofCase.Registration, "register"),
        Grant(surroundings),
        Revoke(surroundings),
        About(surroundings, PayloadOneofCase.Licence, "licence"),
        About(surroundings, PayloadOneofCase.Pledge, "pledge"),
        About(surroundings, PayloadOneofCase.Suspension, "suspend"),
        About(surroundings, PayloadOneofCase.Reinstatement, "reinstate"),
        PartyShow.Create(surroundings),
    };

    private static Command About(Surroundings surroundings, PayloadOneofCase kind, string name) =>
        KindCommand.Create(surroundings, RulesTable.Of(kind), new KindStyle { Name = name, Subject = new Argument<string?>("party") { Description = "The party's subject key: party/uscc/ and 18 characters, or party/gln/ and 13 digits." } });

    /// <summary>The same under <c>trace keys</c>, where whoever has a key in hand looks for it.</summary>
    public static Command Grant(Surroundings surroundings)
    {
        var request = new Option<string?>("--request") { Description = "A request that the key's holder made by ./trace keys request; a hyphen is standard input.", HelpName = "file" };
        var argument = new Argument<string?>("key") { Description = "The name of a key file that lies here and names its party, in place of a request.", Arity = ArgumentArity.ZeroOrOne };
        argument.CompletionSources.Add(context => KeyShelf.Complete(surroundings, context));
        return KindCommand.Create(surroundings, RulesTable.Of(PayloadOneofCase.KeyGrant), new KindStyle
        {
            Name = "grant",
            Description = "Grant a key to its party: what it may say, about what, until when. The holder asks by a request, or the key file lies here.",
            Subject = argument,
            Options = [request],
            SubjectOf = SubjectOf,
            Begin = (parsed, draft, shelf) =>
            {
                var asked = (parsed.GetValue(request), parsed.GetValue(argument)) switch
                {
                    ({ } file, null) => KeyRequest.Read(file),
                    (null, { } name) => Held(shelf, name, draft.Ledger),
                    _ => throw new UsageException("grant: name one key: a request by --request FILE, or a key file that lies here"),
                };
                if (asked.Ledger != draft.Ledger)
                {
                    throw new UsageException($"the request is for the ledger \"{asked.Ledger}\"; this one is \"{draft.Ledger}\"");
                }

                draft.Statement.Subject = asked.Subject.Value;
                draft.Statement.KeyGrant = new KeyGrant { Key = asked.Key, Possession = asked.Possession };
                draft.Told.Add(("keyId", asked.Subject.KeyId!, "The holder's ./trace keys show gives the same; where it does not, revoke this one."));
            },
        });
    }

    /// <inheritdoc cref="Grant"/>
    public static Command Revoke(Surroundings surroundings)
    {
        var argument = new Argument<string?>("key") { Description = "The key's subject, party/…/key/…, or the name of a key file that lies here." };
        argument.CompletionSources.Add(context => KeyShelf.Complete(surroundings, context));
        return KindCommand.Create(surroundings, RulesTable.Of(PayloadOneofCase.KeyRevocation), new KindStyle
        {
            Name = "revoke",
            Description = "End a key: retired, or compromised since a time. What a compromised key said since then is shown as disputed.",
            Subject = argument,
            SubjectOf = (shelf, name) => SubjectKey.TryParse(name, out _, out _) ? name : SubjectOf(shelf, name),
        });
    }

    private static KeyRequest Held(KeyShelf shelf, string name, string ledger)
    {
        using var key = shelf.Load(name);
        return KeyRequest.Of(key, ledger);
    }

    private static string SubjectOf(KeyShelf shelf, string name)
    {
        using var key = shelf.Load(name);
        return KeyRequest.SubjectOf(key).Value;
    }
}
