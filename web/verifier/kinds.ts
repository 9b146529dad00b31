// The table of what may be said: for each kind its subjects, who says it over what, what it refers to, and what holds between its fields. The same rows as
// Trace.Domain's RulesTable; rules that read other subjects' histories are the auditor's.
import { equal, toHex } from '../ledger/octets';
import { isUscc } from '../barcodes/keys';
import type { Fields } from './decode';
import type { Reason } from './finding';
import { regionPrecision } from './forms';
import { keyId } from './hash';
import { Role } from './state';
import { Kind, readSubject, type Subject } from './subject';

/** Whose key signs: one of the party that the statement names, the recovery key of Genesis, or a claim, buyer's or author's. */
export type SpeakerKind = 'party' | 'recovery' | 'holder';

export type Over = 'any' | 'ownProducts' | 'offeredProducts' | 'itself' | 'notRegistrar' | 'registrarKeys' | 'grantedLots' | 'concerned' | 'ownStatements';

export interface Speaker {
  kind: SpeakerKind;
  /** For a party: the role that both the party and its key have; 0 for any. */
  role: number;
  over: Over;
  /** What must hold of the payload for this row to apply. */
  when: (said: Fields) => boolean;
}

export interface Reference {
  field: string;
  of: (said: Fields) => Uint8Array;
  kinds: readonly string[];
  /** Then it is checked within one history. */
  sameSubject: boolean;
}

export interface Shape {
  reason: Reason;
  field: string;
  holds: (said: Fields, subject: Subject, statement: Fields) => boolean;
}

export interface KindRules {
  subjects: number;
  speakers: Speaker[];
  /** Whether a numbered place is allowed, and the finest region: 0 for none, 1 a province, 3 a county. */
  place: { gln: boolean; finest: number };
  references: Reference[];
  shapes: Shape[];
}

const always = () => true;
const by = (role: number, over: Over = 'any', when: (said: Fields) => boolean = always): Speaker => ({ kind: 'party', role, over, when });
const holder = (when: (said: Fields) => boolean = always): Speaker => ({ kind: 'holder', role: 0, over: 'any', when });
const recovery: Speaker = { kind: 'recovery', role: 0, over: 'registrarKeys', when: always };

const shape = (reason: Reason, field: string, holds: Shape['holds']): Shape => ({ reason, field, holds });
const needs = (field: string, holds: Shape['holds']) => shape('FIELD_REQUIRED', field, holds);
const refuses = (field: string, holds: Shape['holds']) => shape('FIELD_NOT_ALLOWED', field, holds);
const bounded = (field: string, holds: Shape['holds']) => shape('FIELD_OUT_OF_BOUNDS', field, holds);

const noPlace = { gln: false, finest: 0 };
const province = { gln: false, finest: 1 };
const readPoint = { gln: true, finest: 1 };
const county = { gln: true, finest: 3 };

const bought = Kind.item | Kind.parcel;
const moved = bought | Kind.lot;

const row = (subjects: number, speakers: Speaker[], more: Partial<KindRules> = {}): KindRules => ({ subjects, speakers, place: noPlace, references: [], shapes: [], ...more });

const isEmpty = (bytes: Uint8Array) => bytes.length === 0;
const isParcel = (subject: Subject) => (subject.kind & Kind.parcel) !== 0;
const isLot = (subject: Subject) => subject.kind === Kind.lot;
const nothing = new Uint8Array();

const same = (kind: string, name: string, kinds: string): Reference => ({ field: `${kind}.${name}`, of: (said) => said[name], kinds: kinds.split(' '), sameSubject: true });
const elsewhere = (field: string, of: Reference['of'], kind: string): Reference => ({ field, of, kinds: [kind], sameSubject: false });
const marked = (kind: string) => elsewhere(`${kind}.marked.marking`, (said) => said.marked?.marking ?? nothing, 'marking');

const noLineOfItem = (kind: string) => refuses(`${kind}.line`, (said, subject) => subject.kind !== Kind.item || said.line === 0);
const ofItem = (kind: string, field: string, absent: (said: Fields) => boolean) => refuses(`${kind}.${field}`, (said, subject) => subject.kind === Kind.item || absent(said));
const linesOfParcel = (kind: string, unless: (said: Fields) => boolean) => needs(`${kind}.lines`, (said, subject) => !isParcel(subject) || said.lines.length > 0 || unless(said));
const linesOnce = (kind: string) => bounded(`${kind}.lines`, (said) => new Set(said.lines.map((line: Fields) => line.line)).size === said.lines.length);
const noLinesButOfParcel = (kind: string) => refuses(`${kind}.lines`, (said, subject) => isParcel(subject) || said.lines.length === 0);
const quantityOfLot = (kind: string) => needs(`${kind}.quantity`, (said, subject, statement) => !isLot(subject) || said.quantity !== undefined || statement.sealed !== undefined);
const noQuantityButOfLot = (kind: string) => refuses(`${kind}.quantity`, (said, subject) => isLot(subject) || said.quantity === undefined);
const aProvince = (field: 'from' | 'to') => shape('PLACE_TOO_FINE', `shipment.${field}`, (said) => said[field] === '' || (regionPrecision(said[field]) ?? 1) === 1);

// From 1 January to 31 March, UTC+8, the same courier's parcel of the year before.
const previousYear = (kind: string) => bounded(`${kind}.previous_year_parcel`, (said, subject, statement) => {
  if (said.previousYearParcel === '') return true;
  const before = readSubject(said.previousYearParcel);
  const local = new Date(Number(statement.time / 1000n) + 8 * 3_600_000);
  return subject.kind === Kind.waybill && before?.kind === Kind.waybill && before.carrier === subject.carrier && before.year === subject.year - 1
    && local.getUTCMonth() < 3 && local.getUTCFullYear() === subject.year;
});

const respondents = [by(Role.seller, 'concerned'), by(Role.producer, 'concerned'), by(Role.courier, 'concerned'), by(Role.platform), by(Role.inspector)];
const answering = (kind: string, kinds: string, field = 'answers') => row(Kind.any, respondents, { references: [same(kind, field, kinds)] });
const ofKeys = [by(Role.registrar, 'notRegistrar'), by(Role.administrator, 'itself'), recovery];
const relayed = [by(Role.courier, 'any', (said) => said.relayed === undefined), by(Role.relay, 'any', (said) => said.relayed !== undefined)];

// Role's own numbers, enums' as the protos have them.
const carriers: number[] = [Role.courier, Role.relay];
const ofKeysAlone: number[] = [Role.registrar, Role.administrator, Role.intake];
const closureTimeOut = 4;
const revocationCompromised = 2;
const pledgeReturnDays = 1;
const transitTakenOver = 7;
const [withdrawn, replacedBy] = [1, 2];

export const kinds: Record<string, KindRules> = {
  genesis: row(Kind.log, [by(Role.registrar, 'itself')], {
    shapes: [
      shape('SUBJECT_INVALID', 'subject', (_, subject) => subject.value === 'log/genesis'),
      bounded('genesis.registrar', (said, _, statement) => said.registrar === statement.party),
      shape('NOT_YOURS', 'key', (said, _, statement) => toHex(statement.key) === keyId(said.registrarKey)),
      bounded('genesis.recovery_key', (said) => said.recoveryKey.algorithm !== said.registrarKey.algorithm || !equal(said.recoveryKey.key, said.registrarKey.key)),
    ],
  }),
  keyGrant: row(Kind.key, ofKeys, { shapes: [shape('SUBJECT_INVALID', 'subject', (said, subject) => subject.keyId === keyId(said.key))] }),
  keyRevocation: row(Kind.key, ofKeys, {
    shapes: [
      refuses('key_revocation.since', (said) => said.since === 0n || said.kind === revocationCompromised),
      needs('key_revocation.since', (said) => said.since !== 0n || said.kind !== revocationCompromised),
    ],
  }),
  registration: row(Kind.party, [by(Role.registrar)], {
    place: county,
    shapes: [
      bounded('registration.roles', (said) => !said.roles.some((role: number) => ofKeysAlone.includes(role))),
      refuses('registration.credit_code', (said, subject) => said.creditCode === '' || subject.value.startsWith('party/gln/')),
      shape('FIELD_FORM', 'registration.credit_code', (said) => said.creditCode === '' || isUscc(said.creditCode)),
      refuses('registration.carrier', (said) => said.carrier === '' || said.roles.some((role: number) => carriers.includes(role))),
    ],
  }),
  licence: row(Kind.party, [by(Role.registrar)], {
    shapes: [bounded('licence.valid_to', (said) => said.validFrom === 0 || said.validTo === 0 || said.validFrom <= said.validTo)],
  }),
  pledge: row(Kind.party, [by(Role.administrator, 'itself')], { shapes: [needs('pledge.days', (said) => said.kind !== pledgeReturnDays || said.days > 0)] }),
  suspension: row(Kind.party, [by(Role.registrar, 'notRegistrar')]),
  reinstatement: row(Kind.party, [by(Role.registrar, 'notRegistrar')], { references: [same('reinstatement', 'suspension', 'suspension')] }),
  release: row(Kind.party, [by(Role.platform, 'itself')]),
  erasure: row(Kind.log, [by(Role.registrar)], { shapes: [shape('SUBJECT_INVALID', 'subject', (_, subject) => subject.value === 'log/erasures')] }),

  listing: row(Kind.product | Kind.lot, [
    by(Role.producer, 'ownProducts'),
    by(Role.seller, 'offeredProducts', (said) => said.offer),
    by(Role.platform, 'offeredProducts', (said) => said.offer),
  ], {
    place: county,
    shapes: [
      needs('listing.name', (said) => said.offer || said.name !== undefined),
      refuses('listing.offer', (said) => !said.offer || (said.name === undefined && said.brand === undefined && said.label === undefined && said.origin === '' && said.licences.length === 0)),
    ],
  }),
  marking: row(Kind.lot, [
    by(Role.producer, 'ownProducts', (said) => isEmpty(said.printerGrant)),
    by(Role.printer, 'grantedLots', (said) => !isEmpty(said.printerGrant)),
  ], {
    place: county,
    references: [elsewhere('marking.printer_grant', (said) => said.printerGrant, 'printerGrant')],
    shapes: [needs('marking.count', (said, _, statement) => said.count > 0 || statement.sealed !== undefined)],
  }),
  printerGrant: row(Kind.product, [by(Role.producer, 'ownProducts')]),
  transformation: row(Kind.lot, [by(Role.producer, 'ownProducts')], {
    place: county,
    shapes: [
      needs('transformation.yield', (said, _, statement) => said.yield !== undefined || statement.sealed !== undefined),
      needs('transformation.inputs', (said, _, statement) => statement.sealed !== undefined || said.inputs.every((input: Fields) => input.quantity !== undefined)),
      bounded('transformation.inputs', (said, subject) => new Set([subject.value, ...said.inputs.map((input: Fields) => input.lot)]).size === said.inputs.length + 1),
    ],
  }),
  handover: row(Kind.lot | Kind.parcel, [by(Role.producer), by(Role.seller), by(Role.platform), by(Role.courier)], {
    place: readPoint,
    references: [elsewhere('handover.shipment', (said) => said.shipment, 'shipment')],
    shapes: [bounded('handover.giver', (said, _, statement) => said.giver !== statement.party), quantityOfLot('handover'), noQuantityButOfLot('handover'), previousYear('handover')],
  }),
  sale: row(moved, [by(Role.seller, 'any', (said) => isEmpty(said.confirms)), by(Role.platform)], {
    place: readPoint,
    references: [same('sale', 'confirms', 'sale'), marked('sale')],
    shapes: [
      needs('sale.claim_key', (said, subject) => said.claimKey !== undefined || isLot(subject)),
      refuses('sale.claim_key', (said, subject) => said.claimKey === undefined || !isLot(subject)),
      refuses('sale.confirms', (said, _, statement) => isEmpty(said.confirms)
        || (said.lot === '' && said.marked === undefined && said.lines.length === 0 && said.quantity === undefined && statement.sealed === undefined)),
      ofItem('sale', 'lot', (said) => said.lot === ''),
      ofItem('sale', 'marked', (said) => said.marked === undefined),
      linesOfParcel('sale', (said) => !isEmpty(said.confirms)),
      linesOnce('sale'),
      noLinesButOfParcel('sale'),
      quantityOfLot('sale'),
      noQuantityButOfLot('sale'),
    ],
  }),
  shipment: row(moved, [by(Role.producer), by(Role.seller)], {
    place: readPoint,
    references: [marked('shipment')],
    shapes: [
      needs('shipment.parcel', (said, subject) => said.parcel !== '' || isParcel(subject)),
      refuses('shipment.parcel', (said, subject) => said.parcel === '' || !isParcel(subject)),
      ofItem('shipment', 'lot', (said) => said.lot === ''),
      ofItem('shipment', 'marked', (said) => said.marked === undefined),
      aProvince('from'),
      aProvince('to'),
      linesOfParcel('shipment', () => false),
      linesOnce('shipment'),
      noLinesButOfParcel('shipment'),
      quantityOfLot('shipment'),
      noQuantityButOfLot('shipment'),
    ],
  }),
  transit: row(Kind.parcel, relayed, {
    place: readPoint,
    references: [elsewhere('transit.shipment', (said) => said.shipment, 'shipment')],
    shapes: [refuses('transit.next_courier', (said) => said.nextCourier === '' || said.activity === transitTakenOver), previousYear('transit')],
  }),
  receipt: row(Kind.parcel, relayed, {
    place: province,
    references: [elsewhere('receipt.shipment', (said) => said.shipment, 'shipment')],
    shapes: [previousYear('receipt')],
  }),
  recall: row(Kind.product | Kind.lot, [by(Role.producer, 'ownProducts'), by(Role.inspector)]),
  inspection: row(Kind.any, [by(Role.inspector)], { place: county }),
  correction: row(Kind.any | Kind.log, [by(0, 'ownStatements'), holder()], {
    shapes: [
      needs('correction.replacement', (said) => said.kind !== replacedBy || !isEmpty(said.replacement)),
      refuses('correction.replacement', (said) => said.kind !== withdrawn || isEmpty(said.replacement)),
      bounded('correction.replacement', (said) => !equal(said.replacement, said.target)),
    ],
  }),

  opening: row(bought, [holder()], { references: [same('opening', 'sale', 'sale')] }),
  review: row(bought, [holder()], {
    references: [same('review', 'opening', 'opening')],
    shapes: [needs('review.line', (said, subject) => !isParcel(subject) || said.line > 0), noLineOfItem('review')],
  }),
  complaint: row(bought, [holder()], { references: [same('complaint', 'opening', 'opening')], shapes: [noLineOfItem('complaint')] }),
  report: row(Kind.any, [by(Role.intake)]),
  followUp: row(Kind.any, [holder()], { references: [same('follow_up', 'report', 'report')] }),
  reply: answering('reply', 'complaint report followUp review returnRequest escalation inspection recall'),
  escalation: { ...answering('escalation', 'complaint report'), speakers: [...respondents, holder()] },
  resolution: answering('resolution', 'complaint report escalation'),
  compensation: answering('compensation', 'complaint escalation resolution'),
  returnRequest: row(bought, [holder()], {
    references: [same('return_request', 'opening', 'opening')],
    shapes: [noLineOfItem('return_request')],
  }),
  return: row(moved, [by(Role.seller, 'concerned'), by(Role.producer, 'concerned'), by(Role.platform, 'concerned')], {
    place: readPoint,
    references: [same('return', 'answers', 'returnRequest shipment')],
  }),
  refund: answering('refund', 'complaint returnRequest return resolution sale'),
  closure: row(bought, [holder((said) => said.outcome !== closureTimeOut), by(Role.platform, 'any', (said) => said.outcome === closureTimeOut)], {
    references: [same('closure', 'complaint', 'complaint')],
  }),
};

// Others rest on the rest for good.
const correctable = Object.keys(kinds).filter((kind) => !['genesis', 'keyGrant', 'keyRevocation', 'opening', 'correction'].includes(kind)).join(' ');
kinds.correction!.references.push(same('correction', 'target', correctable), same('correction', 'replacement', correctable));
