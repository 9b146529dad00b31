using Trace.V1;

namespace Trace.Domain.Parties;

/// <summary>Where who issued a kind of licence shows to anybody which ones are in force. An address is the register's own front page: most ask for a picture's letters before they answer, and none has an address a licence that lasts.</summary>
/// <param name="Kind">Of licences.</param>
/// <param name="Url">The register.</param>
/// <param name="NameZh">Its name.</param>
/// <param name="NameEn">The same in English.</param>
public sealed record PublicRegister(LicenceKind Kind, string Url, string NameZh, string NameEn)
{
    private const string Credit = "https://www.gsxt.gov.cn/";
    private const string CreditZh = "国家企业信用信息公示系统";
    private const string CreditEn = "National Enterprise Credit Information Publicity System";

    /// <summary>All that are known: one a kind, none for <see cref="LicenceKind.Other"/>.</summary>
    public static IReadOnlyList<PublicRegister> All { get; } =
    [
        new(LicenceKind.Business, Credit, CreditZh, CreditEn),
        new(LicenceKind.FoodProduction, Credit, CreditZh, CreditEn),
        new(LicenceKind.FoodTrade, Credit, CreditZh, CreditEn),
        new(LicenceKind.ExpressDelivery, "https://www.spb.gov.cn/", "国家邮政局", "State Post Bureau"),
        new(LicenceKind.GeographicalIndication, "https://www.cnipa.gov.cn/", "国家知识产权局", "China National Intellectual Property Administration"),
        new(LicenceKind.Organic, "https://cx.cnca.cn/", "全国认证认可信息公共服务平台", "Certification and Accreditation Information Platform (CNCA)"),
        new(LicenceKind.Telecom, "https://dxzhgl.miit.gov.cn/", "电信业务市场综合管理信息系统", "Telecommunications Market Management System (MIIT)"),
    ];

    /// <summary>The register of a kind of licence, or null.</summary>
    /// <param name="kind">A kind.</param>
    public static PublicRegister? Of(LicenceKind kind) => All.FirstOrDefault(one => one.Kind == kind);
}
