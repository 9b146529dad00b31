using Trace.Domain.Complaints;
using Trace.V1;

namespace Trace.Api.Products.Model;

/// <summary>By which rule goods may be returned: the days of law or of a pledge, and exemptions with their legal ground.</summary>
internal static class ReturnNotes
{
    public static IEnumerable<string> Of(Telling telling, ReturnCase one)
    {
        var (texts, words) = (telling.Texts, telling.Words);
        if (one.Request.Message.ReturnRequest.Reason != ReturnReason.NoneGiven)
        {
            // Of what is not as it should be the law on defects decides, and no days of this one.
            yield return texts["return.forReason"];
            yield break;
        }

        if (one.Until is not { } until)
        {
            yield return texts.Say(one.IsPledged ? "return.notBegunPledged" : "return.notBegun", ("n", one.Days));
        }
        else
        {
            var days = texts.Say(one.IsPledged ? "return.daysPledged" : "return.days", ("n", one.Days), ("received", words.Day(one.ReceivedOn!.Value)), ("until", words.Day(until)));
            yield return $"{days}{texts[one.IsInTime ? "return.inTime" : "return.tooLate"]}";
        }

        if (one.Exemption is { } exemption)
        {
            yield return texts.Say($"exemption.{exemption.Reach}", ("ground", texts.IsChinese ? exemption.GroundZh : exemption.GroundEn));
        }
    }
}
