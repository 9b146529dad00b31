// On an item's page: takes a code out of the address as early as can be, and shows the way to the first check.
import { arrive, seedFor, thisTab } from './arrival';

const place = document.querySelector<HTMLElement>('[data-claim-subject]');
const { claimSubject: subject, claimLedger: ledger } = place?.dataset ?? {};
if (place && subject !== undefined && ledger !== undefined) {
  const tab = thisTab();
  void arrive(tab, subject, ledger).then((arrival) => {
    if (arrival !== 'reloading' && seedFor(tab, subject) !== null) place.hidden = false;
  });
}
