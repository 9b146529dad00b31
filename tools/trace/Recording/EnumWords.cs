using System.Text;
using Google.Protobuf.Reflection;
using Trace.V1;

namespace Trace.Tool.Recording;

/// <summary>The names of enum values as they are typed and shown: <c>TRANSIT_ACTIVITY_PICKED_UP</c> is <c>picked-up</c>.</summary>
internal static class EnumWords
{
    private static readonly EnumDescriptor Roles = PartyReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(Role));

    /// <summary>All values but UNSPECIFIED, by their words.</summary>
    public static IReadOnlyDictionary<string, int> Of(EnumDescriptor type) =>
        type.Values.Where(value => value.Number != 0).ToDictionary(value => Word(type, value.Name), value => value.Number);

    /// <summary>The word of a value; its number where this version does not know it.</summary>
    public static string Of(EnumDescriptor type, int number) =>
        type.FindValueByNumber(number) is { } value ? Word(type, value.Name) : number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The word of a role.</summary>
    public static string Of(Role role) => Of(Roles, (int)role);

    /// <summary>The number that a text names, in any case, with hyphens or underscores, with or without the type's name before it.</summary>
    public static bool TryParse(EnumDescriptor type, string text, out int number)
    {
        var typed = text.Replace('_', '-');
        var found = type.Values.FirstOrDefault(value => value.Number != 0
            && (Word(type, value.Name).Equals(typed, StringComparison.OrdinalIgnoreCase) || value.Name.Replace('_', '-').Equals(typed, StringComparison.OrdinalIgnoreCase)));
        number = found?.Number ?? 0;
        return found is not null;
    }

    private static string Word(EnumDescriptor type, string name)
    {
        var prefix = new StringBuilder();
        foreach (var letter in type.Name)
        {
            if (char.IsAsciiLetterUpper(letter) && prefix.Length > 0)
            {
                prefix.Append('_');
            }

            prefix.Append(char.ToUpperInvariant(letter));
        }

        prefix.Append('_');
        var rest = name.StartsWith(prefix.ToString(), StringComparison.Ordinal) ? name[prefix.Length..] : name;
        return Kebab(rest);
    }

    /// <summary>A proto name as a flag has it.</summary>
    public static string Kebab(string name) => name.ToLowerInvariant().Replace('_', '-');
}
