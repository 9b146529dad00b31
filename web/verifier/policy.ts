// Which logs and witnesses are believed, and how many of these together (C2SP tlog-policy).
import { equal } from '../ledger/octets';
import { readCheckpoint, type Checkpoint } from './checkpoint';
import { NoteRefusal, openNote, readNote, readVerifierKey, sameKey, signatureType, type SignedNote, type VerifiedSignature, type VerifierKey } from './note';
import { latin1, octetsOf, readDecimal, readUtf8 } from './strict-text';

export interface Witness {
  name: string;
  key: VerifierKey;
}

/** A witness, or at least `threshold` of the members; `none` asks for nobody. Each is a member of one group at most. */
export type Quorum = { name: string; witness: Witness } | { name: string; threshold: number; members: Quorum[] } | { name: 'none' };

export interface TrustPolicy {
  /** From a comment line `# ledger <name>`. */
  ledger: string | null;
  logs: VerifierKey[];
  witnesses: Witness[];
  quorum: Quorum;
}

export interface VerifiedCheckpoint {
  checkpoint: Checkpoint;
  note: SignedNote;
  log: VerifierKey;
  /** The witnesses' signatures that hold. */
  cosignatures: VerifiedSignature[];
  /** Witnesses' signatures of a type that is not checked here. */
  unchecked: number;
}

const maxBytes = 1024 * 1024;
const maxOfEach = 64;

/** Reads a policy, or says what is wrong, with the number of the line. */
export function readPolicy(bytes: Uint8Array): TrustPolicy | string {
  if (bytes.length > maxBytes) return `a policy has at most ${maxBytes} bytes`;
  // Octets are held one a character: names are opaque, and two that look alike but are written with other octets stay different.
  const lines = latin1(bytes).split('\n');
  const reader = new PolicyReader();
  for (const [i, line] of lines.slice(0, -1).entries()) {
    const problem = reader.line(line);
    if (problem !== null) return `line ${i + 1}: ${problem}`;
  }
  if (lines.at(-1) !== '') return `line ${lines.length}: must end in a newline`;
  const { ledger, logs, witnesses, quorum } = reader;
  return quorum === null ? `line ${lines.length}: a policy ends with a quorum` : { ledger, logs, witnesses, quorum };
}

/** Checks a checkpoint's note: signed by one of the logs under its own origin, and cosigned as the quorum asks. */
export async function verifyNote(policy: TrustPolicy, bytes: Uint8Array): Promise<VerifiedCheckpoint | NoteRefusal> {
  const note = readNote(bytes);
  if (note instanceof NoteRefusal) return note;
  const checkpoint = readCheckpoint(note.text);
  if (checkpoint === null) return new NoteRefusal('MALFORMED', 'the note is no checkpoint');
  const opened = await openNote(note, [...policy.logs, ...policy.witnesses.map((witness) => witness.key)]);
  if (opened instanceof NoteRefusal) return opened;
  // A trusted log speaks for its own origin alone.
  const log = opened.verified.find(({ key }) => key.name === checkpoint.origin && policy.logs.some((one) => one.text === key.text))?.key;
  if (log === undefined) return new NoteRefusal('UNKNOWN_LOG', `"${checkpoint.origin}" is not signed by a trusted log of that name`);
  const witnesses = new Set(policy.witnesses.map((witness) => witness.key.text));
  const cosignatures = opened.verified.filter(({ key }) => witnesses.has(key.text));
  if (!isMet(policy.quorum, new Set(cosignatures.map(({ key }) => key.text)))) {
    const also = opened.unchecked.length === 0 ? '' : `; ${opened.unchecked.length} of a type that is not checked here`;
    return new NoteRefusal('QUORUM_MISSING', `quorum ${policy.quorum.name} is not met${also}`);
  }
  return { checkpoint, note, log, cosignatures, unchecked: opened.unchecked.length };
}

export function isMet(quorum: Quorum, cosigners: ReadonlySet<string>): boolean {
  if ('witness' in quorum) return cosigners.has(quorum.witness.key.text);
  return !('members' in quorum) || quorum.members.filter((member) => isMet(member, cosigners)).length >= quorum.threshold;
}

class PolicyReader {
  ledger: string | null = null;
  logs: VerifierKey[] = [];
  witnesses: Witness[] = [];
  quorum: Quorum | null = null;
  private groups = 0;
  private named = new Map<string, Quorum>();
  private members = new Set<string>();

  /** The rule that the line breaks, or null. */
  line(line: string): string | null {
    if (/[\0-\x08\x0a-\x1f\x7f]/.test(line)) return 'holds a control character other than tab';
    const [word, ...items] = line.split(/[ \t]+/).filter((item) => item !== '');
    if (word === undefined) return null;
    if (word === '#' && items[0] === 'ledger' && items.length === 2) return this.ledgerComment(items[1]!);
    if (word.startsWith('#')) return null;
    const [name, second] = items;
    if (word === 'log' && (items.length === 1 || items.length === 2)) return this.log(name!);
    if (word === 'witness' && (items.length === 2 || items.length === 3)) return this.witness(name!, second!);
    if (word === 'group' && items.length >= 3) return this.group(name!, second!, items.slice(2));
    if (word === 'quorum' && items.length === 1) return this.setQuorum(name!);
    return 'must be log <vkey> [<url>], witness <name> <vkey> [<url>], group <name> all|any|<k> <name>..., or quorum <name>';
  }

  private ledgerComment(name: string): string | null {
    const ledger = readUtf8(octetsOf(name));
    if (ledger === null) return "a ledger's name is UTF-8";
    if (this.ledger !== null && this.ledger !== ledger) return 'names another ledger than a line above';
    this.ledger = ledger;
    return null;
  }

  private log(vkey: string): string | null {
    const key = this.key(vkey, this.logs, [signatureType.ed25519, signatureType.cosignature, signatureType.mlDsa44]);
    if (typeof key === 'string') return key;
    this.logs.push(key);
    return null;
  }

  private witness(name: string, vkey: string): string | null {
    if (this.isTaken(name)) return `the name ${name} is taken`;
    const key = this.key(vkey, this.witnesses.map((witness) => witness.key), [signatureType.cosignature, signatureType.mlDsa44]);
    if (typeof key === 'string') return key;
    const witness = { name: shown(name), key };
    this.witnesses.push(witness);
    this.named.set(name, { name: witness.name, witness });
    return null;
  }

  private group(name: string, threshold: string, members: string[]): string | null {
    if (++this.groups > maxOfEach) return `more than ${maxOfEach} groups`;
    if (this.isTaken(name)) return `the name ${name} is taken`;
    const k = threshold === 'any' ? 1n : threshold === 'all' ? BigInt(members.length) : readDecimal(threshold);
    if (k === null || k < 1n || k > BigInt(members.length)) return 'a threshold is all, any or a decimal from 1 to the number of members';
    const quorums: Quorum[] = [];
    for (const member of members) {
      const quorum = this.named.get(member);
      if (quorum === undefined) return `member ${member} is no witness or group of a line above`;
      if (this.members.has(member)) return `${member} is a member of a group already`;
      this.members.add(member);
      quorums.push(quorum);
    }
    this.named.set(name, { name: shown(name), threshold: Number(k), members: quorums });
    return null;
  }

  private setQuorum(name: string): string | null {
    if (this.quorum !== null) return 'a policy has one quorum line';
    this.quorum = name === 'none' ? { name } : (this.named.get(name) ?? null);
    return this.quorum === null ? `quorum ${name} is no witness or group of a line above` : null;
  }

  private isTaken(name: string): boolean {
    return name === 'none' || this.named.has(name);
  }

  // The key, or what is wrong with it. One public key stands once among its like, whatever name, id and type it is wrapped in.
  private key(vkey: string, like: VerifierKey[], types: number[]): VerifierKey | string {
    if (like.length === maxOfEach) return `more than ${maxOfEach} of a kind`;
    const text = readUtf8(octetsOf(vkey));
    const key = text === null ? 'a verifier key is UTF-8' : readVerifierKey(text);
    if (typeof key === 'string') return key;
    const above = [...this.logs, ...this.witnesses.map((witness) => witness.key)];
    if (above.some((other) => other.name === key.name && other.keyId === key.keyId && other.text !== key.text)) return `another key on a line above is named ${key.name}+${key.keyId} too`;
    if (!types.includes(key.type)) return `signature type ${key.type} has no place here`;
    return like.some((other) => sameKey(other, key)) ? 'this public key is on a line above already' : key;
  }
}

const shown = (name: string): string => readUtf8(octetsOf(name)) ?? name;

/** Whether two policies read the same: names, logs, witnesses and quorum, whatever comments and addresses stand beside them. */
export const samePolicy = (one: Uint8Array, other: Uint8Array): boolean => equal(one, other) || meaning(one) === meaning(other);

function meaning(bytes: Uint8Array): string {
  const policy = readPolicy(bytes);
  if (typeof policy === 'string') return policy;
  const quorum = (one: Quorum): unknown => ('witness' in one ? one.witness.key.text : 'members' in one ? [one.threshold, one.members.map(quorum)] : 'none');
  return JSON.stringify([policy.ledger, policy.logs.map((log) => log.text).sort(), policy.witnesses.map((witness) => witness.key.text).sort(), quorum(policy.quorum)]);
}
