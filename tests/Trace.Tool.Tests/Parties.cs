namespace Trace.Tool.Tests;

/// <summary>Who and what the tests speak of, all under the demonstration prefix 952.</summary>
internal static class Parties
{
    public const string Shop = "party/gln/9521111100003";
    public const string Courier = "party/gln/9522222200002";
    public const string Prefix = "95211111";
    public const string Product = "01/09521111100010";
    public const string Parcel = "00/095200000000000011";

    /// <summary>An item of the product.</summary>
    public static string Item(string serial) => $"{Product}/21/{serial}";
}
