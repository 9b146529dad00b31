// Values of single cells.
import { findCarrier, gtin14, isSscc } from '../barcodes/index';
import { recognise } from '../barcodes/couriers';
import { isValue } from '../barcodes/keys';
import { mangled, missing, problem } from './problems';
import type { Cell } from './table';
import type { Field } from './types';

const exactDigits = 15;

/** The text of a cell that is an identifier. Numbers of which a spreadsheet has lost digits are refused. */
export function identifier(field: Field, cell: Cell | undefined): string {
  const text = cell?.text ?? '';
  const rounded = /^[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+$/.test(text)
    || (cell?.number === true && /^[0-9]{16,}/.test(text))
    || new RegExp(`^[1-9][0-9]{${exactDigits - 1}}0{3,}$`).test(text);
  if (rounded) throw mangled(field, text);
  return text;
}

export function required(field: Field, cell: Cell | undefined): string {
  const text = identifier(field, cell);
  if (text === '') throw missing(field);
  return text;
}

/** Courier and number of a parcel; no courier where the number is an SSCC. */
export function parcel(courierCell: Cell | undefined, waybillCell: Cell | undefined, otherwise: string | undefined): { carrier: string; waybill: string } {
  const number = required('waybill', waybillCell);
  const name = courierCell?.text ?? '';
  if (/^00[0-9]{18}$/.test(number) && isSscc(number.slice(2))) return { carrier: '', waybill: number.slice(2) };
  if (name === '' && isSscc(number)) return { carrier: '', waybill: number };
  if (number.length > 64 || /\s/.test(number)) throw problem('waybill', 'WAYBILL', number, 'must be 1 to 64 characters without blanks', '须为 1 到 64 个字符，不含空格');
  const own = recognise(number, true);
  const named = name === '' ? null : findCarrier(name);
  if (name !== '' && named === null) throw problem('courier', 'COURIER', name, 'is no courier that is known; 快递100\'s code, or a usual name, must stand there', '不认识这家快递公司；请填常用名称或快递100代码');
  if (named !== null) {
    if (own.length > 0 && !own.some(({ code }) => code === named.code)) throw problem('waybill', 'WAYBILL', number, `has the form of ${own[0]!.en}, and the courier is ${named.en}`, `是${own[0]!.zh}的单号，而快递公司写的是${named.zh}`);
    return { carrier: named.code, waybill: number.toUpperCase() };
  }
  const found = recognise(number);
  if (found.length === 1) return { carrier: found[0]!.code, waybill: number.toUpperCase() };
  if (otherwise !== undefined) return { carrier: otherwise, waybill: number.toUpperCase() };
  if (found.length === 0) throw problem('courier', 'COURIER', '', `must be named, since the waybill ${number} does not say it`, `须填写，单号 ${number} 看不出是哪家`);
  throw problem('courier', 'AMBIGUOUS', '', `must be named: ${number} may be of ${found.map(({ en }) => en).join(' or ')}`, `须填写：单号 ${number} 可能是${found.map(({ zh }) => zh).join('或')}`);
}

/** A GTIN or a shop's own code. */
export function product(cell: Cell | undefined): string {
  const code = required('product', cell);
  if (gtin14(code) !== null) return code;
  if (/^0?69[0-9]{11}$/.test(code)) throw problem('product', 'PRODUCT', code, 'begins as a Chinese GTIN does, and its check digit is wrong', '以 69 开头，但校验码不对，不是有效的商品条码');
  if (!isValue(code)) throw problem('product', 'PRODUCT', code, 'must be a GTIN, or 1 to 20 letters, digits and signs of GS1 character set 82', '须为商品条码，或 1 到 20 个字母、数字和 GS1 字符集 82 的符号');
  return code;
}

export function lot(cell: Cell | undefined): string {
  const text = identifier('lot', cell);
  if (text !== '' && !isValue(text)) throw problem('lot', 'LOT', text, 'must be 1 to 20 characters of GS1 character set 82', '须为 1 到 20 个 GS1 字符集 82 的字符');
  return text;
}

/** Thousandths. */
export function quantity(cell: Cell | undefined): number {
  const text = required('quantity', cell);
  const value = /^[0-9]{1,9}(?:\.[0-9]{1,3}0*)?$/.test(text) ? Math.round(Number(text) * 1000) : 0;
  if (value < 1) throw problem('quantity', 'QUANTITY', text, 'must be a number above 0 with at most three decimals', '须为大于 0 的数，最多三位小数');
  return value;
}

const offset = 8 * 60 * 60 * 1000;
const dayOfExcel = 25_569;

/** Microseconds; times of a file are of UTC+8. A spreadsheet's number counts days from 1900. */
export function time(cell: Cell | undefined): number | null {
  const text = cell?.text ?? '';
  if (text === '') return null;
  const days = cell?.number === true ? Number(text) : NaN;
  const parts = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/.exec(text);
  const [year, month, day, hour, minute, second] = (parts ?? []).slice(1).map((part) => Number(part ?? 0)) as [number, number, number, number, number, number];
  const milliseconds = days > 36_525 && days < 73_050 ? Math.round((days - dayOfExcel) * 86_400) * 1000 : parts === null ? NaN : Date.UTC(year, month - 1, day, hour, minute, second);
  const valid = Number.isFinite(milliseconds) && (parts === null || new Date(milliseconds).getUTCDate() === day && month <= 12 && hour < 24 && minute < 60);
  if (!valid) throw problem('time', 'TIME', text, 'must be a time such as 2026-11-24 16:30', '须为时间，如 2026-11-24 16:30');
  return (milliseconds - offset) * 1000;
}
