namespace Trace.Domain.Privacy;

/// <summary>What of people is structured enough to be told from other text. A name is not.</summary>
[Flags]
public enum PersonalKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>An e-mail address.</summary>
    Email = 1,

    /// <summary>A mainland mobile number, bare or in groups, or a landline with its area code.</summary>
    Telephone = 1 << 1,

    /// <summary>A telephone number that begins with <c>+</c> and a country's code.</summary>
    InternationalTelephone = 1 << 2,

    /// <summary>A resident identity number of 18 characters (GB 11643-1999), by region, day of birth and check character.</summary>
    Identity = 1 << 3,

    /// <summary>A bank card: 16 to 19 digits under an issuer's number (ISO/IEC 7812-1), by Luhn's check digit.</summary>
    BankCard = 1 << 4,

    /// <summary>A street with the number of a door, or a building with the number of a flat.</summary>
    Address = 1 << 5,

    /// <summary>How a business is reached.</summary>
    Contact = Email | Telephone | InternationalTelephone,

    /// <summary>All of these.</summary>
    All = Contact | Identity | BankCard | Address,
}
