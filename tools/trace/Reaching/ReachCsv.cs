using System.Globalization;
using System.Text;
using Trace.Domain.Products;

namespace Trace.Tool.Reaching;

/// <summary>
/// What was reached, a line an item or parcel, for a recall. Keys, codes and times alone, so that no cell can be taken for a formula.
/// </summary>
internal static class ReachCsv
{
    private const string Head = "subject,of_it,stage,seller,province,province_by,sold,shipped,received,received_relayed,opened,returned,parcels\r\n";

    public static byte[] Of(Reach reach)
    {
        var lines = new StringBuilder(Head);
        foreach (var one in reach.Certain.Concat(reach.Possible))
        {
            string[] cells =
            [
                one.Subject.Value,
                one.IsCertain ? "yes" : "not_known",
                one.Stage.ToString(),
                one.Seller,
                one.Province,
                one.PlaceBy.ToString(),
                Time(one.Sold),
                Time(one.Shipped),
                Time(one.Received),
                one.Received is null ? "" : one.Received.Relayed is null ? "no" : "yes",
                Time(one.Opened),
                Time(one.Returned),
                string.Join(' ', one.Parcels),
            ];
            lines.AppendJoin(',', cells).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    private static string Time(Said? said) => said is null ? ""
        : DateTimeOffset.UnixEpoch.AddMicroseconds(said.Message.Time).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
