// The texts of a page that was made on the server in one language, which its address or the browser chose.

export type Say<T> = (name: keyof T & string, values?: Record<string, string>) => string;

/** Says a text in the language of the page, with what stands in braces filled in. */
export function textsOf<T extends Record<string, string>>(tables: { zh: T; en: T }): Say<T> {
  const table = document.documentElement.lang.startsWith('en') ? tables.en : tables.zh;
  return (name, values = {}) => table[name]!.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}
