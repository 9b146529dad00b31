// Reports of whoever has no code, and what their authors add.
import { FollowUpSchema, ReportCategory, ReportSchema } from '../gen/trace/v1/complaints_pb';
import { h } from '../pages/dom';
import { fromHex } from '../ledger/octets';
import { messageOf } from '../ledger/refusal';
import { authored } from './content';
import { choiceField, choices, formOf, picturesField, textField } from './fields';
import type { Page, Text } from './page';
import { textPaths } from './purchase';
import { ProblemError, report as sendReport, say as speak } from './speak';

/** The form of a Report. @param asked The category's name that the address asks for. */
export function reportForm(page: Page, asked: string | null): HTMLElement {
  const { say } = page.texts;
  const chosen = asked !== null && asked in ReportCategory ? ReportCategory[asked as keyof typeof ReportCategory] : undefined;
  const category = choiceField(page, 'category', 'reportCategory', choices(page, ReportCategory, 'report_'), chosen);
  const [text, pictures] = [textField(page, 'textOptional', 'reportText'), picturesField(page)];
  const working = h('p', { class: 'quiet', role: 'status', hidden: true }, say('working'));
  const send = async (): Promise<string | null> => {
    working.hidden = false;
    try {
      const content = await authored(page.ledger, ReportSchema.typeName, textPaths.report!, text.value(), pictures.value());
      await sendReport(page, Number(category.value()) as ReportCategory, '', content);
      await page.refresh();
      return null;
    } catch (error) {
      const known = error instanceof ProblemError ? `reason_${error.reason}` : '';
      const words = say(known as Text);
      return words === known ? messageOf(error) : words;
    } finally {
      working.hidden = true;
    }
  };
  return formOf(page, 'report', 'reportTitle', true, 'reportSend', [h('p', {}, say('reportIntro')), h('p', { class: 'quiet' }, say('reportKey')), category.element, text.element, pictures.element, working], send);
}

/** For each Report of this browser: what is to be added. */
export function followUps(page: Page): HTMLElement[] {
  return page.keys.filter(({ naming }) => page.history.some(({ identity, statement }) => identity === naming && statement.payload.case === 'report')).map((kept, at) => {
    const text = textField(page, 'text', 'reportText');
    const send = async (): Promise<string | null> => {
      const content = await authored(page.ledger, FollowUpSchema.typeName, textPaths.followUp!, text.value(), []);
      if (content === null) return page.texts.say('followUpNeeded');
      if (await speak(page, kept.signer, 'kindFollowUp', { case: 'followUp', value: { report: fromHex(kept.naming), text: content.commitment } }, content)) await page.refresh();
      return null;
    };
    return formOf(page, `follow-up-${at}`, 'kindFollowUp', false, 'followUpSend', [text.element], send);
  });
}
