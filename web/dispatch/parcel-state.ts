// How a parcel that was signed for here stands: what of it is recorded, waits, was refused or withdrawn.
import { icon, icons } from '../pages/dom';
import type { Parcel } from '../outbox/database';
import type { Outbox } from '../outbox/outbox';

export type ParcelState = 'recorded' | 'waiting' | 'refused' | 'withdrawn';

export async function stateOf({ outbox }: { outbox: Outbox }, parcel: Parcel): Promise<ParcelState> {
  const statements = await outbox.ofGroup(parcel.id);
  if (statements.some((one) => one.state === 'refused')) return 'refused';
  if (statements.some((one) => one.state === 'waiting')) return 'waiting';
  return parcel.corrected ? 'withdrawn' : 'recorded';
}

export const stateIcon = (state: ParcelState): SVGSVGElement => icon({ recorded: icons.checks, waiting: icons.wait, refused: icons.cross, withdrawn: icons.undo }[state]);

export const stateText = { recorded: 'stateRecorded', waiting: 'stateWaiting', refused: 'stateRefused', withdrawn: 'stateWithdrawn' } as const;
