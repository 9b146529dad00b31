using System.Security.Cryptography;
using Google.Protobuf;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;

namespace Trace.Faults.Tests.Week;

/// <summary>How a parcel ends.</summary>
internal enum Arrival
{
    /// <summary>In the recipient's hands.</summary>
    Received,

    /// <summary>In a locker, from which it is collected the same day.</summary>
    Collected,

    /// <summary>In a locker, from which it is collected after more than its three days.</summary>
    CollectedLate,

    /// <summary>Nowhere: nothing more is heard of it.</summary>
    Lost,
}

/// <summary>Something sold and sent.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Item">The goods.</param>
/// <param name="Parcel">The parcel.</param>
/// <param name="Seller">Who sold and sent it.</param>
/// <param name="Carrier">Which courier carries it.</param>
internal sealed record Order(int Number, SubjectKey Item, SubjectKey Parcel, StatementFactory Seller, Courier Carrier)
{
    /// <summary>The key of the code in the package. The code itself, from which it takes a while to derive it, plays no part here.</summary>
    public Ed25519Signer Code { get; } = new(RandomNumberGenerator.GetBytes(Ed25519Strict.SeedBytes));

    /// <summary>How it ends: one in ten is lost, one waits in a locker for long, one for short.</summary>
    public Arrival Arrival => (Number % 10) switch { 9 => Arrival.Lost, 8 => Arrival.CollectedLate, 7 => Arrival.Collected, _ => Arrival.Received };

    /// <summary>The identity of its Sale, once that is signed.</summary>
    public ByteString? Sale { get; set; }
}
