// Reads pictures beside the page, so that the page never stops: the same engine as the service's and the tools'.
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';

prepareZXingModule({ overrides: { locateFile: () => '/assets/zxing_reader.wasm' } });

const options: ReaderOptions = {
  formats: ['QRCode', 'EAN13', 'EAN8', 'UPCA', 'ITF', 'Code128', 'DataMatrix', 'Code39'],
  maxNumberOfSymbols: 4,
  textMode: 'Plain',
};

export interface ToRead {
  id: number;
  picture: ImageData;
  /** A photograph is looked at longer than one of many frames. */
  tryHarder: boolean;
}

export interface WasRead {
  id: number;
  /** With the symbology identifier in front, as scanners send it. */
  texts: string[];
}

addEventListener('message', (event: MessageEvent<ToRead>) => {
  const { id, picture, tryHarder } = event.data;
  void readBarcodes(picture, { ...options, tryHarder, tryRotate: true, tryInvert: tryHarder, tryDownscale: true }).then((found) => {
    const texts = found.filter((symbol) => symbol.isValid).map((symbol) => symbol.symbologyIdentifier + symbol.text);
    postMessage({ id, texts } satisfies WasRead);
  }, () => postMessage({ id, texts: [] } satisfies WasRead));
});
