import { testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LaunchedParlance } from '../deployment/launched-parlance.ts';
import { eventually } from '../eventually.ts';
import { ask, type Answer } from '../../../tools/chaos/load/ask.ts';

const CALLERS = 8;
const IN_FORCE_MS_MAX = 30_000;
/** Calls in a row that all replicas have a part in. */
const CALLS_IN_A_ROW = 30;

const release = (n: number) => ({ files: { 'main.js': `Parse.Cloud.define('number', () => ${n});` } });

describe('releases whose services are killed while they are rolled out', () => {
  let parlance: LaunchedParlance;
  const number = () => ask(parlance, 'POST', '/functions/number', {});
  const master = () => ({ url: parlance.url, headers: parlance.masterHeaders });
  const deploy = (n: number) => ask(master(), 'POST', '/cloud/releases', release(n));
  beforeAll(async () => {
    parlance = await LaunchedParlance.start(testServers());
    await parlance.addReplica('functions');
    expect(await deploy(0)).toMatchObject({ outcome: 'done' });
    await eventually('the first release to serve', IN_FORCE_MS_MAX, async () => (await number()).body['result'] === 0);
  });
  afterAll(() => parlance?.close());

  /** Calls on and on, by several callers, until it is told to end. */
  function load() {
    const answers: Answer[] = [];
    let isOver = false;
    const caller = async () => {
      while (!isOver) answers.push(await number());
    };
    const callers = Promise.all(Array.from({ length: CALLERS }, caller));
    return {
      answers,
      end: async () => {
        isOver = true;
        await callers;
      },
    };
  }

  it.each([
    ['functions', 1, 40],
    ['files', 2, 0],
  ] as const)('CLD-30 a killed %s service: release %i is in force everywhere, and each call is answered', async (service, n, after) => {
    const { answers, end } = load();
    await eventually('calls to be answered', IN_FORCE_MS_MAX, async () => answers.length > CALLERS);
    const deployed = deploy(n);
    const atKill = answers.length + after;
    await eventually('the roll-out to go on', IN_FORCE_MS_MAX, async () => answers.length >= atKill);
    await parlance.kill(service);
    // The same files are the same release: a deployment whose outcome nobody knows is repeated.
    expect(['done', 'refused', 'unknown']).toContain((await deployed).outcome);
    await eventually('the deployment to succeed', IN_FORCE_MS_MAX, async () => (await deploy(n)).outcome === 'done');
    let inARow = 0;
    await eventually('all replicas to run it', IN_FORCE_MS_MAX, async () => {
      inARow = (await number()).body['result'] === n ? inARow + 1 : 0;
      return inARow >= CALLS_IN_A_ROW;
    });
    await end();
    const odd = answers.filter(({ outcome }) => outcome !== 'done' && outcome !== 'refused' && outcome !== 'unknown');
    expect(odd.map(({ text }) => text)).toEqual([]);
    const results = new Set(answers.filter(({ outcome }) => outcome === 'done').map(({ body }) => body['result']));
    expect([...results].filter((result) => result !== n && result !== n - 1)).toEqual([]);
  });
});
