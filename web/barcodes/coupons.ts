// North American coupons, AI (8110), and positive offer files, AI (8112): fields of digits, many of which begin with their length.
import { isDigits } from './keys';
import { companyPrefix, date } from './linters';

class Fields {
  problem: string | null = null;

  constructor(private rest: string) {}

  refuse(problem: string | null): void {
    this.problem ??= problem;
  }

  next(digit: string): boolean {
    if (this.problem !== null || !this.rest.startsWith(digit)) return false;
    this.rest = this.rest.slice(1);
    return true;
  }

  take(what: string, length: number): string {
    if (this.problem !== null || this.rest.length < length) {
      this.refuse(`${what} must have ${length} digits`);
      return '';
    }
    const taken = this.rest.slice(0, length);
    this.rest = this.rest.slice(length);
    return taken;
  }

  oneOf(what: string, digits: string): number {
    const taken = this.take(what, 1);
    if (taken !== '' && !digits.includes(taken)) this.refuse(`${what} is ${taken}, must be one of ${digits}`);
    return Number(taken);
  }

  sized(what: string, sizes: string, more: number): string {
    const size = this.oneOf(`length of the ${what}`, sizes) + more;
    return this.problem === null ? this.take(what, size) : '';
  }

  company(what: string, sizes: string): void {
    const prefix = this.sized(what, sizes, 6);
    if (this.problem === null) this.refuse(companyPrefix(prefix));
  }

  date(what: string): string {
    const taken = this.take(what, 6);
    if (this.problem === null) this.refuse(date(taken, false));
    return taken;
  }

  end(): string | null {
    return this.problem ?? (this.rest === '' ? null : 'has more digits than its fields');
  }
}

function purchase(fields: Fields, which: string, withCompany: boolean): void {
  fields.sized(`${which} purchase requirement`, '12345', 0);
  fields.oneOf(`${which} purchase requirement code`, '012349');
  fields.take(`${which} purchase family code`, 3);
  if (withCompany && !fields.next('9')) fields.company(`${which} purchase company prefix`, '0123456');
}

export function couponCode(value: string): string | null {
  if (!isDigits(value)) return 'must be digits';
  const fields = new Fields(value);
  fields.company('company prefix', '0123456');
  fields.take('offer code', 6);
  fields.sized('save value', '12345', 0);
  purchase(fields, 'first', false);
  if (fields.next('1')) {
    fields.oneOf('additional purchase rules code', '0123');
    purchase(fields, 'second', true);
  }
  if (fields.next('2')) purchase(fields, 'third', true);
  const expires = fields.next('3') ? fields.date('expiration date') : '';
  const starts = fields.next('4') ? fields.date('start date') : '';
  if (expires !== '' && starts > expires) fields.refuse('expiration date is before the start date');
  if (fields.next('5')) fields.sized('serial number', '0123456789', 6);
  if (fields.next('6')) fields.company('retailer', '1234567');
  if (fields.next('9')) {
    fields.oneOf('save value code', '01256');
    fields.oneOf('item that the save value is of', '012');
    fields.take('store coupon flag', 1);
    fields.oneOf("don't multiply flag", '01');
  }
  return fields.end();
}

export function positiveOffer(value: string): string | null {
  if (!isDigits(value)) return 'must be digits';
  const fields = new Fields(value);
  fields.oneOf('format', '01');
  fields.sized('funder', '0123456', 6);
  fields.take('offer code', 6);
  fields.sized('serial number', '0123456789', 6);
  return fields.end();
}
