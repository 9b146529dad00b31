// What V8 alone lacks and the two engines ask for while they are loaded. None of it is used by what they do here.
const outside = globalThis as unknown as Record<string, unknown>;

outside.self ??= globalThis;
outside.console ??= { log() {}, warn() {}, error() {} };
outside.Blob ??= class Blob {};
outside.setTimeout ??= (run: () => void) => Promise.resolve().then(run);
outside.atob ??= (text: string): string => {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let bits = 0;
  let held = 0;
  let read = '';
  for (const digit of text.replace(/[=\s]/g, '')) {
    held = ((held << 6) | digits.indexOf(digit)) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      read += String.fromCharCode((held >> bits) & 0xff);
    }
  }
  return read;
};
export {};
