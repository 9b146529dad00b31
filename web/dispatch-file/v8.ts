// The same for C#, in bare V8, which has no TextDecoder and hands texts in and out: everything goes as JSON but the bytes of a workbook.
import { readLabelOrders, type LabelMapping } from './label-orders';
import { planDispatch } from './plan';
import { readBytes, readDecoded, readDispatchFile, readDispatchText } from './read';
import type { DispatchRow, PlanOptions, ReadOptions } from './types';

export const readText = (text: string, form: string, options: string): string => JSON.stringify(readDispatchText(text, form, JSON.parse(options) as ReadOptions));

/** Of a workbook, or of what is refused by its first bytes. */
export const readWorkbook = (bytes: Uint8Array, options: string): string => JSON.stringify(readDispatchFile(bytes, JSON.parse(options) as ReadOptions));

export const plan = (rows: string, options: string): string => JSON.stringify(planDispatch(JSON.parse(rows) as DispatchRow[], JSON.parse(options) as PlanOptions));

/** Orders of labels, of a text or a workbook. */
export const labelsOfText = (text: string, form: string, mapping: string): string => JSON.stringify(readDecoded(text, form, (table) => readLabelOrders(table, JSON.parse(mapping) as LabelMapping)));

export const labelsOfWorkbook = (bytes: Uint8Array, mapping: string): string => JSON.stringify(readBytes(bytes, (table) => readLabelOrders(table, JSON.parse(mapping) as LabelMapping)));
