// The text of bytes: UTF-8, UTF-16 where a byte order mark says so, and otherwise GB18030, which every GBK file is.

export function decode(bytes: Uint8Array): { text: string; form: string } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: new TextDecoder('utf-16le').decode(bytes), form: 'utf-16' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), form: 'utf-8' };
  } catch {
    return { text: new TextDecoder('gb18030').decode(bytes), form: 'gb18030' };
  }
}
