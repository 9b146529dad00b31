// Who may say this, about that: key, standing, role, scope, and over what.
import { refuse, type Refusal } from './finding';
import { keyId } from './hash';
import { applies } from './judgement';
import { kinds, type Over, type Speaker } from './kinds';
import { openingUse, owns, Role, standingOf, type KeyState, type LedgerState, type PartyState } from './state';
import { isAtOrUnder, isUnderPrefix, Kind } from './subject';
import type { Statement } from './statement';

/** The first rule that the speaker breaks, or null. */
export const checkSpeaker = (statement: Statement, state: LedgerState, recordedAt: bigint): Refusal | null =>
  statement.keySubject === null ? checkHolder(statement, state) : checkParty(statement, statement.keySubject, state, recordedAt);

function checkParty(statement: Statement, keySubject: string, state: LedgerState, recordedAt: bigint): Refusal | null {
  const key = state.key(keySubject);
  if (key === undefined) return refuse('UNKNOWN_KEY', 'key');
  const standing = standingOf(key, statement.message.time, recordedAt);
  if (standing === 'compromised') return refuse('KEY_COMPROMISED', 'key');
  if (standing === 'retired') return refuse('KEY_RETIRED', 'key');

  const party = state.party(statement.party);
  const open = kinds[statement.kind]!.speakers.filter((speaker) => applies(speaker, statement) && keyMay(speaker, key));
  const rows = open.filter((speaker) => partyMay(speaker.role, statement.party, party, state));
  if (rows.length === 0) return open.length > 0 && party.registration === null ? refuse('PARTY_NOT_REGISTERED', 'party') : refuse('ROLE', 'key');
  if (statement.kind === 'listing' && party.suspensions.length > 0) return refuse('PARTY_SUSPENDED', 'party');
  if (!inScope(statement, key)) return refuse('KEY_SCOPE', 'subject');
  return rows.some(({ over }) => isOver(over, statement, party, state)) ? null : refuse('NOT_YOURS', 'subject');
}

const keyMay = (speaker: Speaker, key: KeyState): boolean =>
  speaker.kind === 'recovery' ? key.isRecovery : !key.isRecovery && (speaker.role === 0 || key.roles.includes(speaker.role));

function partyMay(role: number, name: string, party: PartyState, state: LedgerState): boolean {
  const has = (one: number) => (party.registration?.roles ?? []).includes(one);
  switch (role) {
    case 0:
    case Role.administrator:
      return true;
    case Role.registrar:
      return isRegistrar(name, state);
    case Role.intake:
      return has(Role.platform);
    default:
      return has(role);
  }
}

const isRegistrar = (party: string | null, state: LedgerState): boolean => state.genesis?.statement.said.registrar === party;

function inScope({ subject }: Statement, { prefixes, subjects }: KeyState): boolean {
  return (prefixes.length === 0 && subjects.length === 0)
    || (subject.gtin !== null && prefixes.some((prefix) => isUnderPrefix(subject.gtin!, prefix)))
    || subjects.some((above) => isAtOrUnder(subject, above));
}

function isOver(over: Over, statement: Statement, party: PartyState, state: LedgerState): boolean {
  const { subject, party: speaker } = statement;
  switch (over) {
    case 'any':
    // Of which lots a printer was granted the marking stands in another history.
    case 'grantedLots':
      return true;
    case 'ownProducts':
      return owns(party, speaker, subject);
    case 'offeredProducts':
      return subject.owner === null || subject.owner === speaker;
    case 'itself':
      return subject.kind === Kind.log || (subject.party === speaker && !(subject.kind === Kind.key && isRegistrar(speaker, state)));
    case 'notRegistrar':
      return subject.party !== null && !isRegistrar(subject.party, state);
    case 'registrarKeys':
      return subject.kind === Kind.key && isRegistrar(subject.party, state);
    case 'ownStatements':
      return state.find(statement.said.target)?.statement.party === speaker;
    case 'concerned':
      // Resolution, Escalation, Complaint, Opening, confirming Sale, Sale: no honest chain of references is longer.
      return owns(party, speaker, subject) || subject.value === speaker || concerns(statement, speaker, state, 6);
  }
}

function concerns(statement: Statement, party: string, state: LedgerState, depth: number): boolean {
  return depth > 0 && (kinds[statement.kind]?.references ?? []).some((reference) => {
    const target = state.find(reference.of(statement.said))?.statement;
    return target !== undefined && (names(target, party) || concerns(target, party, state, depth - 1));
  });
}

function names(target: Statement, party: string): boolean {
  if (target.kind === 'complaint' || target.kind === 'report') return target.said.respondent === party;
  return ['sale', 'shipment', 'return'].includes(target.kind) && target.party === party;
}

// Claim, buyer's and author's keys.
function checkHolder(statement: Statement, state: LedgerState): Refusal | null {
  const { said, kind, key } = statement;
  const sameKey = (identity: Uint8Array) => {
    const target = state.find(identity)?.statement;
    return target?.key === key && target.party === '' ? null : refuse('NOT_YOURS', 'key');
  };
  switch (kind) {
    case 'opening': {
      const claimKey = state.find(said.sale)!.statement.said.claimKey;
      return claimKey !== undefined && keyId(claimKey) === key ? null : refuse('NOT_YOURS', 'key');
    }
    case 'review':
      return checkBuyer(statement, 'review.opening', state);
    case 'complaint':
      return checkBuyer(statement, 'complaint.opening', state);
    case 'returnRequest':
      return checkBuyer(statement, 'return_request.opening', state);
    case 'followUp':
      return keyId(state.find(said.report)!.statement.said.authorKey) === key ? null : refuse('NOT_YOURS', 'key');
    case 'escalation':
      return sameKey(said.answers);
    case 'closure':
      return sameKey(said.complaint);
    case 'correction':
      return sameKey(said.target);
    default:
      return refuse('ROLE', 'party');
  }
}

// Only the first Opening of a claim key grants anything: whoever kept a copy of the paper can do nothing after it.
function checkBuyer(statement: Statement, field: string, state: LedgerState): Refusal | null {
  const opening = state.find(statement.said.opening)!;
  if (keyId(opening.statement.said.buyerKey) !== statement.key) return refuse('NOT_YOURS', 'key');
  return state.firstUse(openingUse(opening.statement.subject.value, opening.statement.key)) === opening ? null : refuse('OPENING_NOT_FIRST', field);
}
