using System.Globalization;
using SkiaSharp;
using Trace.Documents.Typesetting;

namespace Trace.Documents.Cases;

/// <summary>A case file as a PDF: its letters can be searched and copied, and look the same wherever it is read.</summary>
public static class CasePdf
{
    private const float Column = 84;
    private const float Indent = 50;

    private static readonly Style s_title = new(22, true, Inks.Accent);
    private static readonly Style s_section = new(13, true, Inks.Accent);
    private static readonly Style s_body = new(9.5f, false, Inks.Black);
    private static readonly Style s_strong = new(11, true, Inks.Black);
    private static readonly Style s_name = new(8.5f, false, Inks.Soft);
    private static readonly Style s_value = new(8.5f, false, Inks.Black);
    private static readonly Style s_code = new(7.8f, false, Inks.Black);
    private static readonly Style s_remark = new(8.5f, true, Inks.Wait);

    /// <summary>Writes it.</summary>
    /// <param name="file">What it holds.</param>
    /// <param name="language">zh or en.</param>
    /// <param name="to">Stays the caller's.</param>
    public static void Write(CaseFile file, string language, Stream to)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(to);
        var (texts, page) = (CaseTexts.Of(language), new Typesetter());
        Head(page, file, texts);
        Custody(page, file, texts);
        Remarks(page, file, texts);
        Section(page, texts["entries"], 90);
        foreach (var entry in file.Entries)
        {
            Entry(page, entry, texts);
        }

        Verifying(page, file, texts);
        var metadata = new SKDocumentPdfMetadata { Title = $"{texts["title"]} {file.Subject}", Creator = "Trace", Creation = file.MadeAt.UtcDateTime, EncodingQuality = 101 };
        page.Write(to, metadata, (at, of) => (texts.Say("foot", ("subject", file.Subject)), texts.Say("page", ("page", at), ("pages", of))));
    }

    private static void Head(Typesetter page, CaseFile file, CaseTexts texts)
    {
        page.Text(texts["title"], s_title);
        page.Space(4);
        page.Rule(Inks.Accent, 1.6f);
        page.Below(10);
        if (file.Name.Length > 0)
        {
            page.Row(texts["goods"], file.Name, s_name, s_strong, Typesetter.Left, Column);
        }

        page.Row(texts["subject"], file.Subject, s_name, s_strong with { Size = 10 }, Typesetter.Left, Column);
        page.Row(texts["ledger"], file.Ledger, s_name, s_value, Typesetter.Left, Column);
        page.Row(texts["log"], file.Log, s_name, s_value, Typesetter.Left, Column);
        page.Row(texts["at"], texts.Say("at.value", ("size", file.Size), ("root", file.Root)), s_name, s_value, Typesetter.Left, Column);
        page.Row(texts["made"], file.MadeAt.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture), s_name, s_value, Typesetter.Left, Column);
        page.Space(8);
        page.Text(texts["lead"], s_body);
        page.Text(texts[file.IsSelection ? "selection" : "whole"], s_body);
    }

    private static void Custody(Typesetter page, CaseFile file, CaseTexts texts)
    {
        if (file.Holdings.Count == 0)
        {
            return;
        }

        Section(page, texts["custody"], 60);
        page.Columns(Cells(texts["custody.from"], texts["custody.until"], texts["custody.who"], texts["custody.ground"]), s_name);
        page.Rule(Inks.Line);
        page.Below(3);
        foreach (var held in file.Holdings)
        {
            page.Columns(Cells(held.From, held.Until.Length > 0 ? held.Until : texts["custody.now"], held.Who, held.Ground), s_value);
        }
    }

    private static (string, float, float)[] Cells(string from, string until, string who, string ground) =>
        [(from, Typesetter.Left, 170), (until, 174, 290), (who, 294, 450), (ground, 454, Typesetter.Right)];

    private static void Remarks(Typesetter page, CaseFile file, CaseTexts texts)
    {
        if (file.Remarks.Count == 0)
        {
            return;
        }

        Section(page, texts["remarks"], 40);
        foreach (var remark in file.Remarks)
        {
            page.Keep(s_body.LineHeight);
            page.Beside("!", s_remark with { Size = s_body.Size }, Typesetter.Left);
            page.Text(remark, s_body, Typesetter.Left + 12);
        }
    }

    private static void Entry(Typesetter page, CaseEntry entry, CaseTexts texts)
    {
        var left = Typesetter.Left + Indent;
        page.Keep(112 + Typesetter.HeightOf(entry.Says, s_value, Typesetter.Right - left));
        page.Rule(Inks.Line);
        page.Below(5);
        page.Beside(entry.Index, s_strong with { Colour = Inks.Accent }, Typesetter.Left);
        page.Text(entry.What, s_strong, left);
        if (entry.Says.Length > 0)
        {
            page.Text(entry.Says, s_value, left);
        }

        if (entry.Remark.Length > 0)
        {
            page.Text(entry.Remark, s_remark, left);
        }

        page.Space(2);
        Row(texts["entry.who"], entry.Party.Length > 0 && entry.Party != entry.Who ? $"{entry.Who}  ({entry.Party})" : entry.Who, s_value);
        Row(texts["entry.when"], entry.When, s_value);
        Row(texts["entry.recorded"], entry.RecordedAt, s_value);
        if (entry.Where.Length > 0)
        {
            Row(texts["entry.where"], entry.Where, s_value);
        }

        Row(texts["entry.subject"], entry.Subject, s_code);
        Row(texts["entry.key"], entry.Key, s_code);
        Row(texts["entry.identity"], entry.Identity, s_code);
        page.Space(7);

        void Row(string name, string value, Style style) => page.Row(name, value, s_name, style, left, Column);
    }

    private static void Verifying(Typesetter page, CaseFile file, CaseTexts texts)
    {
        Section(page, texts["verify"], 150);
        page.Text(texts["verify.1"], s_body);
        page.Space(2);
        page.Text(file.LogKey, s_code, Typesetter.Left + 14);
        page.Space(6);
        page.Text(texts["verify.2"], s_body);
        page.Space(2);
        foreach (var proof in file.Proofs)
        {
            page.Keep(36);
            page.Text($"{proof.File}  ({proof.Subject}, {texts.Say("proof.entries", ("n", proof.Entries))})", s_value, Typesetter.Left + 14);
            page.Text(proof.Sha256, s_code, Typesetter.Left + 14);
            page.Space(3);
        }

        foreach (var (subject, canBeMade) in file.Unproven)
        {
            page.Keep(36);
            page.Text(texts.Say(canBeMade ? "proof.none" : "proof.tooLarge", ("subject", subject)), s_body, Typesetter.Left + 14);
            if (canBeMade)
            {
                page.Text($"./trace case {subject} --out FOLDER", s_code, Typesetter.Left + 14);
            }

            page.Space(3);
        }

        page.Space(3);
        page.Text(texts["verify.3"], s_body);
        page.Space(2);
        foreach (var proof in file.Proofs)
        {
            page.Text($"./trace verify {proof.File} --thorough --policy trace.policy", s_code, Typesetter.Left + 14);
        }

        page.Space(6);
        page.Text(texts["verify.4"], s_body);
    }

    private static void Section(Typesetter page, string name, float keep)
    {
        page.Space(14);
        page.Keep(keep);
        page.Text(name, s_section);
        page.Space(3);
    }
}
