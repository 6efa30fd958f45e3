import { ParseError } from '@parlance/errors';

/** How long a body may take to arrive, and how long an upload may stand still. */
export const BODY_MS_MAX = 60_000;

/** A slow sender is told 408, as HTTP has it, with Parse's code for everything that took too long. */
export function tooSlow(): ParseError {
  return ParseError.custom(124, 'The request took too long to arrive.', 408);
}
