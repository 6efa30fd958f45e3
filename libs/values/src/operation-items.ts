import { ParseError } from '@parlance/errors';
import { OPERATION_ITEMS_MAX } from './limits.ts';

/** @param count values or members of one operation. @throws InvalidJson (107) too many of them */
export function assertItems(count: number): void {
  if (count <= OPERATION_ITEMS_MAX) return;
  throw new ParseError('InvalidJson', `One operation adds or removes at most ${OPERATION_ITEMS_MAX} objects.`);
}
