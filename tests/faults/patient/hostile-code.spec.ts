import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HostedCode, within } from '../../contract/functions/hosted-code.ts';

const CALLS = 10_000;
const CALLERS = 16;
const CODE = `
const kept = [];
Parse.Cloud.define('leakObjects', () => { kept.push(Array.from({ length: 200 }, (_, n) => ({ n, text: 'text ' + n }))); return kept.length; });
Parse.Cloud.define('leakBuffers', () => { kept.push(Buffer.alloc(60_000, 1)); return kept.length; });
Parse.Cloud.define('leakTimers', () => { setInterval(() => kept.length, 10_000); return 1; });
Parse.Cloud.define('loop', () => { for (;;); });
Parse.Cloud.define('echo', ({ params }) => params);
`;

/** Calls that follow each other, some at the same time. @returns how often each outcome came: 'done' or a code */
async function callMany(call: () => Promise<unknown>, calls: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  let left = calls;
  const caller = async () => {
    while (left-- > 0) {
      const outcome = await call().then(
        () => 'done',
        (error: { code: number }) => String(error.code),
      );
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return counts;
}

describe('hostile code over a long time (contract 31, section 5)', () => {
  let hosted: HostedCode;
  beforeAll(async () => {
    hosted = await HostedCode.start();
    await hosted.deploy('evil', CODE);
    await hosted.deploy('good', CODE);
  });
  afterAll(() => hosted.close());

  it.each(['leakObjects', 'leakBuffers', 'leakTimers'])(
    'CLD-32 %s over 10,000 calls costs its app few answers, and others none',
    async (name) => {
      let isOver = false;
      const good = (async () => {
        while (!isOver) expect(await hosted.call('good', 'echo', { n: 1 })).toEqual({ n: 1 });
      })();
      const counts = await callMany(() => hosted.call('evil', name), CALLS);
      isOver = true;
      await good;
      expect(Object.keys(counts).filter((outcome) => outcome !== 'done' && outcome !== '141')).toEqual([]);
      expect(counts['done']).toBeGreaterThan(CALLS * 0.97);
      expect(hosted.host.load.processes).toBeLessThanOrEqual(8);
    },
  );

  it('CLD-06 an app that is stuck again and again costs another one no answer', async () => {
    let isOver = false;
    const stuck = (async () => {
      while (!isOver) await hosted.call('evil', 'loop', {}, within(300)).catch(() => undefined); // 124, its own
    })();
    const counts = await callMany(() => hosted.call('good', 'echo', { n: 1 }), 3_000);
    isOver = true;
    await stuck;
    expect(counts).toEqual({ done: 3_000 });
  });
});
