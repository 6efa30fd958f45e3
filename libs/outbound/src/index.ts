export { Outbound, OUTBOUND_BYTES_MAX, OUTBOUND_TIMEOUT_MS } from './outbound.ts';
export type { OutboundAnswer, OutboundOptions, OutboundRequest } from './outbound.ts';
export type { OutboundPlace } from './connect.ts';
export { OutboundError, type OutboundFailure } from './outbound-error.ts';
