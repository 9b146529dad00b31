// Follows what was scanned or typed: to a page, to a choice of couriers, or to a sentence that says why not.
import { readScan } from '../barcodes';
import { fill, h } from '../pages/dom';
import { destinationOf } from './destination';
import { lookUpParcel } from './look-up';
import type { Say } from './page-texts';
import type en from './scan.en.json';

/** Says something to the reader; `wrong` where it is no good news. */
export type Tell = (text: string, wrong?: boolean) => void;

/** Follows it. `choices` is where couriers are offered. Returns whether the page is left, or waits for a choice. */
export function follow(text: string, say: Say<typeof en>, tell: Tell, choices: HTMLElement): boolean {
  const scan = readScan(text);
  const to = destinationOf(scan, text);
  fill(choices);
  switch (to.kind) {
    case 'page':
      tell(say('opening'));
      location.assign(to.address);
      return true;
    case 'waybill':
      if (to.carriers.length === 1) void openParcel(to.number, to.carriers[0]!.code, say, tell);
      else {
        tell(say('chooseCourier'));
        fill(choices, to.carriers.map((carrier) => h('button', { type: 'button', onclick: () => void openParcel(to.number, carrier.code, say, tell) }, document.documentElement.lang.startsWith('en') ? carrier.en : carrier.zh)));
      }
      return true;
    case 'claim':
      tell(say('claim'), true);
      return false;
    case 'nothing':
      tell(document.documentElement.lang.startsWith('en') ? scan.sentence.en : scan.sentence.zh, true);
      return false;
  }
}

async function openParcel(number: string, courier: string, say: Say<typeof en>, tell: Tell): Promise<void> {
  tell(say('lookingUp'));
  try {
    location.assign(await lookUpParcel(number, courier));
  } catch (error) {
    tell(error instanceof TypeError ? say('offline') : say('lookupFailed', { why: (error as Error).message }), true);
  }
}
