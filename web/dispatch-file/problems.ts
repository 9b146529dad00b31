// Why a row is not recorded, in two languages: the rule, and what came.
import type { Field, Problem, ProblemCode, Sentence } from './types';

const fieldNames: Record<Field, [en: string, zh: string]> = {
  order: ['order', '订单号'],
  line: ['line', '子订单号'],
  courier: ['courier', '快递公司'],
  waybill: ['waybill', '快递单号'],
  product: ['product', '商品编码'],
  quantity: ['quantity', '数量'],
  lot: ['lot', '批号'],
  time: ['time', '发货时间'],
};

export class RowProblem extends Error {
  constructor(readonly field: Field | null, readonly code: ProblemCode, readonly came: string, readonly said: Sentence) {
    super(said.en);
  }

  at(row: number): Problem {
    return { row, field: this.field, code: this.code, came: this.came, message: this.said };
  }
}

export function problem(field: Field, code: ProblemCode, came: string, en: string, zh: string): RowProblem {
  const [nameEn, nameZh] = fieldNames[field];
  return new RowProblem(field, code, came, { en: `${nameEn} "${came}": ${en}`, zh: `${nameZh}“${came}”：${zh}` });
}

export const missing = (field: Field): RowProblem =>
  new RowProblem(field, 'MISSING', '', { en: `${fieldNames[field][0]}: must not be empty`, zh: `${fieldNames[field][1]}：不能为空` });

export const mangled = (field: Field, came: string): RowProblem =>
  problem(field, 'MANGLED', came, 'a spreadsheet rounded this number and its last digits are lost; export it again with the column as text', '数字被表格软件四舍五入，末尾几位已丢失；请把该列设为“文本”后重新导出');
