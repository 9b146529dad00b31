// Signed notes and the keys that they are verified with (C2SP signed-note), and what cosigners sign (tlog-cosignature).
import { equal, join, toBase64, toHex, utf8, type Octets } from '../ledger/octets';
import { readCheckpoint } from './checkpoint';
import { isWeak, verify } from './ed25519';
import { hashOf } from './hash';
import { hasMlDsa, verifyMlDsa } from './ml-dsa';
import { isKeyName, readBase64, readUtf8 } from './strict-text';

/** Why a note, a checkpoint or a proof is not believed. */
export type NoteReason = 'MALFORMED' | 'AMBIGUOUS_KEY' | 'INVALID_SIGNATURE' | 'NO_KNOWN_SIGNATURE' | 'UNKNOWN_LOG' | 'QUORUM_MISSING' | 'NOT_INCLUDED';

export class NoteRefusal {
  constructor(readonly reason: NoteReason, readonly problem: string) {}
}

export interface NoteSignature {
  name: string;
  /** 8 hex digits. */
  keyId: string;
  bytes: Uint8Array;
}

export interface SignedNote {
  /** With its last newline, without the empty line behind it. */
  text: string;
  signatures: NoteSignature[];
  /** As it came. */
  bytes: Uint8Array;
}

/** Signature types that have a meaning here. ML-DSA-44 is checked where a library was named. */
export const signatureType = { ed25519: 1, cosignature: 4, mlDsa44: 6 } as const;

export interface VerifierKey {
  name: string;
  keyId: string;
  type: number;
  key: Octets;
  /** `name+id+base64`: two keys are the same where their texts are. */
  text: string;
  canVerify: boolean;
}

export interface VerifiedSignature {
  key: VerifierKey;
  /** Of a cosignature: seconds since 1970 UTC. Null for a log's signature. */
  time: bigint | null;
}

export interface OpenedNote {
  verified: VerifiedSignature[];
  /** Known keys under the note of a type that is not checked here: they count for nothing. */
  unchecked: VerifierKey[];
}

const maxBytes = 128 * 1024;
const maxSignatures = 128;
const malformed = (problem: string) => new NoteRefusal('MALFORMED', problem);

export function readNote(bytes: Uint8Array): SignedNote | NoteRefusal {
  const whole = bytes.length > maxBytes ? null : readUtf8(bytes);
  if (whole === null || /[\0-\x09\x0b-\x1f]/.test(whole)) return malformed('a note is UTF-8 without control characters');
  const end = whole.lastIndexOf('\n\n');
  const lines = whole.slice(end + 2);
  if (end < 0 || !lines.endsWith('\n')) return malformed('a note is a text, an empty line, and signature lines');
  const signatures: NoteSignature[] = [];
  for (const line of lines.slice(0, -1).split('\n')) {
    const [dash, name, base64, ...rest] = line.split(' ');
    const blob = dash === '\u2014' && rest.length === 0 && isKeyName(name ?? '') ? readBase64(base64 ?? '') : null;
    if (blob === null || blob.length <= 4 || signatures.length === maxSignatures) return malformed(`signature line ${signatures.length + 1}`);
    signatures.push({ name: name!, keyId: toHex(blob.subarray(0, 4)), bytes: blob.subarray(4) });
  }
  return { text: whole.slice(0, end + 1), signatures, bytes };
}

/** Reads a vkey, or says what is wrong. Types that are not known are kept with the id they came with. */
export function readVerifierKey(vkey: string): VerifierKey | string {
  const [name, keyId, ...rest] = vkey.split('+');
  // Base64 may hold a plus: only the first two separate.
  const typed = readBase64(rest.join('+'));
  if (keyId === undefined || rest.length === 0 || !isKeyName(name!)) return 'a verifier key is <name>+<id>+<base64>';
  if (!/^[0-9a-f]{8}$/.test(keyId)) return 'a key id is 8 lower-case hex digits';
  if (typed === null || typed.length < 2) return 'a verifier key ends in base64 of a type and a key';
  const [type, key] = [typed[0]!, typed.slice(1)];
  const isEd25519 = type === signatureType.ed25519 || type === signatureType.cosignature;
  if (isEd25519 && isWeak(key)) return 'an Ed25519 key has 32 bytes, canonical and not of small order';
  if (type === signatureType.mlDsa44 && key.length !== 1312) return 'an ML-DSA-44 key has 1312 bytes';
  if ((isEd25519 || type === signatureType.mlDsa44) && toHex(hashOf(join(utf8(`${name}\n`), typed)).subarray(0, 4)) !== keyId) return 'the key id is not that of the key';
  return { name: name!, keyId, type, key, text: `${name}+${keyId}+${toBase64(typed)}`, canVerify: isEd25519 || (type === signatureType.mlDsa44 && hasMlDsa()) };
}

/** Checks every signature of a known key: one that fails refuses the note, none that holds refuses it too. */
export async function openNote(note: SignedNote, keys: readonly VerifierKey[]): Promise<OpenedNote | NoteRefusal> {
  const known = new Map<string, VerifierKey>();
  for (const key of keys) {
    const id = `${key.name}+${key.keyId}`;
    if ((known.get(id) ?? key).text !== key.text) return new NoteRefusal('AMBIGUOUS_KEY', `two different keys are named ${id}`);
    known.set(id, key);
  }
  const opened: OpenedNote = { verified: [], unchecked: [] };
  for (const signature of note.signatures) {
    const key = known.get(`${signature.name}+${signature.keyId}`);
    if (key === undefined) continue;
    if (!key.canVerify) {
      opened.unchecked.push(key);
      continue;
    }
    const time = await timeOf(key, note.text, signature.bytes);
    if (time === false) return new NoteRefusal('INVALID_SIGNATURE', `the signature of ${key.name}+${key.keyId} does not verify`);
    opened.verified.push({ key, time });
  }
  return opened.verified.length > 0 ? opened : new NoteRefusal('NO_KNOWN_SIGNATURE', 'no signature of a known key that is checked here');
}

/** What an Ed25519 cosignature is over. */
export const cosigned = (text: string, time: bigint): Octets => utf8(`cosignature/v1\ntime ${time}\n${text}`);

/** What an ML-DSA-44 cosignature of a whole tree is over; null where a name or the text can have none. */
export function cosignedSubtree(cosigner: string, time: bigint, text: string): Octets | null {
  const checkpoint = readCheckpoint(text);
  if (checkpoint === null) return null;
  const names = [utf8(cosigner), utf8(checkpoint.origin)];
  if (names.some((name) => name.length < 1 || name.length > 255)) return null;
  const [by, of] = names.map((name) => join(new Uint8Array([name.length]), name)) as [Octets, Octets];
  return join(utf8('subtree/v1\n\0'), by, bigEndian(time), of, bigEndian(0n), bigEndian(BigInt(checkpoint.size)), checkpoint.root);
}

function bigEndian(value: bigint): Octets {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

// False where the signature does not hold; else the time that a cosignature says.
async function timeOf(key: VerifierKey, text: string, bytes: Uint8Array): Promise<bigint | null | false> {
  if (key.type === signatureType.ed25519) return (await verify(key.key, utf8(text), bytes)) ? null : false;
  if (bytes.length <= 8) return false;
  const [time, signature] = [BigInt(`0x${toHex(bytes.subarray(0, 8))}`), bytes.subarray(8)];
  if (time >= 1n << 63n) return false;
  if (key.type === signatureType.cosignature) return signature.length === 64 && (await verify(key.key, cosigned(text, time), signature)) ? time : false;
  const message = cosignedSubtree(key.name, time, text);
  return message !== null && (await verifyMlDsa(key.key, message, signature)) ? time : false;
}

export const sameKey = (one: VerifierKey, other: VerifierKey): boolean => equal(one.key, other.key);
