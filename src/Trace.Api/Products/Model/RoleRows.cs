using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Products.Model;

/// <summary>What a party may say by a role of its registration.</summary>
/// <param name="Role">The role's name.</param>
/// <param name="Kinds">Names of kinds of statements.</param>
public sealed record RoleRow(string Role, IReadOnlyList<string> Kinds);

/// <summary>What a party's roles may say: rows of the one table that statements are admitted by.</summary>
internal static class RoleRows
{
    // Of a key and not of a party: each party has an administrator, a platform a key that records reports.
    private static readonly Role[] s_ofKeys = [Role.Administrator, Role.Intake];

    public static IReadOnlyList<RoleRow> Of(Telling telling, IEnumerable<Role> roles, bool isRegistrar)
    {
        var held = roles.Concat(isRegistrar ? [Role.Registrar] : []).ToList();
        var all = held.Concat(s_ofKeys.Where(role => role == Role.Administrator || held.Contains(Role.Platform))).Distinct().ToList();
        return [.. all.Select(role => new RoleRow(telling.Words.Code(role), KindsOf(telling, role))).Where(row => row.Kinds.Count > 0),
            new RoleRow(telling.Texts["roles.any"], KindsOf(telling, Role.Unspecified))];
    }

    private static List<string> KindsOf(Telling telling, Role role) =>
        [.. RulesTable.All.Where(rules => rules.Speakers.Any(speaker => speaker.Kind == SpeakerKind.Party && speaker.Role == role)).Select(rules => telling.Words.Kind(rules.Kind))];
}
