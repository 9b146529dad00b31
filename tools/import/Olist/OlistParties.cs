using Trace.Domain.Ledger;
using Trace.Import.Planning;
using Trace.V1;

namespace Trace.Import.Olist;

/// <summary>Who speaks: the sellers and the one courier, registered and with a key each, and the platform.</summary>
internal sealed class OlistParties : IDisposable
{
    private readonly PlanBuilder _builder;
    private readonly OlistNumbers _numbers;
    private readonly Dictionary<string, Speaking> _sellers = new(StringComparer.Ordinal);

    public OlistParties(OlistData data, OlistNumbers numbers, PlanBuilder builder)
    {
        (_builder, _numbers) = (builder, numbers);
        var states = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var seller in data.Sellers)
        {
            states.TryAdd(seller.Id, seller.State);
        }

        // Products that were imported before keep their producers, also where these sell nothing in these files.
        var ids = states.Keys.Union(data.Items.Where(item => item.Seller.Length > 0).Select(item => item.Seller), StringComparer.Ordinal)
            .Union(numbers.ProducersOf(data.Items.Select(item => item.Product)), StringComparer.Ordinal).ToList();
        numbers.AssignSellers([(OlistNumbers.CourierId, "")], [builder.Context.Registrar, builder.Context.Platform], builder.Secrets);
        numbers.AssignSellers(ids.Select(id => (id, states.GetValueOrDefault(id, ""))), [], builder.Secrets);
        foreach (var id in ids)
        {
            _sellers.Add(id, Enrol(id, new Text { Zh = $"商家 {OlistIds.Short(id)}", En = $"Seller {OlistIds.Short(id)}" }, [Role.Producer, Role.Seller], [Role.Producer, Role.Seller, Role.Administrator]));
        }

        Courier = Enrol(OlistNumbers.CourierId, new Text { Zh = "承运人", En = "Carrier" }, [Role.Courier], [Role.Courier]);
        Platform = new Speaking(builder.Context.Platform, builder.Context.PlatformSigner, null, "");
    }

    /// <summary>A party with its key, and what must be recorded before it speaks.</summary>
    internal sealed record Speaking(string Party, Ed25519Signer Signer, PlannedStatement? Grant, string State);

    public Speaking Courier { get; }

    public Speaking Platform { get; }

    public Speaking Of(string? seller) => seller is null ? Platform : _sellers[seller];

    public void Dispose()
    {
        Courier.Signer.Dispose();
        foreach (var seller in _sellers.Values)
        {
            seller.Signer.Dispose();
        }
    }

    private Speaking Enrol(string id, Text name, Role[] roles, Role[] keyRoles)
    {
        var number = _numbers.Seller(id);
        var signer = _builder.Secrets.Key("party", id);
        var registration = new Registration { Name = name, Region = OlistPlan.Region(number.State), Roles = { roles } };
        if (roles.Contains(Role.Producer))
        {
            registration.Prefixes.Add(number.Prefix);
        }

        var registered = _builder.Add($"registration/{id}", new Statement
        {
            Subject = number.Party,
            Party = _builder.Context.Registrar,
            Time = OlistPlan.Enrolled,
            Offset = OlistReader.OffsetMinutes,
            Registration = registration,
        }, _builder.Context.RegistrarSigner);
        var grant = _builder.Grant($"grant/{id}", number.Party, signer, keyRoles, OlistPlan.Enrolled, OlistReader.OffsetMinutes, registered);
        return new Speaking(number.Party, signer, grant, number.State);
    }
}
