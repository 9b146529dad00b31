// Who must have signed an entry, whether they did, and whether each new key is shown to be held.
import { fromHex, type Octets } from '../ledger/octets';
import { ofPossession, ofStatement } from '../ledger/contexts';
import { isWeak, verify } from './ed25519';
import { findingOf, type Entry } from './entry';
import { refuse, type Finding, type Refusal } from './finding';
import { keyId, type Hex } from './hash';
import type { Statement } from './statement';

interface PublicKey {
  algorithm: number;
  key: Octets;
}

/** A key that a statement names; the signature over KeyPossession, where one is asked for. */
export interface NamedKey {
  field: string;
  key: PublicKey | undefined;
  possession: Uint8Array | null;
}

const ed25519 = 1;

/** The keys that a statement names. */
export function keysNamed({ kind, said }: Statement): NamedKey[] {
  switch (kind) {
    case 'keyGrant':
      return [{ field: 'key_grant.key', key: said.key, possession: said.possession }];
    case 'opening':
      return [{ field: 'opening.buyer_key', key: said.buyerKey, possession: said.possession }];
    case 'report':
      return [{ field: 'report.author_key', key: said.authorKey, possession: said.possession }];
    case 'sale':
      return said.claimKey === undefined ? [] : [{ field: 'sale.claim_key', key: said.claimKey, possession: null }];
    case 'genesis':
      return [
        { field: 'genesis.registrar_key', key: said.registrarKey, possession: said.registrarPossession },
        { field: 'genesis.recovery_key', key: said.recoveryKey, possession: said.recoveryPossession },
      ];
    default:
      return [];
  }
}

/** WEAK_KEY or POSSESSION_INVALID, or null. */
export async function possessionProblem(statement: Statement): Promise<Refusal | null> {
  for (const { field, key, possession } of keysNamed(statement)) {
    if (isWeak(key!.key)) return refuse('WEAK_KEY', `${field}.key`);
    if (possession === null) continue;
    const signed = ofPossession(statement.message.ledger, statement.subject.value, fromHex(keyId(key!)));
    if (!(await verify(key!.key, signed, possession))) return refuse('POSSESSION_INVALID', field);
  }
  return null;
}

/** Collects signatures to be checked, with the keys that earlier entries brought in. */
export class SignatureChecks {
  // Null for a key that verifies nothing here.
  private readonly keys = new Map<Hex, Octets | null>();
  private readonly signed: Promise<Finding | null>[] = [];
  private readonly possessions: Promise<Finding | null>[] = [];

  /** Makes the keys that a statement brings in known. */
  name(statement: Statement): void {
    for (const { key } of keysNamed(statement)) {
      if (key === undefined || this.keys.has(keyId(key))) continue;
      this.keys.set(keyId(key), key.algorithm === ed25519 && !isWeak(key.key) ? key.key : null);
    }
  }

  /** Begins to check an entry's signatures; or says that a key is not known, or that there are not as many as there must be. */
  add(entry: Entry): Finding | null {
    const { statement } = entry;
    const signers = [statement.key];
    // A successor log's Genesis is signed by recovery key and registrar both, the one exception.
    if (entry.index === 0n && statement.kind === 'genesis' && statement.said.predecessor !== undefined) signers.push(keyId(statement.said.recoveryKey));
    if (entry.signatures.length !== signers.length) return findingOf('SIGNATURE', entry, `${entry.signatures.length} signatures came`, 'SIGNATURES_NOT_ONE');
    const unknown = signers.find((signer) => !this.keys.has(signer));
    if (unknown !== undefined) return findingOf('KEY', entry, `no entry before it brought in the key ${unknown}`, 'UNKNOWN_KEY');
    this.signed.push(check(entry, signers.map((signer) => this.keys.get(signer)!)));
    return null;
  }

  /** Begins to check the possessions of the keys that an entry's statement brings in. */
  addPossessions(entry: Entry): void {
    if (keysNamed(entry.statement).length === 0) return;
    this.possessions.push(possessionProblem(entry.statement).then((refusal) => (refusal === null ? null : findingOf('POSSESSION', entry, refusal.field, refusal.reason))));
  }

  /** What does not hold. */
  async run(): Promise<Finding[]> {
    return (await Promise.all([...this.signed, ...this.possessions])).filter((finding) => finding !== null);
  }
}

async function check(entry: Entry, keys: (Octets | null)[]): Promise<Finding | null> {
  const message = ofStatement(entry.statement.bytes);
  for (const key of keys) {
    const holds = key !== null && (await Promise.all(entry.signatures.map((signature) => verify(key, message, signature)))).includes(true);
    if (!holds) return findingOf('SIGNATURE', entry, `not the signature of the key ${entry.statement.key}`, 'SIGNATURE_INVALID');
  }
  return null;
}
