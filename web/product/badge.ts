// The badge: one quiet line, and behind it what was checked, or what failed, with the evidence.
import type { Outcome } from './check';
import type { Memory } from './memory';
import { say, sayFailure, sayTime, type Word } from './words';

export type State = 'checking' | 'verified' | 'nothing' | 'unchecked' | 'failed';

export interface BadgeActions {
  memory: Memory;
  /** Whether signatures were checked by the library. */
  byLibrary: boolean;
  acceptPolicy(): Promise<void>;
}

/** Shows that the check is under way. */
export const showChecking = (badge: HTMLElement): void => show(badge, 'checking', say('checking'));

/** Shows that no answer came. */
export const showUnchecked = (badge: HTMLElement): void => show(badge, 'unchecked', say('unchecked'), [line(say('uncheckedWhy')), elsewhere()]);

/** Shows what came of it. */
export function showOutcome(badge: HTMLElement, outcome: Outcome, actions: BadgeActions): void {
  const { failure } = outcome;
  if (failure !== null) {
    show(badge, 'failed', say('failed'), [
      ...sayFailure(failure).map((words) => line(words, 'strong')),
      ...changed(outcome, actions),
      download(outcome.evidence),
      line(say('evidenceWhy')),
      folded(failure.detail),
      elsewhere(),
    ], true);
    return;
  }
  const { checkpoint, histories } = outcome.provenance!;
  if (checkpoint === null) {
    show(badge, 'nothing', say('nothing'));
    return;
  }
  const entries = histories.flatMap((history) => history.entries);
  const times = checkpoint.cosignatures.map(({ time }) => time ?? 0n);
  const newest = times.reduce((a, b) => (a > b ? a : b), 0n);
  const summary = say('verified', {
    entries: entries.length,
    size: `${checkpoint.checkpoint.size}`,
    when: newest === 0n ? '' : say('verifiedTime', { time: sayTime(Number(newest) * 1000) }),
    witnesses: new Set(checkpoint.cosignatures.map(({ key }) => key.text)).size,
  });
  const notes: [Word, number][] = [
    ['disputed', entries.filter((one) => one.disputed).length],
    ['late', entries.filter((one) => one.standing === 'late').length],
    ['notUnderstood', entries.filter((one) => one.notUnderstood).length],
    ['uncheckedCosignatures', checkpoint.unchecked],
  ];
  const { isCut } = outcome.provenance!;
  show(badge, isCut ? 'unchecked' : 'verified', isCut ? say('cut', { entries: entries.length }) : summary, [
    ...(outcome.newer > 0 ? [line(say('newer', { count: outcome.newer }), 'strong')] : []),
    ...notes.filter(([, count]) => count > 0).map(([word, count]) => line(say(word, { count }))),
    ...changed(outcome, actions),
    ...(outcome.firstVisit ? [line(say('firstVisit'))] : []),
    line(say(actions.memory.store === 'indexeddb' ? 'memoryIndexeddb' : actions.memory.store === 'localstorage' ? 'memoryLocalstorage' : 'memoryNone')),
    ...(actions.byLibrary ? [line(say('library'))] : []),
    line(say('elsewhereWhy')),
    elsewhere(),
  ], outcome.newer > 0 || outcome.policyChangedSince !== null);
}

function show(badge: HTMLElement, state: State, summary: string, more: Node[] = [], open = false): void {
  badge.dataset.state = state;
  badge.setAttribute('role', state === 'failed' ? 'alert' : 'status');
  badge.hidden = false;
  if (more.length === 0) {
    badge.replaceChildren(line(summary, 'summary'));
    return;
  }
  const details = document.createElement('details');
  details.open = open;
  details.append(Object.assign(document.createElement('summary'), { textContent: summary }), ...more);
  badge.replaceChildren(details);
}

const line = (words: string, className = ''): HTMLElement => Object.assign(document.createElement('p'), { textContent: words, className });

function elsewhere(): HTMLElement {
  const paragraph = line('');
  const link = Object.assign(document.createElement('a'), { href: '/verify.html', textContent: say('elsewhere') });
  paragraph.append(link);
  return paragraph;
}

function changed(outcome: Outcome, actions: BadgeActions): Node[] {
  if (outcome.policyChangedSince === null) return [];
  const accept = Object.assign(document.createElement('button'), { type: 'button', textContent: say('accept') });
  accept.addEventListener('click', () => void actions.acceptPolicy());
  return [line(say('policyChanged', { time: sayTime(outcome.policyChangedSince) }), 'strong'), accept];
}

function download(evidence: Record<string, unknown>): HTMLElement {
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'evidence', textContent: say('evidence') });
  button.addEventListener('click', () => {
    const file = new Blob([JSON.stringify(evidence, null, 1)], { type: 'application/json' });
    const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: `trace-evidence-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  });
  return button;
}

function folded(detail: string[]): HTMLElement {
  const details = document.createElement('details');
  details.append(Object.assign(document.createElement('summary'), { textContent: say('details') }), Object.assign(document.createElement('pre'), { textContent: detail.join('\n') }));
  return details;
}
