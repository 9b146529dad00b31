// bwip-js in a C# process: what a symbol consists of, as JSON. Src/Trace.Symbols calls it, and draws.
import './shims';
import type * as Bwip from 'bwip-js';

declare const bwipjs: typeof Bwip;

/** Encodes a text: the modules of a matrix row by row, or the widths of bars and spaces by turns. */
export function encode(kind: string, text: string, options: string): string {
  const [symbol] = bwipjs.raw({ ...(JSON.parse(options) as Bwip.RawOptions), bcid: kind, text });
  if (symbol === undefined) throw new Error(`no symbol was made of ${kind}`);
  return JSON.stringify('pixs' in symbol ? { modules: Array.from(symbol.pixs), width: symbol.pixx } : { bars: Array.from(symbol.sbs) });
}
