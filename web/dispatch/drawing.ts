// Symbols as SVG elements. The writer is large, and fetched when it is first needed; the service worker keeps it.
type Symbols = typeof import('./symbols');
// The writer's types name the options that all symbols have; each has some of its own.
type Options = Parameters<Symbols['qrcode']>[0] & Record<string, unknown>;

// Its address is not known to the bundler, which would put it into this bundle.
const address = '/assets/symbols.js';
let loading: Promise<Symbols> | undefined;

const symbols = (): Promise<Symbols> => (loading ??= import(address) as Promise<Symbols>);

async function draw(kind: 'qrcode' | 'ean13' | 'gs1_128', options: Options): Promise<Element> {
  const writer = await symbols();
  const text = writer[kind](options, writer.drawingSVG());
  return document.importNode(new DOMParser().parseFromString(text, 'image/svg+xml').documentElement, true);
}

export const drawQr = (text: string): Promise<Element> => draw('qrcode', { bcid: 'qrcode', text, eclevel: 'M', paddingwidth: 4, paddingheight: 4 });

/** @param gtin14 That is a GTIN-13 with a zero in front. */
export const drawEan13 = (gtin14: string): Promise<Element> => draw('ean13', { bcid: 'ean13', text: gtin14.slice(1), height: 10, includetext: true, paddingwidth: 10, guardwhitespace: false });

export const drawSscc = (sscc: string): Promise<Element> => draw('gs1_128', { bcid: 'gs1-128', text: `(00)${sscc}`, height: 18, includetext: true, paddingwidth: 10 });
