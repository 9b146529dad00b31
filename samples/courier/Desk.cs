using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Trace.Client;
using Trace.Client.Outboxes;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Courier;

/// <summary>Signs what is said of a parcel and puts it down; when it returns, the statement outlives a battery.</summary>
internal sealed class Desk(Outbox outbox, StatementFactory say, WaybillKeys keys, Settings settings)
{
    private const string ProofPath = "3";

    private readonly Pictures _pictures = new(Path.Combine(settings.Folder, "pictures"));

    /// <summary>Says it; returns what to show, in which no whole number stands.</summary>
    public async Task<string> SayAsync(Round.Parcel parcel, CancellationToken cancellation)
    {
        var (subject, before) = parcel.Sscc is { } sscc ? (sscc, "") : await keys.SubjectsAsync(parcel.Carrier, parcel.Number, parcel.At, cancellation);
        var picture = parcel is { Picture: { } file, Doing.IsReceipt: true } ? say.Commit(Receipt.Descriptor, ProofPath, "image/jpeg", await File.ReadAllBytesAsync(file, cancellation)) : null;
        IMessage payload = parcel.Doing.IsReceipt
            ? new Receipt { Manner = parcel.Doing.Manner, Agreed = parcel.Doing.Agreed, Proof = picture?.Commitment, PreviousYearParcel = before }
            : new Transit { Activity = parcel.Doing.Activity, PreviousYearParcel = before };
        var signed = say.Make(subject, payload, parcel.At, settings.Place.Length > 0 ? new Place { Region = settings.Place } : null);

        // The picture first: a receipt that names one whose key is lost could never be shown.
        if (picture is not null)
        {
            _pictures.Keep(StatementFactory.IdentityOf(signed), picture);
        }

        var put = outbox.Put(new OutboxItem(signed) { Once = OnceOf(subject, parcel) });
        return $"{put.Sequence} {Short(parcel)} {parcel.Doing}{(put.IsNew ? "" : " (said before)")}";
    }

    // The same scan of the same minute's file is the same fact, however often the file is read.
    private static string OnceOf(SubjectKey subject, Round.Parcel parcel) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{subject}\n{parcel.Doing}\n{parcel.At.UtcTicks}")));

    /// <summary>A parcel as a screen shows it: no whole number.</summary>
    public static string Short(Round.Parcel parcel) => parcel.Sscc is { } sscc ? sscc.Value : $"{parcel.Carrier} …{parcel.Number[^Math.Min(4, parcel.Number.Length)..]}";
}
