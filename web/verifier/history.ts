// Checks one subject's history with no network (wire format, section 4): the checkpoint, the form of each entry, the chains and their proofs, the order of all
// entries, and then each link, signature, possession and rule, from entry 0 on. The same steps, and the same findings, as Trace.Domain's HistoryVerifier.
import { equal } from '../ledger/octets';
import { checkChains, type Chain } from './chains';
import type { Checkpoint } from './checkpoint';
import { decode, isCanonical, Malformed, type Fields } from './decode';
import { findingOf, indexOf, readEntry, type Entry } from './entry';
import type { Finding, Rule } from './finding';
import { isTime } from './forms';
import { NoteRefusal } from './note';
import { verifyNote, type TrustPolicy, type VerifiedCheckpoint } from './policy';
import { verifyProofFile, type ProofFile } from './proof-file';
import { HistoryReplay, type Taken } from './replay';
import { isRefusal } from './statement';

export interface VerifiedEntry extends Taken {
  entry: Entry;
  /** Said since its key is known to be in wrong hands, or by a key that was granted so. */
  disputed: boolean;
}

export interface VerifiedHistory {
  subject: string;
  ledger: string;
  checkpoint: VerifiedCheckpoint;
  /** Of the log before, which Genesis names. */
  predecessor: VerifiedCheckpoint | null;
  entries: VerifiedEntry[];
  /** The histories of the keys and parties that it rests on, and entry 0. */
  evidence: VerifiedEntry[];
}

/** The history, or what of it does not hold; all findings are of the first step that fails. */
export type Verified = { history: VerifiedHistory; findings?: never } | { findings: Finding[]; history?: never };

const whole = (rule: Rule, detail: string, subject = ''): Finding => ({ rule, subject, index: null, version: null, detail });
const failed = (...findings: Finding[]): Verified => ({ findings });

/** Reads a HistoryBundle's bytes; the only encoding of it, where nobody but us wrote it. */
export function readBundle(bytes: Uint8Array, strict: boolean): Fields | Finding {
  try {
    const decoded = decode('HistoryBundle', bytes);
    return !strict || isCanonical(decoded) ? decoded.value : whole('FORM', 'the bundle holds bytes that say nothing');
  } catch (problem) {
    if (problem instanceof Malformed) return whole('FORM', problem.message);
    throw problem;
  }
}

export const isFinding = (read: Fields | Finding): read is Finding => 'rule' in read;

/** Verifies a bundle, whole, from version 1, with all of its evidence. Where the policy names no ledger, entry 0 does, which the log's key vouches for. */
export async function verifyBundle(bundle: Fields, policy: TrustPolicy, thorough = false, ledger: string | null = policy.ledger ?? ledgerOf(bundle)): Promise<Verified> {
  if (ledger === null || ledger === '') return failed({ rule: 'GENESIS', subject: 'log/genesis', index: 0n, version: null, detail: 'the evidence lacks entry 0' });
  const checkpoint = await verifyNote(policy, bundle.checkpoint);
  if (checkpoint instanceof NoteRefusal) return failed(whole('CHECKPOINT', `${checkpoint.reason}: ${checkpoint.problem}`));

  const findings: Finding[] = [];
  const chains = readChains(bundle, findings);
  const predecessor = findings.length > 0 ? null : await readPredecessor(chains, policy, findings);
  if (findings.length > 0) return failed(...findings);

  const before = predecessor?.checkpoint ?? null;
  findings.push(...checkChains(chains, checkpoint.checkpoint, before, thorough));
  if (findings.length > 0) return failed(...findings);

  const byPosition = (a: Entry, b: Entry) => (a.position < b.position ? -1 : a.position > b.position ? 1 : 0);
  const inOrder = chains.flatMap((chain) => chain.entries).sort(byPosition);
  findings.push(...orderFindings(inOrder, checkpoint.checkpoint));
  if (findings.length > 0) return failed(...findings);

  const replay = new HistoryReplay(ledger, checkpoint.checkpoint.origin, before?.origin ?? null);
  findings.push(...(await replay.run(inOrder)));
  if (findings.length > 0) return failed(...findings.sort((a, b) => Number((a.index ?? 0n) - (b.index ?? 0n))));

  const verified = (entry: Entry): VerifiedEntry => ({ entry, ...replay.taken.get(entry)!, disputed: replay.isDisputed(entry) });
  const [history, ...evidence] = chains;
  return {
    history: {
      subject: history!.subject, ledger, checkpoint, predecessor,
      entries: history!.entries.map(verified),
      evidence: evidence.flatMap((chain) => chain.entries).sort(byPosition).map(verified),
    },
  };
}

/** Verifies a `.tlog-proof` that holds a whole history: the note, the newest entry's inclusion, and every byte of the bundle. */
export async function verifyHistoryProof(proof: ProofFile, policy: TrustPolicy): Promise<Verified> {
  const bundle = readBundle(proof.extra, true);
  if (isFinding(bundle)) return failed(bundle);
  const verified = await verifyBundle(bundle, policy);
  if (verified.history === undefined) return verified;
  const { entries, checkpoint, predecessor } = verified.history;
  const newest = entries.at(-1)!.entry;
  // A history of which nothing was said since the log before ended is proven by that one's checkpoint.
  const note = (newest.ofPredecessor ? predecessor! : checkpoint).note;
  if (!equal(note.bytes, proof.note.bytes)) return failed(whole('CHECKPOINT', "the bundle's checkpoint is another than the proof's"));
  const included = proof.index === newest.index && !((await verifyProofFile(proof, policy, newest.leaf)) instanceof NoteRefusal);
  return included ? verified : failed(findingOf('INCLUSION', newest, "the proof's own index and hashes do not lead to the root"));
}

function readChains(bundle: Fields, findings: Finding[]): Chain[] {
  if (bundle.history === undefined) {
    findings.push(whole('BUNDLE', 'the bundle holds no history'));
    return [];
  }
  const subjects = new Set<string>();
  const chains: Chain[] = [];
  for (const { subject, entries, proofs, predecessor } of [bundle.history, ...bundle.evidence] as Fields[]) {
    if (subjects.has(subject)) findings.push(whole('BUNDLE', 'two chains of one subject', subject));
    else if (entries.length === 0) findings.push(whole('BUNDLE', 'a chain without entries', subject));
    else if (proofs.length > 1 && proofs.length !== entries.length) findings.push(whole('BUNDLE', `${proofs.length} proofs of ${entries.length} entries`, subject));
    else chains.push({ subject, entries: readEntries(subject, entries, findings), proofs, predecessor: predecessor as Chain['predecessor'] });
    subjects.add(subject);
  }
  return chains;
}

function readEntries(subject: string, sent: Uint8Array[], findings: Finding[]): Entry[] {
  return sent.flatMap((bytes, i) => {
    const read = readEntry(bytes);
    if (!isRefusal(read)) return [read];
    findings.push({ rule: 'FORM', subject, index: indexOf(bytes), version: BigInt(i + 1), reason: read.reason, detail: read.field });
    return [];
  });
}

// Which entries stand in the log before, and the checkpoint that their proofs lead to: the one that Genesis names, believed under the same policy.
async function readPredecessor(chains: Chain[], policy: TrustPolicy, findings: Finding[]): Promise<VerifiedCheckpoint | null> {
  const genesis = chains.find((chain) => chain.subject === 'log/genesis')?.entries.at(-1);
  const named = genesis?.statement.kind === 'genesis' ? (genesis.statement.said.predecessor as Fields | undefined) : undefined;
  let believed: VerifiedCheckpoint | null = null;
  if (genesis !== undefined && named !== undefined) {
    const read = await verifyNote(policy, named.checkpoint);
    const problem = read instanceof NoteRefusal ? `the log before, ${named.origin}: ${read.reason}: ${read.problem}`
      : read.checkpoint.origin !== named.origin ? `the checkpoint of the log before is of ${read.checkpoint.origin}`
      : read.checkpoint.size === 0n ? 'a log without entries is followed by none' : null;
    if (problem === null) believed = read as VerifiedCheckpoint;
    else findings.push(findingOf('CHECKPOINT', genesis, problem));
  }
  for (const chain of chains) if (chain.predecessor !== undefined) handOver(chain, believed?.checkpoint ?? null, findings);
  return believed;
}

function handOver(chain: Chain, log: Checkpoint | null, findings: Finding[]): void {
  const { entries: count } = chain.predecessor!;
  if (count === 0n || count > BigInt(chain.entries.length)) {
    findings.push(whole('BUNDLE', `${count} of ${chain.entries.length} entries are said to be the predecessor's`, chain.subject));
  } else if (log === null) {
    // Why it is not believed is told already, where that is the reason.
    if (findings.length === 0) findings.push(whole('BUNDLE', 'entries are said to stand in a log before, and Genesis names none', chain.subject));
  } else {
    for (const entry of chain.entries.slice(0, Number(count))) {
      if (entry.index >= log.size) {
        findings.push(findingOf('ORDER', entry, `outside the tree of ${log.size} entries of the log before`));
        return;
      }
      entry.ofPredecessor = true;
      entry.position = entry.index - log.size;
    }
  }
}

function orderFindings(inOrder: Entry[], checkpoint: Checkpoint): Finding[] {
  const findings: Finding[] = [];
  for (const [i, entry] of inOrder.entries()) {
    const before = inOrder[i - 1];
    if (!entry.ofPredecessor && entry.index >= checkpoint.size) findings.push(findingOf('ORDER', entry, `outside the tree of ${checkpoint.size} entries`));
    if (before?.position === entry.position) findings.push(findingOf('ORDER', entry, `also the index of ${before.statement.subject.value} version ${before.version}`));
    // A log whose clock stands outside of the times that statements can have could never end a key.
    if (!isTime(entry.recordedAt)) findings.push(findingOf('RECORDED_AT', entry, `${entry.recordedAt}`));
    if (before !== undefined && entry.recordedAt < before.recordedAt) findings.push(findingOf('RECORDED_AT', entry, `earlier than entry ${before.index}`));
  }
  return findings;
}

// Read without belief; a wrong name makes the statements' own check fail.
function ledgerOf(bundle: Fields): string | null {
  const genesis = [...bundle.evidence, bundle.history].find((chain: Fields | undefined) => chain?.subject === 'log/genesis') as Fields | undefined;
  const read = genesis?.entries.length > 0 ? readEntry(genesis!.entries[0]) : null;
  return read === null || isRefusal(read) ? null : (read.statement.message.ledger as string);
}
