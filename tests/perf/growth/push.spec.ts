/**
 * `npm run growth`: the memory of a worker of pushes does not depend on the audience. `npm run scale:push` does the same with five million
 * installations.
 */
import { expect, it } from 'vitest';
import { workerMemory } from '../../../tools/bench/push/worker-memory.ts';

const ROWS = 500_000;
const MEMORY_MB_MAX = 400;

it('T19 I4 a worker visits half a million installations with flat memory, under 400 MB', async () => {
  const { rate, most, quarters, isFlat } = await workerMemory(ROWS);
  const told = quarters.map((megabytes) => Math.round(megabytes));
  console.log(
    `\n${ROWS} installations, ${Math.round(rate)} a second; MB of the worker by quarters: ${told.join(', ')}; most ${most.toFixed(0)}\n`,
  );
  expect(most).toBeLessThan(MEMORY_MB_MAX);
  expect({ isFlat, told }).toMatchObject({ isFlat: true });
}, 600_000);
