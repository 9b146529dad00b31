// Text and pictures that go beside a statement. A picture is drawn anew on this device first, so that where it was taken never leaves it, and once more
// by the server, which answers with a file of pixels alone: to that file the statement commits.
import { create, toBinary } from '@bufbuild/protobuf';
import { ContentSchema } from '../gen/trace/v1/content_pb';
import { commit, type SealedContent } from '../ledger/commitment';
import { utf8, type Octets } from '../ledger/octets';

/** As Trace.Domain/Disclosures has them. */
export const mostCharacters = 2000;
export const mostPictures = 4;
export const contentType = 'application/vnd.trace.content';
const shownSide = 1600;

// Control characters but line breaks, what turns the direction of text, what hides in it, private use.
const leftOut = /[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C\uFEFF\u2028\u2029]|[\u{E0000}-\u{E007F}]|\p{Co}|\p{Cs}/gu;

/** What of a text is sent: in Unicode's form NFC, and nothing that acts on the text around it. */
export function plainText(typed: string): string {
  const text = typed.replace(/\r\n?/g, '\n').replace(/\t/g, ' ').replace(leftOut, '').replace(/\n{3,}/g, '\n\n').trim().normalize('NFC');
  return Array.from(text).slice(0, mostCharacters).join('');
}

/** A text and pictures under one commitment; null where there is neither. @param payload The payload's full proto name. */
export async function authored(ledger: string, payload: string, path: string, typed: string, pictures: Octets[]): Promise<SealedContent | null> {
  const text = plainText(typed);
  if (pictures.length > 0) return commit(ledger, payload, path, contentType, toBinary(ContentSchema, create(ContentSchema, { text, pictures })) as Octets);
  return text === '' ? null : commit(ledger, payload, path, 'text/plain', utf8(text));
}

/** A picture of pixels alone. @throws Error with the server's reason where it is none. */
export async function cleanPicture(file: Blob): Promise<Octets> {
  const answer = await fetch('/pictures', { method: 'POST', body: await drawn(file), headers: { 'content-type': 'application/octet-stream' } });
  if (!answer.ok) throw new Error(((await answer.json().catch(() => null)) as { detail?: string } | null)?.detail ?? `HTTP ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

// As it is where this browser can't draw it: the server does.
async function drawn(file: Blob): Promise<Blob> {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, shownSide / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale))];
    const drawing = canvas.getContext('2d')!;
    drawing.fillStyle = '#fff';
    drawing.fillRect(0, 0, canvas.width, canvas.height);
    drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return await new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? file), 'image/jpeg', 0.9));
  } catch {
    return file;
  }
}
