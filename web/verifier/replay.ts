// Replays proven entries in the order of the log: each is held to the state that the ones before it left, as the sequencer did.
import { toHex } from '../ledger/octets';
import { hasUnknownNumber, knownPart } from './bounds';
import { findingOf, type Entry } from './entry';
import type { Finding } from './finding';
import { keyId, type Hex } from './hash';
import { judge, ruleProblem } from './judgement';
import { kinds } from './kinds';
import { keysNamed, possessionProblem, SignatureChecks } from './signatures';
import { LedgerState, namingUse, standingOf, type Standing } from './state';
import { statementOf, type Statement } from './statement';

/** How an entry stands, where all holds. */
export interface Taken {
  /** How its key stood when it was recorded. */
  standing: Standing;
  /** Whether it is of a newer version: signed and in order, its rules not judged. */
  notUnderstood: boolean;
}

interface EntryForm {
  /** Whether the rules known here hold of what is known; else the entry has its place in order and changes nothing. */
  known: boolean;
  notUnderstood: boolean;
  findings: Finding[];
}

const mostGrants = 8;

export class HistoryReplay {
  readonly taken = new Map<Entry, Taken>();
  readonly state = new LedgerState();
  private readonly signatures = new SignatureChecks();
  private readonly byLeaf = new Map<Hex, Entry>();
  private readonly passedOver = new Map<Hex, { newer: boolean }>();

  constructor(private readonly ledger: string, private readonly origin: string, private readonly predecessor: string | null) {}

  async run(inOrder: Entry[]): Promise<Finding[]> {
    const before = inOrder.filter((entry) => entry.ofPredecessor);
    const own = inOrder.slice(before.length);
    const missing = (this.predecessor === null ? null : this.genesisFinding(before, this.predecessor)) ?? this.genesisFinding(own, this.origin);
    if (missing !== null) return [missing];
    if (this.predecessor !== null && before[0]!.statement.said.predecessor !== undefined) {
      return [findingOf('GENESIS', before[0]!, 'a line of three logs is not read by this version')];
    }
    const findings: Finding[] = [];
    for (const entry of before) findings.push(...(await this.take(entry)));
    if (this.predecessor !== null) this.state.beginSuccessor();
    for (const entry of own) findings.push(...(await this.take(entry)));
    return [...findings, ...(await this.signatures.run())];
  }

  /** What a key in wrong hands said, and what keys said that it granted; recorded_at counts too, because whoever steals a key chooses the time. */
  isDisputed(entry: Entry, depth = 0): boolean {
    const { statement, recordedAt } = entry;
    const key = statement.keySubject === null ? undefined : this.state.key(statement.keySubject);
    if (key === undefined) return false;
    const at = statement.message.time > recordedAt ? statement.message.time : recordedAt;
    const grant = this.byLeaf.get(key.grant);
    return (key.disputedSince > 0n && at >= key.disputedSince)
      || (depth < mostGrants && grant !== undefined && grant.statement.kind !== 'genesis' && grant.position < entry.position && this.isDisputed(grant, depth + 1));
  }

  private genesisFinding(entries: Entry[], of: string): Finding | null {
    const first = entries[0];
    if (first?.index !== 0n) return { rule: 'GENESIS', subject: 'log/genesis', index: 0n, version: null, detail: 'the evidence lacks entry 0, on which every key rests' };
    const problem = genesisProblem(first, this.ledger, of);
    return problem === null ? null : findingOf('GENESIS', first, problem);
  }

  private async take(entry: Entry): Promise<Finding[]> {
    const { statement } = entry;
    if (!this.byLeaf.has(entry.leafHex)) this.byLeaf.set(entry.leafHex, entry);
    const form = await formOf(entry, this.ledger);
    if (form.known && statement.kind === 'genesis') this.signatures.name(statement);
    const unsigned = this.signatures.add(entry);
    if (form.known && !form.notUnderstood) this.signatures.addPossessions(entry);
    const key = statement.keySubject === null ? undefined : this.state.key(statement.keySubject);
    const standing = key === undefined ? 'good' : standingOf(key, statement.message.time, entry.recordedAt);

    // In the order in which a verifier meets them: place and form, signature, judgement.
    const findings = [...this.linkFindings(entry), ...form.findings];
    if (unsigned !== null) findings.push(unsigned);
    let { known, notUnderstood } = form;
    const refusal = known ? judge(statement, this.state, entry.recordedAt) : null;
    if (refusal !== null) {
      known = false;
      // What refers to a statement that is not understood can't be judged either.
      notUnderstood ||= refusal.reason === 'UNKNOWN_REFERENCE' && this.restsOnNewer(statement);
      if (!notUnderstood) findings.push(findingOf('JUDGEMENT', entry, refusal.field, refusal.reason));
    }
    this.taken.set(entry, { standing, notUnderstood });
    // What breaks a rule, or is not understood and not allowed by the rules known here, has its place in order and changes nothing else.
    if (known) {
      this.state.apply(entry);
      this.signatures.name(statement);
    } else {
      this.state.place(entry);
      this.passedOver.set(statement.identity, { newer: notUnderstood });
    }
    return findings;
  }

  private restsOnNewer(statement: Statement): boolean {
    return kinds[statement.kind]!.references.some((reference) => {
      return this.passedOver.get(toHex(reference.of(statement.said)))?.newer === true;
    });
  }

  private linkFindings(entry: Entry): Finding[] {
    const { statement } = entry;
    const findings: Finding[] = [];
    const head = this.state.head(statement.subject.value);
    const version = (head?.version ?? 0n) + 1n;
    const isPrevious = entry.previous === (head?.leaf ?? null);
    if (entry.version !== version || !isPrevious) {
      findings.push(findingOf(isPrevious ? 'VERSION' : entry.version < version ? 'BRANCH' : 'PREVIOUS', entry, `version ${version} comes next`));
    }
    const keyHead = this.keyHead(statement);
    // On what the key of a newer kind rests is not known here, only that it is earlier.
    const rest = statement.understood || statement.keySubject !== null || entry.keyHead === null ? undefined : this.byLeaf.get(entry.keyHead);
    const mayRest = rest !== undefined && rest.position < entry.position;
    if (entry.keyHead !== keyHead && !mayRest) findings.push(findingOf('KEY_HEAD', entry, "not the newest entry of its key's history"));
    const partyHead = statement.party === '' ? null : (this.state.head(statement.party)?.leaf ?? null);
    if (entry.partyHead !== partyHead) findings.push(findingOf('PARTY_HEAD', entry, "not the newest entry of its party's history"));
    return findings;
  }

  private keyHead(statement: Statement): Hex | null {
    if (statement.keySubject !== null) return this.state.head(statement.keySubject)?.leaf ?? this.state.genesis?.leafHex ?? null;
    const on = statement.kind === 'opening' ? this.state.find(statement.said.sale) : this.state.firstUse(namingUse(statement.subject.value, statement.key));
    return on?.leafHex ?? null;
  }
}

/** Why an entry can't be the first of a log; null where it can. */
function genesisProblem({ statement }: Entry, ledger: string, origin: string): string | null {
  if (statement.kind !== 'genesis' || !statement.understood) return 'entry 0 is a Genesis that this version understands';
  const refusal = ruleProblem(statement, ledger);
  if (refusal !== null) return `${refusal.reason} ${refusal.field}`;
  if (statement.said.origin !== origin) return `this log is ${origin}; its entry 0 is the Genesis of ${statement.said.origin}`;
  return statement.key === keyId(statement.said.registrarKey) ? null : "Genesis is signed by the registrar's key that it names";
}

// An entry held to the rules that need nothing but itself.
async function formOf(entry: Entry, ledger: string): Promise<EntryForm> {
  const { statement } = entry;
  const without = keysNamed(statement).find(({ key }) => key !== undefined && key.algorithm !== 0 && (key.algorithm < 1 || key.algorithm > 255));
  if (without !== undefined) return broken(entry, without.field, 'NOT_CANONICAL');
  const refusal = statement.understood ? ruleProblem(statement, ledger) : null;
  if (!statement.understood || (refusal?.reason === 'NOT_CANONICAL' && hasUnknownNumber(statement.message))) {
    const findings = statement.message.ledger === ledger ? [] : [findingOf('STATEMENT', entry, 'ledger', 'OTHER_LEDGER')];
    return { known: await isKnownPartGood(statement, ledger), notUnderstood: true, findings };
  }
  return refusal === null ? { known: true, notUnderstood: false, findings: [] } : broken(entry, refusal.field, refusal.reason);
}

const broken = (entry: Entry, field: string, reason: Finding['reason'] & string): EntryForm => ({ known: false, notUnderstood: false, findings: [findingOf('STATEMENT', entry, field, reason)] });

async function isKnownPartGood(statement: Statement, ledger: string): Promise<boolean> {
  // Of an algorithm that fits no byte there is no key id.
  if (statement.kind === '' || keysNamed(statement).some(({ key }) => key !== undefined && (key.algorithm < 1 || key.algorithm > 255))) return false;
  const known = statementOf(statement.bytes, knownPart(statement.message), statement.subject, true);
  return ruleProblem(known, ledger) === null && (await possessionProblem(known)) === null;
}
