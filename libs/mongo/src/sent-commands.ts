import type { MongoClient } from './driver.ts';

/**
 * Counts the connections that commands of a client took out of its pools.
 *
 * The driver repeats a write once when a connection breaks, and reports only the fault that the repetition met: a write that was sent and
 * then found no server fails like one that never left. Taking a connection precedes every send, so a count that has not moved since a
 * call began proves that the call sent nothing. (Other calls move it too; then the outcome counts as unknown, which is always safe.)
 */
const counters = new WeakMap<MongoClient, { taken: number }>();

/** Starts counting; at once after the client was made. */
export function countSentCommands(client: MongoClient): void {
  if (counters.has(client)) return;
  const counter = { taken: 0 };
  counters.set(client, counter);
  client.on('connectionCheckedOut', () => {
    counter.taken += 1;
  });
}

/** The count so far; undefined for a client that nobody counts. */
export function sentCommands(client: MongoClient): number | undefined {
  return counters.get(client)?.taken;
}
