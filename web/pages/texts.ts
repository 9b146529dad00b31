// The pages' texts in the reader's language. Both languages come along: switching needs no network.

export type Language = 'zh' | 'en';
type Table = Record<string, string>;

const kept = 'trace-language';

export class Texts<T extends Table> {
  language: Language;

  constructor(private readonly tables: Record<Language, T>) {
    const chosen = localStorage.getItem(kept);
    this.language = chosen === 'zh' || chosen === 'en' ? chosen : document.documentElement.lang.startsWith('en') ? 'en' : 'zh';
    this.mark();
  }

  /** A text, with what stands in braces filled in. */
  say = (name: keyof T & string, values: Record<string, string | number> = {}): string =>
    (this.tables[this.language][name] ?? name).replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));

  /** One of two that came from elsewhere. */
  of = (both: { zh: string; en: string }): string => (this.language === 'zh' ? both.zh || both.en : both.en || both.zh);

  switchTo(language: Language): void {
    this.language = language;
    localStorage.setItem(kept, language);
    this.mark();
  }

  time = (milliseconds: number): string =>
    new Intl.DateTimeFormat(this.language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(milliseconds);

  private mark(): void {
    document.documentElement.lang = this.language === 'zh' ? 'zh-CN' : 'en';
  }
}
