// An element string whose FNC1 a scanner swallowed: read where it can be read in one way alone.
import { isProblem, parseElements, type Message } from './elements';
import { find, valueProblem } from './syntax';
import type { Scan } from './types';

export function readUnmarked(text: string): { message: Message } | { problem: Scan['sentence'] } | null {
  const key = text.startsWith('01') ? 14 : text.startsWith('00') ? 18 : 0;
  if (key === 0 || text.length < 2 + key || valueProblem(find(text.slice(0, 2))!, text.slice(2, 2 + key)) !== null) return null;
  const judged = parseElements(`^${text}`);
  if (isProblem(judged)) return { problem: { en: `GS1 data that is not valid: ${judged.problem}.`, zh: `GS1 数据有误：${judged.problem}。` } };
  const last = judged.elements.at(-1)!;
  // With no FNC1 left in it, a value of no set length may be two values run together.
  const certain = /[\^\x1d]/.test(text) || find(last.code)!.predefined || !mayHoldAnother(last.value);
  return certain ? { message: judged } : {
    problem: {
      en: `(${last.code}) ${JSON.stringify(last.value)} may be several values run together: the scanner must be set to send FNC1 (GS, character 29).`,
      zh: `(${last.code}) “${last.value}”可能是几个数据连在了一起：请把扫码枪设置为发送 FNC1（GS，字符 29）。`,
    },
  };
}

// After at least one character, an identifier that goes with a lot or serial and leaves room for a value.
const mayHoldAnother = (value: string): boolean => /^.(?:.*)(?:10|21)./s.test(value) && [...Array(Math.max(value.length - 3, 0)).keys()].some((i) => ['10', '21'].includes(value.slice(i + 1, i + 3)));
