// A photograph as proof of a receipt: drawn anew, so that neither the place nor the device that a camera writes into it goes along.
import type { Octets } from '../ledger/octets';

const longest = 1600;
const quality = 0.82;

/** @throws DOMException where it is no picture. */
export async function proofOf(file: Blob): Promise<{ mediaType: string; content: Octets }> {
  const bitmap = await createImageBitmap(file);
  try {
    const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)));
    canvas.getContext('2d')!.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const drawn = await canvas.convertToBlob({ type: 'image/jpeg', quality });
    return { mediaType: drawn.type, content: new Uint8Array(await drawn.arrayBuffer()) };
  } finally {
    bitmap.close();
  }
}
