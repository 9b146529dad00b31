// What the rules read of the entries so far: keys, parties, heads, statements, and what can be done once.
import type { Fields } from './decode';
import type { Entry } from './entry';
import { hexOrNull, keyId, type Hex } from './hash';
import { isUnderPrefix, type Subject } from './subject';
import type { Statement } from './statement';

export const Role = { producer: 1, seller: 2, platform: 3, courier: 4, relay: 5, inspector: 6, printer: 7, registrar: 8, administrator: 9, intake: 10 } as const;

export interface KeyState {
  /** Leaf hash of the newest grant, which holds. */
  grant: Hex;
  roles: number[];
  prefixes: string[];
  subjects: string[];
  notAfter: bigint;
  isRecovery: boolean;
  retiredAt: bigint;
  compromisedAt: bigint;
  disputedSince: bigint;
}

/** In force; ended and the statement earlier, for 30 days; ended; in wrong hands. */
export type Standing = 'good' | 'late' | 'retired' | 'compromised';

export interface PartyState {
  registration: Fields | null;
  /** Identities of the suspensions in force. */
  suspensions: Hex[];
}

const lateFor = 30n * 24n * 3600n * 1_000_000n;
const compromised = 2;
const unknownParty: PartyState = { registration: null, suspensions: [] };

/** How a key stands toward a statement, judged by the time of recording. */
export function standingOf(key: KeyState, time: bigint, recordedAt: bigint): Standing {
  if (key.compromisedAt > 0n) return 'compromised';
  const ends = [key.retiredAt, key.notAfter].filter((end) => end > 0n);
  if (ends.length === 0) return 'good';
  const end = ends.reduce((a, b) => (a < b ? a : b));
  return recordedAt < end ? 'good' : time < end && recordedAt - end < lateFor ? 'late' : 'retired';
}

/** Whether a product, lot or item is under one of a party's GTIN prefixes, or of its own numbering. */
export function owns(party: PartyState, name: string, subject: Subject): boolean {
  if (subject.owner !== null) return subject.owner === name;
  return subject.gtin !== null && (party.registration?.prefixes ?? []).some((prefix: string) => isUnderPrefix(subject.gtin!, prefix));
}

/** The uses of what can be done once, each by a text: the first Opening of a claim key, one review a stage, the first naming of a buyer's or author's key. */
export const openingUse = (subject: string, claimKey: Hex): string => `O ${subject} ${claimKey}`;
export const namingUse = (subject: string, key: Hex): string => `N ${subject} ${key}`;
export const reviewUse = (statement: Statement): string => `R ${statement.subject.value} ${statement.key} ${statement.said.line} ${statement.said.stage}`;

export class LedgerState {
  genesis: Entry | null = null;
  predecessorGenesis: Entry | null = null;
  private readonly heads = new Map<string, { version: bigint; leaf: Hex }>();
  private readonly keys = new Map<string, KeyState>();
  private readonly parties = new Map<string, PartyState>();
  private readonly entries = new Map<Hex, Entry>();
  private readonly uses = new Map<string, Entry>();

  head(subject: string) {
    return this.heads.get(subject);
  }

  key(keySubject: string): KeyState | undefined {
    return this.keys.get(keySubject);
  }

  party(party: string): PartyState {
    return this.parties.get(party) ?? unknownParty;
  }

  /** A recorded statement by its identity. */
  find(identity: Uint8Array): Entry | undefined {
    const hex = hexOrNull(identity);
    return hex === null ? undefined : this.entries.get(hex);
  }

  firstUse(use: string): Entry | undefined {
    return this.uses.get(use);
  }

  /** What was replayed so far is the predecessor's, whole. */
  beginSuccessor(): void {
    [this.predecessorGenesis, this.genesis] = [this.genesis, null];
  }

  /** An entry that has its place in order and changes nothing else. */
  place(entry: Entry): void {
    this.heads.set(entry.statement.subject.value, { version: entry.version, leaf: entry.leafHex });
  }

  /** Advances by one entry, which was recorded next. */
  apply(entry: Entry): void {
    const { statement } = entry;
    const { subject: { value: subject }, kind, said } = statement;
    this.place(entry);
    this.entries.set(statement.identity, entry);
    for (const use of usesBy(statement)) if (!this.uses.has(use)) this.uses.set(use, entry);
    const [key, party] = [this.keys.get(subject), this.party(subject)];
    switch (kind) {
      case 'genesis':
        this.genesis = entry;
        this.nameGenesisKey(entry, said.registrarKey, false);
        this.nameGenesisKey(entry, said.recoveryKey, true);
        break;
      case 'keyGrant': {
        const { roles, prefixes, subjects, notAfter } = said;
        this.keys.set(subject, { ...(key ?? newKey), roles, prefixes, subjects, notAfter, grant: entry.leafHex });
        break;
      }
      case 'keyRevocation':
        if (key === undefined) break;
        this.keys.set(subject, said.kind === compromised
          ? { ...key, compromisedAt: entry.recordedAt, disputedSince: said.since }
          : { ...key, retiredAt: key.retiredAt === 0n ? entry.recordedAt : key.retiredAt });
        break;
      case 'registration':
        this.parties.set(subject, { ...party, registration: said });
        break;
      case 'suspension':
        this.parties.set(subject, { ...party, suspensions: [...party.suspensions, statement.identity] });
        break;
      case 'reinstatement':
        this.parties.set(subject, { ...party, suspensions: party.suspensions.filter((one) => one !== hexOrNull(said.suspension)) });
        break;
    }
  }

  private nameGenesisKey(entry: Entry, key: { algorithm: number; key: Uint8Array }, isRecovery: boolean): void {
    const subject = `${entry.statement.said.registrar}/key/${keyId(key)}`;
    if (!this.keys.has(subject)) this.keys.set(subject, { ...newKey, grant: entry.leafHex, roles: isRecovery ? [] : [Role.registrar], isRecovery });
  }
}

const newKey: KeyState = { grant: '', roles: [], prefixes: [], subjects: [], notAfter: 0n, isRecovery: false, retiredAt: 0n, compromisedAt: 0n, disputedSince: 0n };

function usesBy(statement: Statement): string[] {
  const subject = statement.subject.value;
  switch (statement.kind) {
    case 'opening':
      return [openingUse(subject, statement.key), namingUse(subject, keyId(statement.said.buyerKey))];
    case 'report':
      return [namingUse(subject, keyId(statement.said.authorKey))];
    case 'review':
      return [reviewUse(statement)];
    default:
      return [];
  }
}
