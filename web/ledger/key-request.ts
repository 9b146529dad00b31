// What a key's holder hands to whoever grants keys of the party: the public key, and the proof that it is held. No secret in it.
import { ofPossession } from './contexts';
import { toBase64, toHex } from './octets';
import type { Speaker } from './statement';

/** The subject under which a key of a party is granted and revoked. */
export const keySubject = (party: string, keyId: Uint8Array): string => `${party}/key/${toHex(keyId)}`;

/** The five lines that `./trace party grant --request` reads. */
export async function keyRequest({ ledger, party, signer }: Speaker): Promise<string> {
  const possession = await signer.sign(ofPossession(ledger, keySubject(party, signer.keyId), signer.keyId));
  return `trace key request v1\nledger ${ledger}\nparty ${party}\npublic ${toBase64(signer.publicKey)}\npossession ${toBase64(possession)}\n`;
}
