using System.Collections;
using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Domain.Privacy;

/// <summary>
/// Nothing personal enters the log: asked at the door alone. It is no rule of the log, so that no verifier has to guess as we do, and an entry that
/// once got past it stays valid.
/// </summary>
public static class PersonalData
{
    private static readonly FrozenDictionary<MessageDescriptor, Field[]> s_fields = FieldsBelow(Statement.Descriptor);

    /// <summary>The first field that holds something personal, as a refusal that does not repeat it; or null.</summary>
    /// <param name="statement">A statement whose fields are within their bounds.</param>
    public static Refusal? Check(ParsedStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return CheckMessage(statement.Message, "");
    }

    private static Refusal? CheckMessage(IMessage message, string path)
    {
        foreach (var field in s_fields[message.Descriptor])
        {
            if (field.Descriptor.ContainingOneof is { } choice && choice.Accessor.GetCaseFieldDescriptor(message) != field.Descriptor)
            {
                continue;
            }

            var value = field.Descriptor.Accessor.GetValue(message);
            if (value is not IList list)
            {
                if (CheckValue(message, field, value, path + field.Descriptor.Name) is { } refusal)
                {
                    return refusal;
                }

                continue;
            }

            for (var i = 0; i < list.Count; i++)
            {
                if (CheckValue(message, field, list[i], $"{path}{field.Descriptor.Name}[{i}]") is { } refusal)
                {
                    return refusal;
                }
            }
        }

        return null;
    }

    private static Refusal? CheckValue(IMessage message, Field field, object? value, string path) => value switch
    {
        IMessage inner => CheckMessage(inner, path + "."),
        string { Length: > 0 } text => CheckText(text, IsPublished(message, field) ? field.Refused & ~(PersonalKinds.Contact | PersonalKinds.Address) : field.Refused, field.Form, path),
        _ => null,
    };

    private static bool IsPublished(IMessage message, Field field) =>
        message is Pair pair && field.Descriptor.FieldNumber == Pair.ValueFieldNumber && PersonalFields.IsContact(pair.Name);

    private static Refusal? CheckText(string text, PersonalKinds refused, Form form, string path)
    {
        var found = PersonalText.Find(Written(form, text), refused);
        return found == PersonalKinds.None ? null : Refusal.Because(Reason.PersonalData, path, $"{path} holds what looks like {Words(found)}; nothing personal enters the log, where it would stay for ever{Advice(found)}");
    }

    // Of a subject's key the part that its owner chose: what comes before it is a number of GS1 or of the register.
    private static string Written(Form form, string text)
    {
        if (form == Form.HttpsUrl)
        {
            return Uri.UnescapeDataString(text);
        }

        if (form is not (Form.Subject or Form.ProductOrLot or Form.Lot))
        {
            return text;
        }

        var isOwn = text.StartsWith("own/", StringComparison.Ordinal);
        if (!isOwn && !text.StartsWith("01/", StringComparison.Ordinal))
        {
            return "";
        }

        var owner = text.IndexOf('/', text.IndexOf('/', StringComparison.Ordinal) + 1);
        return owner < 0 ? "" : Uri.UnescapeDataString(text[owner..]);
    }

    private static string Words(PersonalKinds kind) => kind switch
    {
        PersonalKinds.Email => "an e-mail address",
        PersonalKinds.Telephone or PersonalKinds.InternationalTelephone => "a telephone number",
        PersonalKinds.Identity => "a resident identity number",
        PersonalKinds.BankCard => "the number of a bank card",
        _ => "a street address",
    };

    private static string Advice(PersonalKinds kind) => kind switch
    {
        PersonalKinds.Email or PersonalKinds.Telephone or PersonalKinds.InternationalTelephone => ". A business's own contact goes into registration.contact, a producer's into listing.label.producer_contact",
        PersonalKinds.Address => ". A business's own address goes into registration.address, a producer's into listing.label.producer_address",
        _ => "",
    };

    // Messages without a text, at any depth, are left out.
    private static FrozenDictionary<MessageDescriptor, Field[]> FieldsBelow(MessageDescriptor root)
    {
        var found = new Dictionary<MessageDescriptor, Field[]>();
        Collect(root, found);
        return found.ToFrozenDictionary();
    }

    private static bool Collect(MessageDescriptor message, Dictionary<MessageDescriptor, Field[]> found)
    {
        if (found.TryGetValue(message, out var known))
        {
            return known.Length > 0;
        }

        found[message] = [];
        found[message] =
        [
            .. message.Fields.InFieldNumberOrder()
                .Where(field => field.FieldType == FieldType.Message ? Collect(field.MessageType, found) : field.FieldType == FieldType.String && PersonalFields.Of(field).Refused != PersonalKinds.None)
                .Select(field => field.FieldType == FieldType.Message ? new Field(field, PersonalKinds.None, Form.Unspecified) : new Field(field, PersonalFields.Of(field).Refused, FieldBounds.Of(field).Form)),
        ];
        return found[message].Length > 0;
    }

    private sealed record Field(FieldDescriptor Descriptor, PersonalKinds Refused, Form Form);
}
