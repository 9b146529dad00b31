// What a page asks its own service for.
import type { Octets } from '../ledger/octets';
import { decode, Malformed } from '../verifier/decode';
import type { Prove } from './continuity';

/** The service gave no answer, or none that can be used. Nothing is known to be wrong; nothing could be checked. */
export class NoAnswer extends Error {}

const protobuf = { accept: 'application/protobuf' };

/** For what the page asked for by itself: a preloaded answer goes to a request that says no more than the page's own `link` did. */
export const preloaded: RequestInit = {};

const anew: RequestInit = { cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer' };

/** The bytes of an answer; null where the service says that there is nothing. */
async function ask(address: string, init: RequestInit): Promise<Octets | null> {
  let answer: Response;
  try {
    answer = await fetch(address, init);
    if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
  } catch (problem) {
    throw new NoAnswer(String(problem));
  }
  if (answer.status >= 500 || answer.status === 429) throw new NoAnswer(`${answer.status}`);
  return null;
}

/** The Provenance of a page. */
export async function askProvenance(address: string, init: RequestInit = { ...anew, headers: protobuf }): Promise<Octets> {
  const bytes = await ask(address, init);
  if (bytes === null) throw new NoAnswer('the address answers with no history');
  return bytes;
}

/** Whom the service itself says to trust. */
export async function askPolicy(root: string, init: RequestInit = anew): Promise<Octets> {
  const bytes = await ask(`${root}/log/trust`, init);
  if (bytes === null) throw new NoAnswer('the service names nobody to trust');
  return bytes;
}

/** Consistency proofs of a service. */
export const proveBy = (root: string): Prove => async (first, second) => {
  const bytes = await ask(`${root}/v1/proofs/consistency?first=${first}&second=${second}`, { ...anew, headers: protobuf });
  if (bytes === null) return null;
  try {
    return decode('ConsistencyProof', bytes).value.hashes as Octets[];
  } catch (problem) {
    if (problem instanceof Malformed) return [];
    throw problem;
  }
};
