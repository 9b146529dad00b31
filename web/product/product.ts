// The script of a product page: checks what the page shows against the log, and puts times into the reader's zone. The page is complete without it.
import { prepare, useLibrary } from '../verifier/ed25519';
import { useMlDsaLibrary } from '../verifier/ml-dsa';
import { showChecking, showOutcome, showUnchecked } from './badge';
import { check } from './check';
import { offerChecks } from './documents';
import { readPage } from './page';
import { openMemory } from './memory';
import { askPolicy, askProvenance, NoAnswer, preloaded, proveBy } from './service';
import { sayTime } from './words';

let byLibrary = false;
useLibrary(() => {
  byLibrary = true;
  // A file of its own, which only browsers without Ed25519 fetch.
  return import(new URL('ed25519.js', import.meta.url).href) as Promise<typeof import('../verifier/ed25519-library')>;
});

useMlDsaLibrary(() => import(new URL('ml-dsa.js', import.meta.url).href) as Promise<typeof import('../verifier/ml-dsa-library')>);

const main = document.querySelector<HTMLElement>('main[data-subject]');
const badge = document.getElementById('badge');
if (main !== null && main.dataset.subject !== '' && badge !== null) void run(main, badge);

async function run(main: HTMLElement, badge: HTMLElement): Promise<void> {
  // Data attributes of the query say nothing about which history this is, and need not travel twice.
  const { origin, pathname } = location;
  const under = { policy: askPolicy(origin, preloaded), provenance: askProvenance(`${origin}/provenance${pathname}`, preloaded) };
  for (const answer of Object.values(under)) answer.catch(() => undefined);
  prepare().catch(() => undefined);
  // Read before anything is rewritten.
  const shown = readPage(main, pathname);
  showChecking(badge);
  localTimes(document.body);
  offerChecks(main);
  const opening = openMemory();
  const once = async ({ policy, provenance }: typeof under): Promise<void> => {
    try {
      const memory = await opening;
      const outcome = await check({ policy: () => policy, provenance: () => provenance, prove: proveBy(origin) }, memory, shown);
      showOutcome(badge, outcome, {
        memory,
        byLibrary,
        async acceptPolicy() {
          await memory.keepPolicy(await policy);
          await once({ policy: askPolicy(origin), provenance: askProvenance(origin + pathname) });
        },
      });
    } catch (problem) {
      if (!(problem instanceof NoAnswer)) console.error(problem);
      showUnchecked(badge);
    }
  };
  await once(under);
}

function localTimes(within: HTMLElement): void {
  for (const time of within.querySelectorAll<HTMLTimeElement>('time[datetime*=T]')) {
    const moment = Date.parse(time.dateTime);
    if (Number.isNaN(moment)) continue;
    // What the server wrote stays at hand.
    time.title = time.textContent?.trim() ?? '';
    time.textContent = sayTime(moment);
  }
}
