// bwip-js in a C# process: what a symbol consists of, as JSON. Src/Trace.Symbols calls it, and draws.

type Raw = { pixs: number[]; pixx: number } | { sbs: number[] };

type Segment = { type: 'M' | 'L' | 'Q' | 'C'; x: number; y: number; cx: number; cy: number; cx1: number; cy1: number; cx2: number; cy2: number };

declare const bwipjs: {
  raw(options: Record<string, unknown>): Raw[];
  FontLib: { lookup(name: string): number; getpaths(font: number, character: number, width: number, height: number): Segment[] | null; getglyph(font: number, character: number, width: number, height: number): { advance: number } };
};

/** Encodes a text: the modules of a matrix row by row, or the widths of bars and spaces by turns. */
export function encode(kind: string, text: string, options: string): string {
  const [symbol] = bwipjs.raw({ ...(JSON.parse(options) as object), bcid: kind, text });
  if (symbol === undefined) throw new Error(`no symbol was made of ${kind}`);
  return JSON.stringify('pixs' in symbol ? { modules: Array.from(symbol.pixs), width: symbol.pixx } : { bars: Array.from(symbol.sbs) });
}

// Fine enough that an advance in whole units is none that is seen.
const em = 1000;

/** A text in OCR-B as the data of an SVG path: 1000 units an em, from the baseline downwards; and its width. */
export function outline(text: string): string {
  const font = bwipjs.FontLib.lookup('OCR-B');
  let [path, at] = ['', 0];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    for (const { type, ...to } of bwipjs.FontLib.getpaths(font, code, em, em) ?? []) {
      const points = type === 'C' ? [to.cx1, to.cy1, to.cx2, to.cy2, to.x, to.y] : type === 'Q' ? [to.cx, to.cy, to.x, to.y] : [to.x, to.y];
      path += `${type === 'M' && path !== '' && !path.endsWith('Z') ? 'Z' : ''}${type}${points.map((point, i) => Math.round(i % 2 === 0 ? point + at : -point)).join(' ')}`;
    }
    if (path !== '' && !path.endsWith('Z')) path += 'Z';
    at += bwipjs.FontLib.getglyph(font, code, em, em).advance;
  }
  return JSON.stringify({ path, width: at });
}
