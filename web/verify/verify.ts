// The verifier as a page of one file: the same checks as on a product page, from any host or from disk.
import { utf8, type Octets } from '../ledger/octets';
import { askPolicy, askProvenance } from '../product/service';
import { wordFor } from '../product/words';
import badgeEn from '../product/badge.en.json';
import badgeZh from '../product/badge.zh.json';
import { useLibrary } from '../verifier/ed25519';
import * as library from '../verifier/ed25519-library';
import { lineOf } from '../verifier/finding';
import { useMlDsaLibrary } from '../verifier/ml-dsa';
import * as mlDsaLibrary from '../verifier/ml-dsa-library';
import { readPolicy } from '../verifier/policy';
import { judgeDropped, readDropped, type Dropped, type Judged } from './read';
import { historyTable, element } from './history-view';
import { language, say, setLanguage, type Word } from './texts';

useLibrary(() => Promise.resolve(library));
useMlDsaLibrary(() => Promise.resolve(mlDsaLibrary));

const byId = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const [result, policyText] = [byId('result'), byId<HTMLTextAreaElement>('policy')];

// What is checked again when the policy or the language changes.
let dropped: Dropped | null = null;
let ofSite: Octets | null = null;

async function judge(): Promise<void> {
  if (dropped === null) return;
  show('working', []);
  const given = policyText.value.trim() === '' ? null : utf8(policyText.value.trimEnd() + '\n');
  const bytes = given ?? dropped.policy ?? ofSite;
  if (bytes === null) return show('policyMissing', [], 'waiting');
  const policy = readPolicy(bytes);
  if (typeof policy === 'string') return show('policyBad', [], 'failed', { problem: policy });
  const judged = await judgeDropped(dropped, policy);
  const whose: Node[] = given !== null ? [] : [element('p', say(dropped.policy !== null ? 'policyOfEvidence' : 'policyOfSite'), 'warning')];
  if (judged.findings.length > 0) return show('bad', [...whose, ...failures(judged)], 'failed');
  show('good', [...whose, ...(judged.isCut ? [element('p', say('cut'), 'warning')] : []), ...judged.histories.map(historyTable), element('p', say('limits'), 'soft')], judged.isCut ? 'waiting' : 'verified');
}

function failures({ findings }: Judged): Node[] {
  const words = language() === 'en' ? badgeEn : badgeZh;
  const list = element('ul', '');
  list.append(...findings.map((finding) => element('li', lineOf(finding))));
  return [...new Set(findings.map(wordFor))].map((word) => element('p', words[word], 'strong') as Node).concat(list);
}

function show(word: Word, more: Node[], state = 'checking', values: Record<string, string> = {}): void {
  result.hidden = false;
  result.dataset.state = state;
  result.replaceChildren(element('h2', say(word, values)), ...more);
}

async function take(file: File): Promise<void> {
  byId('file-name').textContent = file.name;
  ofSite = null;
  dropped = readDropped(new Uint8Array(await file.arrayBuffer()));
  if (dropped === null) show('unknown', [], 'failed');
  else await judge();
}

async function ask(text: string): Promise<void> {
  show('working', []);
  dropped = null;
  try {
    const address = new URL(text.includes('://') ? text : `https://${text}`);
    const bytes = await askProvenance(address.origin + address.pathname);
    if (policyText.value.trim() === '') ofSite = await askPolicy(address.origin);
    dropped = { kind: 'provenance', bytes, policy: null };
  } catch (problem) {
    return show('noAnswer', [], 'waiting', { problem: problem instanceof Error ? problem.message : String(problem) });
  }
  await judge();
}

function write(): void {
  document.documentElement.lang = language();
  for (const one of document.querySelectorAll<HTMLElement>('[data-text]')) one.textContent = say(one.dataset.text as Word);
  for (const one of document.querySelectorAll<HTMLElement>('[data-language]')) one.setAttribute('aria-pressed', String(one.dataset.language === language()));
  void judge();
}

byId<HTMLInputElement>('file').addEventListener('change', (event) => {
  const file = (event.target as HTMLInputElement).files?.[0];
  if (file !== undefined) void take(file);
});
byId<HTMLInputElement>('policy-file').addEventListener('change', async (event) => {
  const file = (event.target as HTMLInputElement).files?.[0];
  if (file === undefined) return;
  policyText.value = await file.text();
  await judge();
});
policyText.addEventListener('input', () => void judge());
byId('by-address').addEventListener('submit', (event) => {
  event.preventDefault();
  void ask(byId<HTMLInputElement>('address').value.trim());
});
for (const name of ['dragover', 'drop'] as const) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    byId('drop').classList.toggle('over', name === 'dragover');
    const file = event.dataTransfer?.files[0];
    if (name === 'drop' && file !== undefined) void take(file);
  });
}
for (const button of document.querySelectorAll<HTMLElement>('[data-language]')) {
  button.addEventListener('click', () => {
    setLanguage(button.dataset.language === 'en' ? 'en' : 'zh');
    write();
  });
}
write();
