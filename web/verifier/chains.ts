// Which entries the checkpoint commits to. An entry is proven by its own inclusion, or by a link from a proven one; what is neither was changed, or was never in the log.
import { equal } from '../ledger/octets';
import { rootFrom } from '../ledger/tree';
import type { Checkpoint } from './checkpoint';
import type { Fields } from './decode';
import { findingOf, type Entry } from './entry';
import type { Finding } from './finding';
import type { Hex } from './hash';
import { maxHashes } from './proof-file';

export interface Chain {
  subject: string;
  entries: Entry[];
  /** None, one for the last entry, or one for each. */
  proofs: Fields[];
  /** How many of the first entries stand in the log before, and the proof of the last of these. */
  predecessor: { entries: bigint; proof: Fields | undefined } | undefined;
}

/** All entries that can be reached from some by links, these included. */
export function reach(from: Iterable<Entry>, byLeaf: ReadonlyMap<Hex, Entry>): Set<Entry> {
  const reached = new Set(from);
  // A set gives what is added while it is read, too.
  for (const { previous, keyHead, partyHead } of reached) {
    for (const link of [previous, keyHead, partyHead]) {
      const target = link === null ? undefined : byLeaf.get(link);
      if (target !== undefined) reached.add(target);
    }
  }
  return reached;
}

/** A link from one log into the one before it proves nothing by itself: there the newest entry of each chain needs a proof of its own. */
export function checkChains(chains: Chain[], checkpoint: Checkpoint, predecessor: Checkpoint | null, thorough: boolean): Finding[] {
  const findings: Finding[] = [];
  const byLeaf = new Map<Hex, Entry>();
  for (const entry of chains.flatMap((chain) => chain.entries)) if (!byLeaf.has(entry.leafHex)) byLeaf.set(entry.leafHex, entry);
  const [proven, failed] = [new Set<Entry>(), new Set<Entry>()];
  const prove = (entry: Entry, proof: Fields | undefined) => {
    const problem = proof === undefined ? 'no proof came that the log before holds this entry' : proofProblem(entry, proof, entry.ofPredecessor ? predecessor! : checkpoint);
    if (problem === null) {
      proven.add(entry);
      return;
    }
    failed.add(entry);
    findings.push(findingOf('INCLUSION', entry, problem));
  };
  for (const [i, { entries, proofs, predecessor: part }] of chains.entries()) {
    const handed = entries.filter((entry) => entry.ofPredecessor).at(-1);
    if (handed !== undefined) prove(handed, part?.proof);
    const ofEach = proofs.length === entries.length;
    for (const [j, proof] of proofs.entries()) prove(ofEach ? entries[j]! : entries.at(-1)!, proof);
    if (thorough && i === 0 && !ofEach) {
      findings.push(...entries.filter((entry) => !proven.has(entry)).map((entry) => findingOf('INCLUSION', entry, 'no inclusion proof of its own came')));
    }
  }
  const all = reach(proven, byLeaf);
  for (const chain of chains) checkChain(chain, all, failed, findings);
  return findings;
}

function proofProblem(entry: Entry, proof: Fields, log: Checkpoint): string | null {
  if (proof.index !== entry.index || proof.size !== log.size) return `the proof is for index ${proof.index} of ${proof.size}`;
  const root = proof.hashes.length > maxHashes ? null : rootFrom(entry.leaf, entry.index, log.size, proof.hashes);
  return root !== null && equal(root, log.root) ? null : 'the proof does not lead to the root: the log holds something else at this index';
}

// From the newest entry backward. Behind a gap of versions nothing more is said: what links to it is not there.
function checkChain({ subject, entries }: Chain, proven: Set<Entry>, failed: Set<Entry>, findings: Finding[]): void {
  let gap = entries.length;
  for (const [i, entry] of entries.entries()) {
    if (entry.statement.subject.value !== subject) findings.push(findingOf('SUBJECT', entry, `stands in the chain of ${subject}`));
    if (entry.version !== BigInt(i + 1) && gap === entries.length) {
      gap = i;
      findings.push(findingOf('VERSION', entry, `version ${i + 1} belongs here`));
    }
  }
  let next: Entry | null = null;
  for (let i = entries.length - 1; i >= 0 && (i >= gap || gap === entries.length); i--) {
    const entry: Entry = entries[i]!;
    // Across a gap there is no link to hold anything to.
    checkLink(entry, next?.version === entry.version + 1n ? next : null, proven, failed, findings);
    next = entry;
  }
  if (gap > 0 && entries[0]!.previous !== null) findings.push(findingOf('PREVIOUS', entries[0]!, 'version 1 has no previous entry'));
}

function checkLink(entry: Entry, next: Entry | null, proven: Set<Entry>, failed: Set<Entry>, findings: Finding[]): void {
  const linked = next === null || next.previous === entry.leafHex;
  if (next !== null && next.position <= entry.position && linked) findings.push(findingOf('ORDER', next, `does not follow index ${entry.index}`));
  if (proven.has(entry)) {
    if (!linked) findings.push(findingOf('PREVIOUS', next!, 'links to another entry than the version before'));
    return;
  }
  // An entry behind one that failed, and rightly linked from it, fails with that one.
  if (failed.has(entry) || (next !== null && linked && !proven.has(next))) return;
  findings.push(linked ? findingOf('PROVEN', entry, 'no proof and no link from a proven entry leads here') : findingOf('PREVIOUS', entry, 'not the entry that was recorded: the next version links to another'));
}
