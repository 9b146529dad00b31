using System.Collections.Frozen;
using Google.Protobuf.Reflection;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Domain.Privacy;

/// <summary>What a text field of a statement is asked for.</summary>
/// <param name="Refused">What it may not hold.</param>
/// <param name="Ground">Why it may hold the rest.</param>
public sealed record PersonalField(PersonalKinds Refused, string Ground);

/// <summary>
/// The one table of what each text field may hold of people. A field that is not named here holds none of it; what a law puts on a label or a
/// register stands in the fields that are made for it.
/// </summary>
public static class PersonalFields
{
    private static readonly PersonalField s_text = new(PersonalKinds.All, "");
    private static readonly PersonalField s_none = new(PersonalKinds.None, "its form has no room for it");

    // Numbers of eleven digits, or in groups, are serials and lots as well; a plus and a country's code, or a day of birth and a check character, are not.
    private static readonly PersonalField s_code = new(PersonalKinds.InternationalTelephone | PersonalKinds.Identity, "lots and serials are numbers of any length");

    private static readonly PersonalField s_word = new(PersonalKinds.Telephone | PersonalKinds.Identity | PersonalKinds.BankCard, "its form leaves room for digits alone");

    private static readonly FrozenDictionary<Form, PersonalField> s_byForm = new Dictionary<Form, PersonalField>
    {
        [Form.Unspecified] = s_text,
        [Form.Subject] = s_code,
        [Form.ProductOrLot] = s_code,
        [Form.Lot] = s_code,
        [Form.Gs1Text] = s_code,
        [Form.Party] = s_none,
        [Form.Parcel] = s_none,
        [Form.Region] = s_none,
        [Form.Gln] = s_none,
        [Form.Gs1Prefix] = s_none,
        [Form.ScLicence] = s_none,
        [Form.MediaType] = s_word,
        [Form.Carrier] = s_word,
        [Form.HostName] = s_word,
        [Form.HttpsUrl] = new(PersonalKinds.All & ~PersonalKinds.BankCard, "web addresses hold numbers of any length"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, PersonalField> s_byName = new Dictionary<string, PersonalField>
    {
        ["trace.v1.Registration.address"] = Published(PersonalKinds.Address, "a business's address on the public register"),
        ["trace.v1.Registration.contact"] = Published(PersonalKinds.Contact | PersonalKinds.Address, "a business's contact on the public register"),
        ["trace.v1.Registration.credit_code"] = s_none,
        ["trace.v1.Label.producer_address"] = Published(PersonalKinds.Address, "GB 7718, 4.1.6: the producer's address"),
        ["trace.v1.Label.producer_contact"] = Published(PersonalKinds.Contact | PersonalKinds.Address, "GB 7718, 4.1.6: the producer's contact"),
        ["trace.v1.Licence.number"] = Published(PersonalKinds.Telephone | PersonalKinds.BankCard, "numbers of licences are digits of any length"),
        ["trace.v1.Statement.ledger"] = new(PersonalKinds.None, "the ledger's own name, the same in every statement"),
        ["trace.v1.Genesis.origin"] = new(PersonalKinds.None, "the log's own name"),
        ["trace.v1.Predecessor.origin"] = new(PersonalKinds.None, "a log's own name"),
    }.ToFrozenDictionary();

    // GB 7718, 4.1.6: also of who commissioned, imported or packed it. What the pair says it is stands in its name.
    private static readonly string[] s_contactWords = ["地址", "产地", "电话", "热线", "联系", "邮箱", "网址", "address", "contact", "telephone", "phone", "hotline", "e-mail", "email"];

    /// <summary>What a text field is asked for.</summary>
    /// <param name="field">A field of texts of a message in a statement.</param>
    public static PersonalField Of(FieldDescriptor field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return s_byName.TryGetValue(field.FullName, out var named) ? named : s_byForm[FieldBounds.Of(field).Form];
    }

    /// <summary>The value of a label's pair whose name says that it is an address or a contact: the law puts those on labels.</summary>
    /// <param name="name">The pair's name.</param>
    internal static bool IsContact(string name) => s_contactWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static PersonalField Published(PersonalKinds allowed, string ground) => new(PersonalKinds.All & ~allowed, ground);
}
