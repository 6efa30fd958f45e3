import type { data } from '@parlance/contracts';
import type { Document } from '@parlance/mongo';
import { DEVICE_NOTES } from '@parlance/platform-classes';
import { noted } from './device-notes.ts';

const NAME = 'turns';
/** Where an installation notes the pushes that it has had under a frequency cap: `{key, at}`, the oldest first. */
export const TURNS = `${DEVICE_NOTES}.${NAME}`;

const HOUR_MS = 3_600_000;

/**
 * A step that notes one more turn where all rules leave room for it, and forgets those that no rule looks at. It decides as mayHaveAnother
 * of libs/push, and in the database: of two pushes at once the second one sees the turn of the first.
 */
export function turnTaken({ key, at, rules }: Omit<data.TakeTurnsRequest, 'ids'>): Document {
  const list = `$${TURNS}`;
  const turns = { $cond: [{ $isArray: list }, list, []] };
  const since = (hours: number) => new Date(at - hours * HOUR_MS);
  const within = (hours: number) => ({ $filter: { input: turns, cond: { $gt: ['$$this.at', since(hours)] } } });
  const hasRoom = { $and: rules.map(({ pushes, hours }) => ({ $lt: [{ $size: within(hours) }, pushes] })) };
  const kept = within(Math.max(0, ...rules.map(({ hours }) => hours)));
  const taken = { $concatArrays: [kept, [{ key: { $literal: key }, at: new Date(at) }]] };
  return noted(NAME, { $cond: [hasRoom, taken, turns] });
}
