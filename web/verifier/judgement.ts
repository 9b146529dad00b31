// The rules of statements: those that need nothing but the statement, and those that one history can be held to.
import { sealedKinds } from '../gen/verifier/tables';
import { boundsProblem } from './bounds';
import { refuse, type Refusal } from './finding';
import { regionPrecision } from './forms';
import { kinds, type Speaker } from './kinds';
import { checkSpeaker } from './speakers';
import { reviewUse, standingOf, type KeyState, type LedgerState } from './state';
import { keyId } from './hash';
import type { Statement } from './statement';

const sealable = new Set(sealedKinds.split(' '));
const maxAhead = 48n * 3600n * 1_000_000n;

/** The first rule that a statement breaks by itself, or null. */
export function ruleProblem(statement: Statement, ledger: string): Refusal | null {
  const { message, said, subject, kind } = statement;
  if (message.ledger !== ledger) return refuse('OTHER_LEDGER', 'ledger');
  const problem = boundsProblem(message);
  if (problem !== null) return problem;
  const rules = kinds[kind]!;
  if ((subject.kind & rules.subjects) === 0) return refuse('SUBJECT_KIND', 'subject');
  if (!rules.speakers.some((speaker) => applies(speaker, statement))) return refuse('ROLE', 'party');
  if (message.sealed !== undefined && !sealable.has(kind)) return refuse('FIELD_NOT_ALLOWED', 'sealed');
  if (message.place !== undefined) {
    const { gln, region } = message.place;
    if (gln !== '' ? !rules.place.gln : rules.place.finest === 0 || (regionPrecision(region) ?? 0) > rules.place.finest) return refuse('PLACE_TOO_FINE', gln !== '' ? 'place.gln' : 'place.region');
  }
  const broken = rules.shapes.find((shape) => !shape.holds(said, subject, message));
  return broken === undefined ? null : refuse(broken.reason, broken.field);
}

/** Whether a row of who may say it is about a statement, by whose it is and by its condition. */
export const applies = (speaker: Speaker, statement: Statement): boolean => (speaker.kind !== 'holder') === (statement.party !== '') && speaker.when(statement.said);

/** The first rule that a statement breaks toward the entries before it, or null. */
export function judge(statement: Statement, state: LedgerState, recordedAt: bigint): Refusal | null {
  if (statement.kind === 'genesis') return state.genesis === null ? successionProblem(statement, state, recordedAt) : refuse('GENESIS_NOT_FIRST', 'genesis');
  if (statement.message.time - recordedAt > maxAhead) return refuse('TIME_TOO_FAR_AHEAD', 'time');
  return referenceProblem(statement, state) ?? checkSpeaker(statement, state, recordedAt) ?? onceProblem(statement, state);
}

function referenceProblem(statement: Statement, state: LedgerState): Refusal | null {
  for (const reference of kinds[statement.kind]!.references) {
    const identity = reference.of(statement.said);
    // What is about other subjects is the auditor's to check.
    if (identity.length === 0 || !reference.sameSubject) continue;
    const target = state.find(identity)?.statement;
    if (target === undefined) return refuse('UNKNOWN_REFERENCE', reference.field);
    if (!reference.kinds.includes(target.kind)) return refuse(statement.kind === 'correction' ? 'NOT_CORRECTABLE' : 'REFERENCE_KIND', reference.field);
    if (target.subject.value !== statement.subject.value) return refuse('REFERENCE_SUBJECT', reference.field);
  }
  return null;
}

// What can be done once.
function onceProblem(statement: Statement, state: LedgerState): Refusal | null {
  const { said, subject, kind } = statement;
  const key = state.key(subject.value);
  switch (kind) {
    case 'registration':
      return state.party(subject.value).registration === null ? null : refuse('ALREADY_REGISTERED', 'subject');
    case 'keyGrant':
      return key !== undefined && (key.retiredAt > 0n || key.compromisedAt > 0n) ? refuse('KEY_ENDED', 'subject') : null;
    case 'keyRevocation':
      return key === undefined ? refuse('UNKNOWN_KEY', 'subject') : null;
    case 'review':
      return state.firstUse(reviewUse(statement)) !== undefined ? refuse('CLAIM_USED', 'review.stage') : lineProblem(statement, 'review.line', state);
    case 'complaint':
      return lineProblem(statement, 'complaint.line', state);
    case 'returnRequest':
      return lineProblem(statement, 'return_request.line', state);
    case 'correction':
      return said.replacement.length === 0 ? null : replacementProblem(statement, state);
    case 'sale':
      return said.confirms.length === 0 || state.find(said.confirms)?.statement.said.confirms.length === 0 ? null : refuse('REFERENCE_KIND', 'sale.confirms');
    default:
      return null;
  }
}

// A replacement says again, rightly, what its target said: of one kind, and by the same speaker.
function replacementProblem({ said }: Statement, state: LedgerState): Refusal | null {
  const [target, replacement] = [state.find(said.target)!.statement, state.find(said.replacement)!.statement];
  if (target.kind !== replacement.kind) return refuse('REFERENCE_KIND', 'correction.replacement');
  return target.party === replacement.party && (target.party !== '' || target.key === replacement.key) ? null : refuse('NOT_YOURS', 'correction.replacement');
}

function lineProblem({ said }: Statement, field: string, state: LedgerState): Refusal | null {
  const opening = said.line === 0 ? undefined : state.find(said.opening);
  let sale = opening && state.find(opening.statement.said.sale)?.statement.said;
  if (sale !== undefined && sale.confirms.length > 0) sale = state.find(sale.confirms)?.statement.said;
  return sale === undefined || sale.lines.some((line: { line: number }) => line.line === said.line) ? null : refuse('FIELD_OUT_OF_BOUNDS', field);
}

// When a Genesis may begin a log behind another: of another origin and the same registrar, by the predecessor's own recovery key.
function successionProblem(statement: Statement, state: LedgerState, recordedAt: bigint): Refusal | null {
  const { said } = statement;
  const before = state.predecessorGenesis?.statement.said;
  if (before === undefined) return said.predecessor === undefined ? null : refuse('UNKNOWN_REFERENCE', 'genesis.predecessor');
  if (said.predecessor === undefined) return refuse('FIELD_REQUIRED', 'genesis.predecessor');
  if (said.predecessor.origin !== before.origin) return refuse('REFERENCE_SUBJECT', 'genesis.predecessor.origin');
  if (said.origin === before.origin) return refuse('FIELD_NOT_ALLOWED', 'genesis.origin');
  if (said.registrar !== before.registrar) return refuse('NOT_YOURS', 'genesis.registrar');
  if (keyId(said.recoveryKey) !== keyId(before.recoveryKey)) return refuse('NOT_YOURS', 'genesis.recovery_key');
  const ended = (key: { algorithm: number; key: Uint8Array }, field: string) => endProblem(state.key(`${said.registrar}/key/${keyId(key)}`), statement, recordedAt, field);
  return ended(said.recoveryKey, 'genesis.recovery_key') ?? ended(said.registrarKey, 'genesis.registrar_key');
}

function endProblem(key: KeyState | undefined, statement: Statement, recordedAt: bigint, field: string): Refusal | null {
  const standing = key === undefined ? 'good' : standingOf(key, statement.message.time, recordedAt);
  return standing === 'good' ? null : refuse(standing === 'compromised' ? 'KEY_COMPROMISED' : 'KEY_RETIRED', field);
}
