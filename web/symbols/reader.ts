// zxing-wasm in a C# process: a picture goes in as bytes, what was read comes out as JSON. Src/Trace.Symbols calls it.
import type * as ZXing from 'zxing-wasm/reader';

declare const ZXingWASM: typeof ZXing;

let module: { HEAPU8: Uint8Array } | undefined;
let answer = '';

/** Compiles the engine at once: there is no event loop here that would wait for it. Called again, it begins anew with memory that is small. */
export function load(wasm: ArrayBuffer): void {
  module = undefined;
  ZXingWASM.purgeZXingModule();
  const instantiateWasm = (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(wasm), imports);
    done(instance);
    return instance.exports;
  };
  void ZXingWASM.prepareZXingModule({ overrides: { instantiateWasm }, fireImmediately: true }).then((loaded) => {
    module = loaded as unknown as { HEAPU8: Uint8Array };
  });
}

/** Reads a picture. By the time that the call is over, its promises are kept, and `take` has the answer. */
export function read(picture: ArrayBuffer, options: string): void {
  answer = '';
  ZXingWASM.readBarcodes(new Uint8Array(picture), JSON.parse(options) as ZXing.ReaderOptions).then(
    (results) => {
      answer = JSON.stringify({ results: results.map((result) => ({ ...result, bytes: Array.from(result.bytes), bytesECI: undefined, symbol: undefined })) });
    },
    (problem: unknown) => {
      answer = JSON.stringify({ error: String(problem) });
    },
  );
}

export function take(): string {
  return answer;
}

/** How many bytes the engine holds. WebAssembly's memory grows and never shrinks. */
export function held(): number {
  return module?.HEAPU8.length ?? 0;
}
