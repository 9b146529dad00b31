// bwip-js in a C# process: what a symbol consists of, as JSON. Src/Trace.Symbols calls it, and draws.

type Raw = { pixs: number[]; pixx: number } | { sbs: number[] };

declare const bwipjs: { raw(options: Record<string, unknown>): Raw[] };

/** Encodes a text: the modules of a matrix row by row, or the widths of bars and spaces by turns. */
export function encode(kind: string, text: string, options: string): string {
  const [symbol] = bwipjs.raw({ ...(JSON.parse(options) as object), bcid: kind, text });
  if (symbol === undefined) throw new Error(`no symbol was made of ${kind}`);
  return JSON.stringify('pixs' in symbol ? { modules: Array.from(symbol.pixs), width: symbol.pixx } : { bars: Array.from(symbol.sbs) });
}
