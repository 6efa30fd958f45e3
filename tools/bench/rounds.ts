import type { RunFigures } from './latencies.ts';
import type { System } from './systems.ts';

/** One run of each side. */
export type SideFigures = Readonly<Record<System['name'], RunFigures>>;

/** Each round begins with another side, so that none always runs on a warmer or cooler machine. */
export function inTurn<S>(systems: readonly S[], round: number): S[] {
  const first = round % systems.length;
  return [...systems.slice(first), ...systems.slice(0, first)];
}
