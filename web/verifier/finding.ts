// What does not hold: the same rules, by the same names, as Trace.Domain's VerificationFailure, one for one.

export type Rule =
  | 'CHECKPOINT' | 'BUNDLE' | 'FORM' | 'SUBJECT' | 'VERSION' | 'PREVIOUS' | 'INCLUSION' | 'PROVEN' | 'ORDER' | 'RECORDED_AT' | 'GENESIS'
  | 'KEY_HEAD' | 'PARTY_HEAD' | 'KEY' | 'SIGNATURE' | 'POSSESSION' | 'STATEMENT' | 'JUDGEMENT' | 'ANSWER' | 'BRANCH';

/** A `Reason` of ledger.proto, without its prefix. */
export type Reason =
  | 'TOO_LARGE' | 'MALFORMED' | 'NOT_CANONICAL' | 'OTHER_LEDGER' | 'SIGNATURES_NOT_ONE' | 'SIGNATURE_INVALID' | 'WEAK_KEY' | 'POSSESSION_INVALID' | 'NO_PAYLOAD'
  | 'SUBJECT_INVALID' | 'SUBJECT_KIND' | 'FIELD_REQUIRED' | 'FIELD_OUT_OF_BOUNDS' | 'FIELD_FORM' | 'FIELD_NOT_ALLOWED' | 'PLACE_TOO_FINE' | 'TIME_TOO_FAR_AHEAD'
  | 'TEXT_NOT_NORMAL' | 'UNKNOWN_KEY' | 'KEY_RETIRED' | 'KEY_COMPROMISED' | 'KEY_SCOPE' | 'ROLE' | 'NOT_YOURS' | 'PARTY_NOT_REGISTERED' | 'PARTY_SUSPENDED'
  | 'UNKNOWN_REFERENCE' | 'REFERENCE_KIND' | 'REFERENCE_SUBJECT' | 'CLAIM_USED' | 'ALREADY_REGISTERED' | 'OPENING_NOT_FIRST' | 'KEY_ENDED' | 'GENESIS_NOT_FIRST'
  | 'NOT_CORRECTABLE';

/** Why a statement is not taken: the rule, and the field at fault, empty where it is the whole. */
export interface Refusal {
  reason: Reason;
  field: string;
}

export const refuse = (reason: Reason, field = ''): Refusal => ({ reason, field });

export interface Finding {
  rule: Rule;
  /** Of the chain; empty where it is the whole. */
  subject: string;
  /** Of the entry in the log, as it says; null where it is no single entry's, or can't be read. */
  index: bigint | null;
  /** Of the entry in its chain. */
  version: bigint | null;
  reason?: Reason;
  /** A field, or what came, for whoever looks closer. */
  detail: string;
}

/** One line, as the command line has it. */
export const lineOf = (finding: Finding): string =>
  [
    finding.rule,
    finding.index === null ? '' : `entry ${finding.index}`,
    finding.subject === '' ? '' : finding.subject + (finding.version === null ? '' : ` version ${finding.version}`),
    finding.reason ?? '',
    finding.detail,
  ].filter((part) => part !== '').join(', ');
