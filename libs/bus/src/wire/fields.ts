/** Names of the header fields of the bus; libs/bus/README.md says what each holds. Short, since every request carries some. */
export const FIELD = {
  context: 'Ctx',
  status: 'Status',
  location: 'Location',
  error: 'Error',
  message: 'Message',
  transfer: 'Transfer',
  credit: 'Credit',
  chunk: 'Chunk',
  origin: 'Origin',
  traceParent: 'traceparent',
  traceState: 'tracestate',
} as const;

/** Header fields to send. Values are free of line ends: texts go through `escapeText` first. */
export type Fields = Record<string, string>;
