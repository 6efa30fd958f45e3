import { setTimeout as pause } from 'node:timers/promises';
import { testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signalProcess, type RunningProcess } from '../../tools/launcher/processes.ts';
import { LaunchedParlance } from './deployment/launched-parlance.ts';
import { eventually } from './eventually.ts';
import { ask, type Answer } from '../../tools/chaos/load/ask.ts';

/** A replica is left out about a second after it has frozen; a busy machine takes longer. */
const LEFT_OUT_MS_MAX = 5_000;
/** Time enough for an answer that waits for nobody. */
const QUICK_MS = 1_000;
const ROUND = 12;

describe('two processes of data, one of which freezes', () => {
  let parlance: LaunchedParlance;
  let replica: RunningProcess;
  beforeAll(async () => {
    parlance = await LaunchedParlance.start(testServers());
    replica = await parlance.addReplica('data');
  });
  afterAll(async () => {
    signalProcess(replica.record, 'SIGCONT');
    await parlance?.close();
  });

  const create = (token: string) => ask(parlance, 'POST', '/classes/Frozen', { token });
  /** The outcome of a request; it is not waited for longer than one should take that waits for nobody. */
  const outcomeOf = (answer: Promise<Answer>): Promise<string> =>
    Promise.race([answer.then(({ outcome }) => outcome), pause(QUICK_MS, 'slow')]);
  const round = (): Promise<string[]> => Promise.all(Array.from({ length: ROUND }, (_, n) => outcomeOf(create(String(n)))));
  const isQuick = (outcome: string) => outcome === 'done';

  it('no request waits for it after a short while, and reads not even then; it works again when it thaws', async () => {
    const { body } = await create('first');
    signalProcess(replica.record, 'SIGSTOP');
    const reads = Array.from({ length: ROUND }, () => ask(parlance, 'GET', `/classes/Frozen/${String(body.objectId)}`));
    const frozenAt = performance.now();
    await eventually('writes that wait for nobody', LEFT_OUT_MS_MAX, async () => (await round()).every(isQuick));
    for (const { outcome, text, durationMs } of await Promise.all(reads)) {
      expect(outcome, text).toBe('done');
      expect(durationMs).toBeLessThan(LEFT_OUT_MS_MAX);
    }
    // Longer than requests to the frozen one would wait.
    while (performance.now() - frozenAt < LEFT_OUT_MS_MAX * 2) expect((await round()).filter((outcome) => !isQuick(outcome))).toEqual([]);

    signalProcess(replica.record, 'SIGCONT');
    // Alone, it has to do all the work: callers find it without being told.
    await parlance.kill('data');
    await eventually('the thawed replica to answer', LEFT_OUT_MS_MAX, async () => (await round()).every(isQuick));
  });
});
