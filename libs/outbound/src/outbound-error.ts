/**
 * Why there is no answer. The address, its query and the sent body are left out: they hold tokens.
 *
 * - `refused`: the address must not be called, by the rules of this library
 * - `unreachable`: no connection, or one that broke
 * - `late`: no complete answer within the time
 * - `too-large`: an answer over the limit
 */
export type OutboundFailure = 'refused' | 'unreachable' | 'late' | 'too-large';

/** A request to the outside that got no usable answer. Answers with a status of 400 and more are answers, not errors. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  readonly failure: OutboundFailure;
  /** False when no byte of the request can have arrived: it may be sent again whatever it asks for. */
  readonly sent: boolean;

  constructor(failure: OutboundFailure, message: string, options?: ErrorOptions & { readonly sent?: boolean }) {
    super(message, options);
    this.failure = failure;
    this.sent = options?.sent ?? false;
  }
}
