using Google.Protobuf;
using Trace.V1;

namespace Trace.Domain.Statements;

/// <summary>What holds between the fields of a message that several kinds share, wherever it stands.</summary>
internal static class MessageRules
{
    /// <summary>The rule that a message breaks, with the field's path from that message on, or null.</summary>
    public static Refusal? Problem(IMessage message) => message switch
    {
        Text { Zh.Length: 0, En.Length: 0 } => Refusal.Because(Reason.FieldRequired, "zh", "a text has zh, en or both; neither came"),
        Place { Gln.Length: 0, Region.Length: 0 } => Refusal.Because(Reason.FieldRequired, "gln", "a place has a gln or a region; neither came"),
        Place { Gln.Length: > 0, Region.Length: > 0 } => Refusal.Because(Reason.FieldNotAllowed, "region", "a place has a gln or a region; both came"),
        Place { Extension.Length: > 0, Gln.Length: 0 } => Refusal.Because(Reason.FieldNotAllowed, "extension", "an extension, AI (254), extends a gln; none came"),
        _ => null,
    };
}
