using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Trace.Api.Hosting;
using Trace.Api.Ledger;
using Trace.Api.Notices;
using Trace.Api.Parties;
using Trace.Api.Tests.Buyers;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;

namespace Trace.Api.Tests.Parties;

/// <summary>A party applies with its key, a registrar checks and decides, and nothing of it but the Registration enters the log.</summary>
public sealed class ApplicationTests(BuyerStage stage) : IClassFixture<BuyerStage>
{
    private const string Contact = "林女士 13800138000";

    private static int s_parties;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HeldKey Registrar => stage.Service.Services.GetRequiredService<LedgerKeys>().Registrar;

    [Fact]
    public async Task What_was_applied_for_is_registered_as_it_stands_and_the_applicant_sees_it_by_reference_and_key()
    {
        var (party, key) = (NewParty(), NewKey());
        var applied = await stage.Client.ApplyAsync(party, Wanted(), Contact, Licence("执照"), key, Cancellation);
        Assert.Equal(ApplicationState.Waiting, (await stage.Client.GetApplicationAsync(applied.Reference, key, cancellation: Cancellation)).State);

        var queued = (await stage.Client.ListApplicationsAsync(Registrar.Signer, Registrar.Party!, Cancellation)).Single(one => one.Reference == applied.Reference);
        Assert.Equal((party, Contact, (Evidence?)null), (queued.Party, queued.Contact, queued.Evidence));
        var seen = await stage.Client.GetApplicationAsync(applied.Reference, Registrar.Signer, Registrar.Party!, Cancellation);
        Assert.Equal("执照", seen.Evidence.Files.Single().Content.ToStringUtf8());
        var recorded = await stage.Client.RecordAsync(stage.Service.Registrar().Make(SubjectKey.Parse(party), queued.Registration), Cancellation);
        var grant = new KeyGrant { Key = queued.Key, Possession = queued.Possession, Roles = { Role.Seller, Role.Administrator } };
        await stage.Client.RecordAsync(stage.Service.Registrar().Make(TestParty.SubjectOf(party, key), grant), Cancellation);

        var state = await stage.Client.GetApplicationAsync(applied.Reference, key, cancellation: Cancellation);
        Assert.Equal((ApplicationState.Registered, recorded.Entry.RecordedAt), (state.State, state.DecidedAt));
        // The party reads its own evidence, held to the commitment of the entry, with the key that it applied with.
        var disclosed = await stage.Client.ReadDisclosureAsync(recorded.Entry.Statement, "10", queued.Registration.Evidence, key, party, Cancellation);
        Assert.Equal("执照", Evidence.Parser.ParseFrom(disclosed.Content).Files.Single().Content.ToStringUtf8());
        Assert.Equal(Reason.AlreadyRegistered, await ReasonAsync(() => stage.Client.ApplyAsync(party, Wanted(), Contact, null, NewKey(), Cancellation)));
    }

    [Fact]
    public async Task An_accepted_applications_address_is_where_the_party_is_told_and_the_operators_file_wins()
    {
        var (party, key) = (NewParty(), NewKey());
        var services = stage.Service.Services;
        using var file = new TemporaryFolder();
        var (path, settings) = (Path.Combine(file.Path, "contacts.json"), services.GetRequiredService<TraceSettings>());
        var contacts = new Contacts(settings with { Contacts = path }, services.GetRequiredService<ApplicationDesk>(), NullLogger<Contacts>.Instance);
        // An impostor's, with the very same Registration, is whose key nobody grants.
        await stage.Client.ApplyAsync(party, Wanted(), Contact, "eve@shop.example", null, NewKey(), Cancellation);
        await stage.Client.ApplyAsync(party, Wanted(), Contact, "lin@shop.example", null, key, Cancellation);
        Assert.Null(await contacts.OfAsync(party, Cancellation));

        // Nobody looks at the queue after it: a registrar may use any tool that signs.
        var queued = (await stage.Client.ListApplicationsAsync(Registrar.Signer, Registrar.Party!, Cancellation)).Single(one => one.Party == party && one.Email == "lin@shop.example");
        await stage.Client.RecordAsync(stage.Service.Registrar().Make(SubjectKey.Parse(party), queued.Registration), Cancellation);
        Assert.Null(await contacts.OfAsync(party, Cancellation));
        await stage.Client.RecordAsync(stage.Service.Registrar().Make(TestParty.SubjectOf(party, key), new KeyGrant { Key = queued.Key, Possession = queued.Possession, Roles = { Role.Seller } }), Cancellation);

        Assert.Equal(new Contact("zh", "lin@shop.example", ""), await contacts.OfAsync(party, Cancellation));
        Assert.Equal(0L, await CountAsync("SELECT count(*) FROM ledger.party_contact WHERE position($1 in sealed) > 0", Encoding.UTF8.GetBytes("shop.example")));
        await File.WriteAllTextAsync(path, $$"""{ "{{party}}": { "email": "other@shop.example", "language": "en" } }""", Cancellation);
        Assert.Equal(new Contact("en", "other@shop.example", ""), await contacts.OfAsync(party, Cancellation));

        // And the operator deletes it, as docs/privacy.md says.
        await File.WriteAllTextAsync(path, "{}", Cancellation);
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/privacy.md"), Cancellation);
        var delete = page.Split("```sql")[1].Split("```")[0].Replace("party/uscc/91350100M000100Y43", party, StringComparison.Ordinal);
        await using (var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand(delete))
        {
            Assert.Equal(3, await command.ExecuteNonQueryAsync(Cancellation));
        }

        Assert.Null(await contacts.OfAsync(party, Cancellation));
    }

    [Theory]
    [InlineData("Lin <lin@shop.example>")]
    [InlineData("lin@shop.example, eve@shop.example")]
    [InlineData("lin@localhost")]
    [InlineData("lin@shop.example\r\nBcc: eve@shop.example")]
    public async Task What_is_no_bare_address_is_refused(string email)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => stage.Client.ApplyAsync(NewParty(), Wanted(), Contact, email, null, NewKey(), Cancellation));
        Assert.Equal("email", refused.Refusal.Field);
    }

    [Fact]
    public async Task A_refusal_tells_the_applicant_why_and_erases_the_evidence_at_once()
    {
        var (party, key) = (NewParty(), NewKey());
        var applied = await stage.Client.ApplyAsync(party, Wanted(), Contact, Licence("a forged licence"), key, Cancellation);

        await stage.Client.RefuseApplicationAsync(applied.Reference, "执照已过期", Registrar.Signer, Registrar.Party!, Cancellation);

        var state = await stage.Client.GetApplicationAsync(applied.Reference, key, cancellation: Cancellation);
        Assert.Equal((ApplicationState.Refused, "执照已过期", true), (state.State, state.Reason, state.DecidedAt > 0));
        Assert.Null((await stage.Client.GetApplicationAsync(applied.Reference, Registrar.Signer, Registrar.Party!, Cancellation)).Evidence);
        Assert.Equal(0L, await CountAsync("SELECT count(*) FROM ledger.record_key WHERE name = $1", state.Registration.Evidence.Digest.ToByteArray()));
        Assert.Equal(Reason.NotPermitted, await ReasonAsync(() => stage.Client.RefuseApplicationAsync(applied.Reference, "twice", Registrar.Signer, Registrar.Party!, Cancellation)));
    }

    [Fact]
    public async Task What_nobody_decided_in_180_days_goes_with_its_evidence_and_what_was_registered_meanwhile_keeps_its()
    {
        var (party, key) = (NewParty(), NewKey());
        var registered = await stage.Client.ApplyAsync(party, Wanted(), Contact, Licence("of a party"), key, Cancellation);
        var forgotten = await stage.Client.ApplyAsync(NewParty(), Wanted(), Contact, Licence("forgotten"), NewKey(), Cancellation);
        var queued = (await stage.Client.ListApplicationsAsync(Registrar.Signer, Registrar.Party!, Cancellation)).ToDictionary(one => one.Reference);
        await stage.Client.RecordAsync(stage.Service.Registrar().Make(SubjectKey.Parse(party), queued[registered.Reference].Registration), Cancellation);
        foreach (var reference in new[] { registered.Reference, forgotten.Reference })
        {
            await CountAsync("UPDATE ledger.application SET applied_at = now() - interval '181 days' WHERE reference = convert_from($1, 'UTF8')", Encoding.UTF8.GetBytes(reference));
        }

        var left = await stage.Client.ListApplicationsAsync(Registrar.Signer, Registrar.Party!, Cancellation);

        Assert.Equal(ApplicationState.Registered, left.Single(one => one.Reference == registered.Reference).State);
        Assert.DoesNotContain(left, one => one.Reference == forgotten.Reference);
        Assert.Equal((1L, 0L), (await KeysOfEvidenceAsync(queued[registered.Reference]), await KeysOfEvidenceAsync(queued[forgotten.Reference])));
    }

    [Fact]
    public async Task An_application_that_could_not_be_kept_leaves_no_evidence_behind()
    {
        var store = stage.Service.Services.GetRequiredService<ApplicationStore>();
        var evidence = SealedContent.Create(stage.Client.Ledger, Registration.Descriptor, ApplicationForm.EvidencePath, ApplicationForm.EvidenceType, Licence("left").ToByteArray());
        var registration = Wanted();
        registration.Evidence = evidence.Commitment;
        // A reference that is taken.
        var known = await stage.Client.ApplyAsync(NewParty(), Wanted(), Contact, null, NewKey(), Cancellation);
        var application = new Application { Reference = known.Reference, State = ApplicationState.Waiting, Party = NewParty(), Registration = registration };

        await Assert.ThrowsAsync<PostgresException>(() => store.AddAsync(application, new byte[32], evidence.Disclosure, null, "192.0.2.3", Cancellation));

        Assert.Equal(0L, await KeysOfEvidenceAsync(application));
    }

    [Fact]
    public async Task Nobody_but_the_applicant_and_registrars_sees_an_application()
    {
        var key = NewKey();
        var applied = await stage.Client.ApplyAsync(NewParty(), Wanted(), Contact, null, key, Cancellation);

        Assert.Equal(Reason.NotFound, await ReasonAsync(() => stage.Client.GetApplicationAsync(applied.Reference, NewKey(), cancellation: Cancellation)));
        Assert.Equal(Reason.NotFound, await ReasonAsync(() => stage.Client.GetApplicationAsync(applied.Reference, stage.SellerKey, BuyerStage.Seller, Cancellation)));
        Assert.Equal(Reason.NotPermitted, await ReasonAsync(() => stage.Client.ListApplicationsAsync(stage.SellerKey, BuyerStage.Seller, Cancellation)));
        Assert.Equal(Reason.NotPermitted, await ReasonAsync(() => stage.Client.RefuseApplicationAsync(applied.Reference, "because", stage.SellerKey, BuyerStage.Seller, Cancellation)));
        Assert.Equal(Reason.UnknownKey, await ReasonAsync(() => stage.Client.ListApplicationsAsync(key, Registrar.Party!, Cancellation)));
    }

    [Fact]
    public async Task Its_contact_is_on_no_log_and_readable_in_no_table()
    {
        var party = NewParty();
        await stage.Client.ApplyAsync(party, Wanted(), Contact, Licence("secret evidence"), NewKey(), Cancellation);

        foreach (var secret in new[] { Contact, "secret evidence" })
        {
            Assert.Equal(0L, await CountAsync("SELECT count(*) FROM ledger.mt_events WHERE position($1 IN bdata) > 0", Encoding.UTF8.GetBytes(secret)));
            Assert.Equal(0L, await CountAsync("SELECT count(*) FROM ledger.application WHERE position($1 IN sealed) > 0", Encoding.UTF8.GetBytes(secret)));
            Assert.Equal(0L, await CountAsync("SELECT count(*) FROM ledger.disclosure WHERE position($1 IN sealed) > 0", Encoding.UTF8.GetBytes(secret)));
        }

        // Not even that it was made: the log says nothing of the party before somebody decides.
        Assert.Equal(0L, await CountAsync("SELECT count(*) FROM ledger.mt_events WHERE position($1 IN bdata) > 0", Encoding.UTF8.GetBytes(party)));
        await stage.Client.RecordAsync(stage.Service.Registrar().Make(SubjectKey.Parse(party), Wanted()), Cancellation);
        Assert.Equal(1L, await CountAsync("SELECT count(*) FROM ledger.mt_events WHERE position($1 IN bdata) > 0", Encoding.UTF8.GetBytes(party)));
    }

    [Fact]
    public async Task What_its_registration_would_be_refused_for_is_refused_when_it_is_handed_in()
    {
        var wanted = Wanted();
        wanted.Name.Zh = "茶铺 13800138000";
        Assert.Equal((Reason.PersonalData, "registration.name.zh"), await FaultAsync(wanted, Contact, null));
        Assert.Equal((Reason.FieldOutOfBounds, "registration.roles"), await FaultAsync(new Registration { Name = wanted.Name, Roles = { Role.Registrar } }, Contact, null));
        Assert.Equal((Reason.FieldOutOfBounds, "contact"), await FaultAsync(Wanted(), " ", null));
        Assert.Equal((Reason.FieldForm, "evidence.files[0].media_type"), await FaultAsync(Wanted(), Contact, Licence("x", "text/html")));
        Assert.Equal((Reason.FieldOutOfBounds, "evidence.files"), await FaultAsync(Wanted(), Contact, new Evidence { Files = { Enumerable.Repeat(Licence("x").Files[0], 9) } }));

        async Task<(Reason, string)> FaultAsync(Registration registration, string contact, Evidence? evidence)
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() => stage.Client.ApplyAsync(NewParty(), registration, contact, evidence, NewKey(), Cancellation));
            return (refused.Reason, refused.Refusal.Field);
        }
    }

    [Fact]
    public async Task One_key_waits_once_and_one_party_three_times()
    {
        var (party, key) = (NewParty(), NewKey());
        await stage.Client.ApplyAsync(party, Wanted(), Contact, null, key, Cancellation);
        var first = await stage.Client.ApplyAsync(party, Wanted(), Contact, null, key, Cancellation);
        await stage.Client.ApplyAsync(party, Wanted(), Contact, null, NewKey(), Cancellation);
        var other = NewKey();
        var third = await stage.Client.ApplyAsync(party, Wanted(), Contact, Licence("another"), other, Cancellation);

        Assert.Equal(Reason.BacklogFull, await ReasonAsync(() => stage.Client.ApplyAsync(party, Wanted(), Contact, null, NewKey(), Cancellation)));
        // Registered by another's application: the third learns so.
        await stage.Client.RecordAsync(stage.Service.Registrar().Make(SubjectKey.Parse(party), Wanted()), Cancellation);
        Assert.Equal(ApplicationState.Superseded, (await stage.Client.GetApplicationAsync(third.Reference, other, cancellation: Cancellation)).State);
        Assert.Equal(ApplicationState.Registered, (await stage.Client.GetApplicationAsync(first.Reference, key, cancellation: Cancellation)).State);
    }

    private Task<object?> KeysOfEvidenceAsync(Application application) =>
        CountAsync("SELECT count(*) FROM ledger.record_key WHERE name = $1", application.Registration.Evidence.Digest.ToByteArray());

    private static Ed25519Signer NewKey() => new(RandomNumberGenerator.GetBytes(32));

    private static string NewParty()
    {
        var digits = $"95211119{Interlocked.Increment(ref s_parties):D4}";
        return $"party/gln/{digits}{Gs1CheckDigit.Compute(digits)}";
    }

    private static Registration Wanted() => new() { Name = new Text { Zh = "福州茶铺" }, Roles = { Role.Seller }, Region = "350100" };

    private static Evidence Licence(string content, string mediaType = "application/pdf") => new() { Files = { new EvidenceFile { Name = "licence.pdf", MediaType = mediaType, Content = ByteString.CopyFromUtf8(content) } } };

    private static async Task<Reason> ReasonAsync<T>(Func<Task<T>> call) => (await Assert.ThrowsAsync<RefusedException>(call)).Reason;

    private async Task<object?> CountAsync(string sql, byte[] value)
    {
        await using var command = stage.Service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        command.Parameters.AddWithValue(value);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
