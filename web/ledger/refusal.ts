// What a call failed by: the ledger's refusal with its reason, or the world between here and there.
import { ConnectError } from '@connectrpc/connect';
import { BinaryReader } from '@bufbuild/protobuf/wire';

export interface Refusal {
  /** Reason of ledger.proto without its prefix, such as `NOT_YOURS`. */
  reason: string;
  /** The rule and what came. */
  message: string;
  /** Path of the field at fault; empty where it is the whole. */
  field: string;
  /** How long the ledger asks to wait before the same bytes may be taken, in milliseconds; null where they never will be. */
  retryAfter: number | null;
}

/** The refusal that an error carries; null where the network or the server failed, and nothing was decided. */
export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof ConnectError)) return null;
  const refusal: Refusal = { reason: '', message: error.rawMessage, field: '', retryAfter: null };
  for (const detail of error.details) {
    if (!('type' in detail && detail.value instanceof Uint8Array)) continue;
    const fields = readFields(detail.value);
    // google/rpc/error_details.proto: ErrorInfo.reason = 1; BadRequest.field_violations = 1, whose field = 1; RetryInfo.retry_delay = 1.
    if (detail.type === 'google.rpc.ErrorInfo') refusal.reason = textOf(fields.get(1));
    else if (detail.type === 'google.rpc.BadRequest' && fields.get(1) instanceof Uint8Array) refusal.field = textOf(readFields(fields.get(1) as Uint8Array).get(1));
    else if (detail.type === 'google.rpc.RetryInfo') refusal.retryAfter = fields.get(1) instanceof Uint8Array ? milliseconds(readFields(fields.get(1) as Uint8Array)) : 0;
  }
  return refusal.reason === '' ? null : refusal;
}

/** What went wrong, in the words of whoever noticed. */
export const messageOf = (error: unknown): string => (error instanceof ConnectError ? error.rawMessage : error instanceof Error ? error.message : String(error));

// The first of each field: enough for these three messages.
function readFields(bytes: Uint8Array): Map<number, Uint8Array | number> {
  const fields = new Map<number, Uint8Array | number>();
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    let value: Uint8Array | number | undefined;
    if (type === 2) value = reader.bytes();
    else if (type === 0) value = Number(reader.int64());
    else reader.skip(type);
    if (value !== undefined && !fields.has(number)) fields.set(number, value);
  }
  return fields;
}

const textOf = (value: Uint8Array | number | undefined): string => (value instanceof Uint8Array ? new TextDecoder().decode(value) : '');

// google/protobuf/duration.proto: seconds = 1, nanos = 2.
const milliseconds = (duration: Map<number, Uint8Array | number>): number => Number(duration.get(1) ?? 0) * 1000 + Number(duration.get(2) ?? 0) / 1e6;
