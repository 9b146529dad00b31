// The script of a product page: checks what the page shows against the log, and puts times into the reader's zone. The page is complete without it.
import { useLibrary } from '../verifier/ed25519';
import { showChecking, showOutcome, showUnchecked } from './badge';
import { check } from './check';
import { readPage } from './page';
import { openMemory } from './memory';
import { askPolicy, askProvenance, NoAnswer, proveBy } from './service';
import { sayTime } from './words';

let byLibrary = false;
useLibrary(() => {
  byLibrary = true;
  // A file of its own, which only browsers without Ed25519 fetch.
  return import(new URL('ed25519.js', import.meta.url).href) as Promise<typeof import('../verifier/ed25519-library')>;
});

const main = document.querySelector<HTMLElement>('main[data-subject]');
const badge = document.getElementById('badge');
if (main !== null && badge !== null) void run(main, badge);

async function run(main: HTMLElement, badge: HTMLElement): Promise<void> {
  // Read before anything is rewritten.
  const shown = readPage(main, location.pathname);
  showChecking(badge);
  localTimes(document.body);
  const memory = await openMemory();
  // Data attributes of the query say nothing about which history this is, and need not travel twice.
  const address = location.origin + location.pathname;
  const once = async (): Promise<void> => {
    try {
      const offered = askPolicy(location.origin);
      const outcome = await check({ policy: () => offered, provenance: () => askProvenance(address), prove: proveBy(location.origin) }, memory, shown);
      showOutcome(badge, outcome, {
        memory,
        byLibrary,
        async acceptPolicy() {
          await memory.keepPolicy(await offered);
          await once();
        },
      });
    } catch (problem) {
      if (!(problem instanceof NoAnswer)) console.error(problem);
      showUnchecked(badge);
    }
  };
  await once();
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
