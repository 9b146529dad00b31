// A document lies elsewhere, and on record is its hash alone: whoever has a copy of the file holds it against that, here, without sending it anywhere.
import { h } from '../pages/dom';
import { hashOf } from '../verifier/hash';
import { say } from './words';

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Puts a way to check a copy beside each hash of a document. */
export function offerChecks(within: HTMLElement): void {
  for (const hash of within.querySelectorAll<HTMLElement>('code[data-sha256]')) {
    const said = h('output', { class: 'compared' });
    const input = h('input', { type: 'file', class: 'unseen' });
    input.addEventListener('change', () => void compare(input, hash.dataset['sha256']!, said));
    hash.after(' ', h('label', { class: 'copy' }, input, say('documentCheck')), ' ', said);
  }
}

async function compare(input: HTMLInputElement, onRecord: string, said: HTMLOutputElement): Promise<void> {
  const [file] = input.files ?? [];
  if (file === undefined) return;
  const actual = hex(hashOf(new Uint8Array(await file.arrayBuffer())));
  said.dataset['state'] = actual === onRecord ? 'same' : 'other';
  said.textContent = actual === onRecord ? say('documentSame', { name: file.name }) : say('documentOther', { name: file.name, hash: `${actual.slice(0, 16)}…` });
  // The same file may be chosen again, after it was changed.
  input.value = '';
}
