using Google.Protobuf.Reflection;
using Trace.Tool.Recording;

namespace Trace.Tool.Histories;

/// <summary>Chinese words of the codes that a journey shows; a code without one is shown in English.</summary>
internal static class EnumWordsZh
{
    private static readonly Dictionary<string, string> Chinese = new()
    {
        ["TransitActivity/picked-up"] = "揽收",
        ["TransitActivity/arrived"] = "到达",
        ["TransitActivity/departed"] = "离开",
        ["TransitActivity/out-for-delivery"] = "派送中",
        ["TransitActivity/failed-attempt"] = "派送失败",
        ["TransitActivity/placed"] = "放入快递柜或驿站",
        ["TransitActivity/taken-over"] = "转交其他承运人",
        ["TransitActivity/refused"] = "拒收",
        ["TransitActivity/returning"] = "退回途中",
        ["TransitActivity/returned"] = "已退回寄件人",
        ["TransitActivity/damaged"] = "破损",
        ["TransitActivity/lost"] = "丢失",
        ["TransitActivity/held"] = "滞留",
        ["ReceiptManner/recipient"] = "本人签收",
        ["ReceiptManner/agent"] = "他人代收",
        ["ReceiptManner/collected"] = "从快递柜或驿站取出",
        ["ReceiptManner/time-out"] = "超时确认",
        ["Agreed/yes"] = "收件人同意该方式",
        ["Agreed/no"] = "收件人不同意该方式",
        ["Agreed/unknown"] = "收件人是否同意不明",
        ["Category/tea"] = "茶叶",
        ["Category/food"] = "食品",
        ["ReviewStage/first"] = "首次评价",
        ["ReviewStage/follow-up"] = "追加评价",
        ["ComplaintCategory/not-received"] = "未收到",
        ["ComplaintCategory/damaged"] = "破损",
        ["ComplaintCategory/not-as-described"] = "与描述不符",
        ["ComplaintCategory/quality"] = "质量问题",
        ["ComplaintCategory/unsafe"] = "不安全",
        ["ComplaintCategory/counterfeit"] = "假冒",
        ["ComplaintCategory/expired"] = "过期",
        ["ComplaintCategory/short"] = "短缺",
        ["Remedy/refund"] = "退款",
        ["Remedy/return-and-refund"] = "退货退款",
        ["Remedy/exchange"] = "换货",
        ["Remedy/repair"] = "维修",
        ["Remedy/compensation"] = "赔偿",
        ["Remedy/apology"] = "道歉",
        ["Remedy/explanation"] = "说明",
        ["Hazard/class-1"] = "一级",
        ["Hazard/class-2"] = "二级",
        ["Hazard/class-3"] = "三级",
        ["InspectionResult/passed"] = "合格",
        ["InspectionResult/failed"] = "不合格",
        ["InspectionResult/inconclusive"] = "无法判定",
        ["CorrectionKind/withdrawn"] = "撤回",
        ["CorrectionKind/replaced"] = "替换",
        ["Condition/good"] = "完好",
        ["Unit/piece"] = "件",
        ["Unit/gram"] = "克",
        ["Unit/kilogram"] = "千克",
        ["Unit/litre"] = "升",
        ["Unit/box"] = "盒",
    };

    /// <summary>The word of a value.</summary>
    public static string Of(EnumDescriptor type, int number, bool chinese)
    {
        var word = EnumWords.Of(type, number);
        return chinese && Chinese.TryGetValue($"{type.Name}/{word}", out var zh) ? zh : word.Replace('-', ' ');
    }
}
