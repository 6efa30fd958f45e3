import { MsgHdrsImpl, type MsgHdrs } from '@nats-io/transport-node';

/** Names of the header fields of the bus; libs/bus/README.md describes each. Short, since every request carries some. */
export const FIELD = {
  context: 'Ctx',
  status: 'Status',
  location: 'Location',
  contentType: 'Type',
  headers: 'Fields',
  error: 'Error',
  message: 'Message',
  inFull: 'Full',
  because: 'Because',
  retryAfter: 'Retry',
  code: 'Code',
  transfer: 'Transfer',
  credit: 'Credit',
  chunk: 'Chunk',
  stream: 'Stream',
  end: 'End',
  cancel: 'Cancel',
  absent: 'Absent',
  origin: 'Origin',
  moment: 'Moment',
  seal: 'Seal',
  traceParent: 'traceparent',
  traceState: 'tracestate',
} as const;

/** Header fields to send. Values are free of line ends: strings go through `escapeText` first. */
export type Fields = Record<string, string>;

/** Names and values are ours and clean, so the library's checks of each, which cost more than the rest of the header, are passed by. */
export function headersOf(fields: Fields): MsgHdrs {
  const record: Record<string, string[]> = {};
  for (const name in fields) record[name] = [fields[name] ?? ''];
  return MsgHdrsImpl.fromRecord(record);
}
