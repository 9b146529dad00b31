// Signs and sends what a buyer's or author's key says.
import { toBinary } from '@bufbuild/protobuf';
import { PublicKeySchema } from '../gen/trace/v1/common_pb';
import { create } from '@bufbuild/protobuf';
import { ReportSchema, type Report } from '../gen/trace/v1/complaints_pb';
import type { SealedContent } from '../ledger/commitment';
import { ofErasure, ofPossession } from '../ledger/contexts';
import { publicKey } from '../ledger/ledger-client';
import { fromBase64, fromHex, join, own, random, toBase64, utf8, type Octets } from '../ledger/octets';
import { sign, type Payload, type Signer } from '../ledger/statement';
import { signerOfSeed, type Kept } from './key-ring';
import type { Page } from './page';
import type { Said } from './purchase';
import { work } from './work';

/** What a key of no party says. @returns Whether it was recorded. */
export async function say({ ledger, subject, sending }: Page, signer: Signer, kind: string, payload: Payload, content: SealedContent | null): Promise<boolean> {
  const signed = await sign({ ledger, party: '', signer }, { subject, payload, at: new Date() });
  return sending.send(kind, signed, content === null ? [] : [content]);
}

/** Uses a code: its claim key signs the Opening, which names the buyer's key. A key that is made for it is kept before anything goes out. */
export async function open(page: Page, claimSeed: Octets, sale: Said<'sale'>, mine: Kept | null): Promise<boolean> {
  const { ledger, subject, ring, sending } = page;
  const seed = mine === null ? random(32) : null;
  const buyer = seed === null ? mine!.signer : await signerOfSeed(seed);
  const possession = await buyer.sign(ofPossession(ledger, subject, buyer.keyId));
  const signed = await sign({ ledger, party: '', signer: await signerOfSeed(claimSeed) }, {
    subject,
    payload: { case: 'opening', value: { sale: fromHex(sale.identity), buyerKey: publicKey(buyer.publicKey), possession } },
    at: new Date(),
  });
  if (seed !== null) {
    const name = `buyer|${subject}|${signed.identity}`;
    await ring.keep(name, subject, signed.identity, seed);
    page.fresh = { seed, name };
  }
  return sending.send('kindOpening', signed);
}

/** Has a content deleted, by the key that signed its statement. */
export async function erase({ client, ledger }: Page, signer: Signer, identity: string, text: { path: string; digest: Uint8Array }): Promise<void> {
  const time = BigInt(Date.now()) * 1000n;
  await client.erase(identity, text.path, time, await signer.sign(ofErasure(ledger, text.digest, time)));
}

interface Answer {
  identity: string;
  index: number;
}

/** Reports without a code: the platform's intake key signs it, this browser's own key is named in it. @throws Error with the server's reason. */
export async function report(page: Page, category: Report['category'], respondent: string, content: SealedContent | null): Promise<void> {
  const { ledger, subject, ring, sending } = page;
  const seed = random(32);
  const author = await signerOfSeed(seed);
  const message = create(ReportSchema, {
    authorKey: create(PublicKeySchema, publicKey(author.publicKey)),
    possession: await author.sign(ofPossession(ledger, subject, author.keyId)),
    category,
    respondent,
    ...(content === null ? {} : { text: content.commitment }),
  });
  const bytes = own(toBinary(ReportSchema, message));
  const asked = (await answerOf(await fetch('/reports/challenge'))) as { challenge: string; bits: number };
  const challenge = fromBase64(asked.challenge);
  const counter = await work(challenge, join(utf8(`${subject}\n`), bytes), asked.bits);
  const body = JSON.stringify({ subject, report: toBase64(bytes), challenge: asked.challenge, counter: Number(counter) });
  const answer = (await answerOf(await fetch('/reports', { method: 'POST', body, headers: { 'content-type': 'application/json' } }))) as Answer;
  await ring.keep(`author|${answer.identity}`, subject, answer.identity, seed);
  seed.fill(0);
  await sending.disclosed('kindReport', answer.identity, BigInt(answer.index), content === null ? [] : [content]);
}

/** A problem of the server's, with its reason. */
export class ProblemError extends Error {
  constructor(message: string, readonly reason: string) {
    super(message);
  }
}

async function answerOf(answer: Response): Promise<unknown> {
  const body = (await answer.json().catch(() => null)) as { detail?: string; reason?: string } | null;
  if (!answer.ok) throw new ProblemError(body?.detail ?? `HTTP ${answer.status}`, body?.reason ?? '');
  return body;
}
