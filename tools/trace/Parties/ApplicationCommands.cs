using System.CommandLine;
using System.Globalization;
using Google.Protobuf;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Tool.Output;
using Trace.Tool.Recording;
using Trace.V1;

namespace Trace.Tool.Parties;

/// <summary>
/// <c>trace party apply|application|withdraw</c> for whoever wants to be registered, <c>queue|admit|refuse</c> for registrars. What a registrar decides is
/// signed here: admitting records the Registration as it was applied for, and grants the key that applied.
/// </summary>
internal static class ApplicationCommands
{
    private const int MostEvidenceBytes = 4 * 1024 * 1024;

    private static readonly Dictionary<string, string> s_types = new(StringComparer.OrdinalIgnoreCase) { [".pdf"] = "application/pdf", [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg", [".png"] = "image/png", [".webp"] = "image/webp" };

    public static IEnumerable<Command> All(Surroundings surroundings) => [Apply(surroundings), State(surroundings), Withdraw(surroundings), Queue(surroundings), Admit(surroundings), Refuse(surroundings)];

    private static Command Apply(Surroundings surroundings)
    {
        var key = new Option<string>("--key") { Description = "A key that names the party, as ./trace keys new NAME --party PARTY makes it: its first.", Required = true, HelpName = "name" };
        var zh = new Option<string>("--name-zh") { Description = "Registered name in Chinese.", DefaultValueFactory = _ => "" };
        var en = new Option<string>("--name-en") { Description = "Name in English.", DefaultValueFactory = _ => "" };
        var roles = new Option<string[]>("--roles") { Description = "producer, seller, platform, courier, relay, inspector or printer; once each.", Required = true };
        var contact = new Option<string>("--contact") { Description = "Who is asked back, and how. It does not enter the log, and is deleted 30 days after the decision.", Required = true };
        var email = new Option<string>("--email") { Description = "Where the party is told of complaints and deadlines once it is registered. It does not enter the log.", HelpName = "address", DefaultValueFactory = _ => "" };
        var evidence = new Option<string[]>("--evidence") { Description = "A file that shows who the party is: PDF, JPEG, PNG or WebP; at most 8 and 4 MiB. Sealed beside the log.", HelpName = "file" };
        var prefixes = new Option<string[]>("--prefixes") { Description = "A GS1 Company Prefix of its own." };
        var domains = new Option<string[]>("--domains") { Description = "An Internet domain of its own, such as shop.example: it stands on the party's page." };
        var region = new Option<string>("--region") { Description = "Region code, such as 350100.", DefaultValueFactory = _ => "" };
        var address = new Option<string>("--published-address") { Description = "Business address, which is published.", DefaultValueFactory = _ => "" };
        var published = new Option<string>("--published-contact") { Description = "Business contact, which is published.", DefaultValueFactory = _ => "" };
        var command = new Command("apply", "Apply for a party's registration with its first key. Prints the reference by which it is asked for. Again with the same key, it takes the place of what waits.") { key, zh, en, roles, contact, email, evidence, prefixes, domains, region, address, published };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            using var held = surroundings.Key(parsed, parsed.GetValue(key)!);
            var party = held.Party ?? throw new UsageException($"--key \"{parsed.GetValue(key)}\" names no party: ./trace keys new NAME --party PARTY makes one that does");
            var registration = new Registration
            {
                Name = new Text { Zh = parsed.GetValue(zh)!, En = parsed.GetValue(en)! },
                Region = parsed.GetValue(region)!,
                Address = parsed.GetValue(address)!,
                Contact = parsed.GetValue(published)!,
            };
            registration.Roles.AddRange(parsed.GetValue(roles)!.Select(RoleOf));
            registration.Prefixes.AddRange(parsed.GetValue(prefixes) ?? []);
            registration.Domains.AddRange(parsed.GetValue(domains) ?? []);
            var files = parsed.GetValue(evidence) is { Length: > 0 } names ? new Evidence { Files = { names.Select(FileOf) } } : null;
            await using var client = await surroundings.ConnectAsync(parsed, cancellation);
            var answer = await client.ApplyAsync(party, registration, parsed.GetValue(contact)!, parsed.GetValue(email)!, files, held.Signer, cancellation);
            if (surroundings.Json(parsed))
            {
                surroundings.Answer(new { reference = answer.Reference, state = Word(answer.State), party, keyId = held.KeyId.ToString() });
            }
            else
            {
                Printed.Line($"applied: [bold]{answer.Reference}[/]");
                Printed.Line($"key id {held.KeyId}");
                Printed.Line($"The registrar compares the key id with you by another way. Next: ./trace party application {answer.Reference} --key {parsed.GetValue(key)!}");
            }

            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command State(Surroundings surroundings)
    {
        var reference = new Argument<string>("reference") { Description = "As ./trace party apply printed it." };
        var key = new Option<string>("--key") { Description = "The key that applied.", Required = true, HelpName = "name" };
        var command = new Command("application", "How an application stands, for the key that applied.") { reference, key };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            using var held = surroundings.Key(parsed, parsed.GetValue(key)!);
            await using var client = await surroundings.ConnectAsync(parsed, cancellation);
            Tell(surroundings, parsed, [await client.GetApplicationAsync(parsed.GetValue(reference)!, held.Signer, cancellation: cancellation)]);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Withdraw(Surroundings surroundings)
    {
        var reference = new Argument<string>("reference") { Description = "As ./trace party apply printed it." };
        var key = new Option<string>("--key") { Description = "The key that applied.", Required = true, HelpName = "name" };
        var command = new Command("withdraw", "Take back an application that waits; it is deleted, and its evidence erased.") { reference, key };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            using var held = surroundings.Key(parsed, parsed.GetValue(key)!);
            await using var client = await surroundings.ConnectAsync(parsed, cancellation);
            await client.WithdrawApplicationAsync(parsed.GetValue(reference)!, held.Signer, cancellation);
            if (surroundings.Json(parsed))
            {
                surroundings.Answer(new { reference = parsed.GetValue(reference), state = "withdrawn" });
            }
            else
            {
                Printed.Line($"withdrawn: {parsed.GetValue(reference)!}");
            }

            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Queue(Surroundings surroundings)
    {
        var key = Registrar();
        var save = new Option<string?>("--evidence") { Description = "A folder into which the evidence of what waits is saved, a folder a reference.", HelpName = "folder" };
        var command = new Command("queue", "The applications that wait, and those decided in the last 30 days; for registrars.") { key, save };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            using var held = surroundings.Key(parsed, parsed.GetValue(key)!);
            await using var client = await surroundings.ConnectAsync(parsed, cancellation);
            var all = await client.ListApplicationsAsync(held.Signer, held.Party ?? "", cancellation);
            if (parsed.GetValue(save) is { } folder)
            {
                foreach (var one in all.Where(one => one.State == ApplicationState.Waiting))
                {
                    Save(Path.Combine(folder, one.Reference), await client.GetApplicationAsync(one.Reference, held.Signer, held.Party ?? "", cancellation));
                }
            }

            Tell(surroundings, parsed, all);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Admit(Surroundings surroundings)
    {
        var reference = new Argument<string>("reference") { Description = "Of an application that waits." };
        var key = Registrar();
        var command = new Command("admit", "Register a party as it applied, and grant the key that applied: its roles, and the administration of its own keys.") { reference, key };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            using var held = surroundings.Key(parsed, parsed.GetValue(key)!);
            await using var client = await surroundings.ConnectAsync(parsed, cancellation);
            var one = await client.GetApplicationAsync(parsed.GetValue(reference)!, held.Signer, held.Party ?? "", cancellation);
            if (one.State is not (ApplicationState.Waiting or ApplicationState.Registered))
            {
                throw new UsageException($"application {one.Reference} is {Word(one.State)}");
            }

            var speaks = new StatementFactory(client.Ledger, held.Party!, held.Signer);
            var party = SubjectKey.Parse(one.Party);
            if (one.State == ApplicationState.Waiting)
            {
                await client.RecordAsync(speaks.Make(party, one.Registration), cancellation);
            }

            // Again after a crash between the two: a grant of the same key is recorded as its newest.
            var grant = new KeyGrant { Key = one.Key, Possession = one.Possession };
            grant.Roles.AddRange(one.Registration.Roles.Append(Role.Administrator).Distinct());
            var granted = await client.RecordAsync(speaks.Make(SubjectKey.ForKey(party, KeyId.Of(one.Key).AsSpan()), grant), cancellation);
            if (surroundings.Json(parsed))
            {
                surroundings.Answer(new { reference = one.Reference, party = one.Party, keyId = KeyId.Of(one.Key).ToString(), index = granted.Entry.Index });
            }
            else
            {
                Printed.Line($"registered {one.Party}");
                Printed.Line($"granted key {KeyId.Of(one.Key)}");
            }

            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Refuse(Surroundings surroundings)
    {
        var reference = new Argument<string>("reference") { Description = "Of an application that waits." };
        var reason = new Option<string>("--reason") { Description = "What the applicant reads.", Required = true };
        var key = Registrar();
        var command = new Command("refuse", "Refuse an application; its evidence is erased at once.") { reference, reason, key };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            using var held = surroundings.Key(parsed, parsed.GetValue(key)!);
            await using var client = await surroundings.ConnectAsync(parsed, cancellation);
            Tell(surroundings, parsed, [await client.RefuseApplicationAsync(parsed.GetValue(reference)!, parsed.GetValue(reason)!, held.Signer, held.Party ?? "", cancellation)]);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Option<string> Registrar() => new("--key") { Description = "A registrar's key.", HelpName = "name", DefaultValueFactory = _ => "registrar" };

    private static void Tell(Surroundings surroundings, ParseResult parsed, IReadOnlyList<Application> all)
    {
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(all.Select(one => new
            {
                reference = one.Reference,
                state = Word(one.State),
                party = one.Party,
                registration = Json.Of(one.Registration),
                contact = one.Contact,
                email = one.Email,
                keyId = KeyId.Of(one.Key).ToString(),
                reason = one.Reason,
                appliedAt = Day(one.AppliedAt),
                decidedAt = one.DecidedAt == 0 ? null : Day(one.DecidedAt),
            }));
            return;
        }

        if (all.Count == 0)
        {
            Printed.Line($"No application waits.");
        }

        foreach (var one in all)
        {
            Printed.Line($"[bold]{one.Reference}[/] {Word(one.State)} {Day(one.AppliedAt)} {one.Registration.Name.Zh} {one.Registration.Name.En}");
            Printed.Line($"  party    {one.Party}");
            Printed.Line($"  roles    {string.Join(", ", one.Registration.Roles.Select(EnumWords.Of))}");
            if (one.Registration.Domains.Count > 0)
            {
                Printed.Line($"  domains  {string.Join(", ", one.Registration.Domains)}");
            }

            Printed.Line($"  key id   {KeyId.Of(one.Key)}");
            if (one.Contact.Length > 0)
            {
                Printed.Line($"  contact  {one.Contact}");
            }

            if (one.Email.Length > 0)
            {
                Printed.Line($"  e-mail   {one.Email}");
            }

            if (one.Reason.Length > 0)
            {
                Printed.Line($"  reason   {one.Reason}");
            }
        }
    }

    private static void Save(string folder, Application one)
    {
        Directory.CreateDirectory(folder);
        var number = 0;
        foreach (var file in one.Evidence?.Files ?? [])
        {
            // The name is a stranger's: only its ending counts, and only one of those that are taken.
            var ending = s_types.FirstOrDefault(pair => pair.Value == file.MediaType).Key ?? ".bin";
            File.WriteAllBytes(Path.Combine(folder, $"{++number}{ending}"), file.Content.ToByteArray());
        }
    }

    private static EvidenceFile FileOf(string path) => new()
    {
        Name = Path.GetFileName(path),
        MediaType = s_types.TryGetValue(Path.GetExtension(path), out var type) ? type : throw new UsageException($"--evidence \"{path}\": PDF, JPEG, PNG or WebP is taken"),
        Content = ByteString.CopyFrom(Files.Read(path, MostEvidenceBytes)),
    };

    private static Role RoleOf(string word) => Enum.TryParse<Role>(word, ignoreCase: true, out var role) && role != Role.Unspecified ? role : throw new UsageException($"--roles: \"{word}\" is no role");

    private static string Word(ApplicationState state) => state.ToString().ToLowerInvariant();

    private static string Day(long microseconds) => DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
