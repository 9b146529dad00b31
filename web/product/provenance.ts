// What a product page rests on: all its histories, each verified, all at one checkpoint.
import { decode, Malformed, type Fields } from '../verifier/decode';
import type { Finding } from '../verifier/finding';
import { verifyBundle, type VerifiedHistory } from '../verifier/history';
import type { TrustPolicy, VerifiedCheckpoint } from '../verifier/policy';

export interface Provenance {
  subject: string;
  histories: VerifiedHistory[];
  /** Absent where nothing is recorded. */
  checkpoint: VerifiedCheckpoint | null;
  /** Whether a history goes on behind what one answer holds: the rest was not checked. */
  isCut: boolean;
}

const finding = (rule: Finding['rule'], subject: string, detail: string): Finding => ({ rule, subject, index: null, version: null, detail });

/** Verifies a Provenance's bytes. */
export async function verifyProvenance(bytes: Uint8Array, policy: TrustPolicy): Promise<Provenance | Finding[]> {
  let answer: Fields;
  try {
    answer = decode('Provenance', bytes).value;
  } catch (problem) {
    if (problem instanceof Malformed) return [finding('ANSWER', '', problem.message)];
    throw problem;
  }
  const sent = answer.histories as Fields[];
  const wrong = answerProblem(sent);
  if (wrong !== null) return [wrong];
  const verified = await Promise.all(sent.map((history) => verifyBundle(history.bundle, policy)));
  const findings = verified.flatMap((one) => one.findings ?? []);
  if (findings.length > 0) return findings;
  const histories = verified.map((one) => one.history!);
  const checkpoint = histories[0]?.checkpoint ?? null;
  // Two checkpoints could each be true and not both: what is shown as one record is held to one.
  const other = histories.find((history) => history.checkpoint.note.text !== checkpoint!.note.text);
  if (other !== undefined) return [finding('CHECKPOINT', other.subject, 'the histories are proven at two checkpoints')];
  return { subject: answer.subject, histories, checkpoint, isCut: sent.some((history) => history.nextVersion !== 0n) };
}

function answerProblem(sent: Fields[]): Finding | null {
  const subjects = sent.map((history) => history.bundle?.history?.subject as string | undefined);
  if (subjects.includes(undefined)) return finding('ANSWER', '', 'a history without its bundle');
  const twice = subjects.find((subject, i) => subjects.indexOf(subject) < i);
  if (twice !== undefined) return finding('ANSWER', twice, 'a history twice');
  const late = sent.find((history) => history.fromVersion > 1n);
  return late === undefined ? null : finding('ANSWER', late.bundle.history.subject, `begins at version ${late.fromVersion}`);
}
