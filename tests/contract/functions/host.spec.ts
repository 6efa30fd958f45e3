import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HostedCode, json, LIMITS, within } from './hosted-code.ts';

let hosted: HostedCode;
beforeAll(async () => {
  hosted = await HostedCode.start();
});
afterAll(() => hosted.close());

const code141 = (text: string) => expect.objectContaining({ code: 141, message: expect.stringContaining(text) as string });
const code124 = expect.objectContaining({ code: 124 });

const APP = `
Parse.Cloud.define('echo', ({ params }) => params);
Parse.Cloud.define('loop', () => { for (;;); });
Parse.Cloud.define('microtasks', async () => { for (;;) await null; });
Parse.Cloud.define('regex', () => /^(a+)+$/.test('a'.repeat(60) + 'b'));
Parse.Cloud.define('exit', () => process.exit(0));
Parse.Cloud.define('wait', ({ params }) => new Promise((resolve) => setTimeout(resolve, params.ms, 'waited')));
const token = String(Math.random());
Parse.Cloud.define('token', () => token);
Parse.Cloud.define('inner', () => 'inner');
Parse.Cloud.define('outer', () => Parse.Cloud.run('inner'));
Parse.Cloud.define('heap', () => { const all = []; for (;;) all.push(new Array(1000).fill({})); });
Parse.Cloud.define('buffers', async () => { const all = []; for (;;) { all.push(Buffer.alloc(8e6, 1)); await new Promise((r) => setTimeout(r, 5)); } });
Parse.Cloud.define('abort', () => process.abort());
Parse.Cloud.define('unmark', ({ params }) => {
  const fs = require('fs');
  if (params.how === 'close') fs.closeSync(4);
  else try { for (;;) fs.writeSync(4, Buffer.alloc(1024)); } catch {}
});
Parse.Cloud.define('close', () => { require('fs').closeSync(3); return new Promise(() => {}); });
`;

describe('the host of code (contract 31, section 5)', () => {
  beforeAll(() => hosted.deploy('a', APP));

  it('runs a function in a process of the app', async () => {
    expect(await hosted.call('a', 'echo', { n: 1 })).toEqual({ n: 1 });
    expect(hosted.manifests[0]).toMatchObject({ functions: expect.arrayContaining(['echo', 'loop']) as unknown });
  });

  it.each(['loop', 'microtasks', 'regex'])('CLD-06 ends the endless %s at its deadline', async (name) => {
    await hosted.call('a', 'echo');
    const begun = Date.now();
    await expect(hosted.call('a', name, {}, within(400))).rejects.toEqual(code124);
    expect(Date.now() - begun).toBeLessThan(1_500);
    await expect.poll(() => hosted.endings.at(-1)).toMatchObject({ fate: 'late' });
  });

  it.each([
    ['exit', 'gone'],
    ['abort', 'gone'],
    ['close', 'gone'],
    ['heap', 'memory'],
    ['buffers', 'memory'],
  ])('CLD-32 answers 141 when code does: %s', async (name, fate) => {
    await expect(hosted.call('a', name)).rejects.toEqual(code141(''));
    await expect.poll(() => hosted.endings.at(-1)).toMatchObject({ app: 'a', fate });
    expect(await hosted.call('a', 'echo', { n: 2 })).toEqual({ n: 2 });
  });

  it('CLD-06 answers 141 to other calls that have begun in the same process, and moves those that have not', async () => {
    await hosted.deploy('one', APP);
    const one = { workersMax: 1 };
    const run = (name: string, ms: number, parameters: object = {}) =>
      hosted.run('one', { what: 'function', name, body: Buffer.from(JSON.stringify(parameters)) }, within(ms), one);
    await run('echo', 5_000);
    const beside = run('wait', 20_000, { ms: 15_000 }).catch((error: unknown) => error);
    await expect.poll(() => run('echo', 5_000).then(() => true)).toBe(true);
    const loop = run('loop', 600).catch((error: unknown) => error);
    const behind = Array.from({ length: 40 }, () => run('echo', 20_000, { behind: true }));
    expect(await loop).toEqual(code124);
    expect(await beside).toEqual(code141('another call'));
    for (const reply of await Promise.all(behind)) expect(Buffer.from(reply.body).toString()).toContain('behind');
  });

  it.each(['close', 'fill'])('CLD-06 makes no call twice where code does to the marks of its calls: %s', async (how) => {
    await hosted.deploy(how, APP);
    await hosted.call(how, 'unmark', { how });
    for (let count = 0; count < 200; count++) await hosted.call(how, 'echo');
    const endings = hosted.endings.length;
    await expect(hosted.call(how, 'abort')).rejects.toEqual(code141('ended its own process'));
    expect(await hosted.call(how, 'echo', { n: 1 })).toEqual({ n: 1 });
    expect(hosted.endings.length).toBe(endings + 1);
  });

  it('CLD-06 gives calls another process while one is stuck', async () => {
    await hosted.deploy('two', APP);
    await hosted.call('two', 'echo');
    const loop = hosted.call('two', 'loop', {}, within(2_500)).catch((error: unknown) => error);
    const begun = Date.now();
    expect(await hosted.call('two', 'echo', { n: 1 })).toEqual({ n: 1 });
    expect(Date.now() - begun).toBeLessThan(2_000);
    expect(await loop).toEqual(code124);
  });

  it('CLD-06 ends a call that waits for ever with 124, and its process with the last call in it', async () => {
    await hosted.deploy('waits', APP);
    const own = await hosted.call('waits', 'token');
    const long = hosted.call('waits', 'wait', { ms: 800 });
    await expect(hosted.call('waits', 'wait', { ms: 60_000 }, within(300))).rejects.toEqual(code124);
    expect(await long).toBe('waited');
    expect(await hosted.call('waits', 'token')).not.toBe(own);
  });

  it('CLD-37 refuses no call within calls for want of a place: they pass all that wait', async () => {
    await hosted.deploy('nested', APP);
    hosted.answer = async (app, run, { path }) => {
      const context = { ...run?.order.context, cloud: { headers: {}, ip: '', context: '{}', depth: (run?.depth ?? 0) + 1 } };
      if (path !== '/functions/inner') return json({ code: 1, error: 'Nothing else is asked.' }, 400);
      return hosted.run(app, { what: 'function', name: 'inner', body: Buffer.from('{}') }, context, { workersMax: 1 });
    };
    const outer = () => hosted.run('nested', { what: 'function', name: 'outer', body: Buffer.from('{}') }, {}, { workersMax: 1 });
    const replies = await Promise.all(Array.from({ length: 600 }, outer));
    expect(new Set(replies.map(({ body }) => Buffer.from(body).toString()))).toEqual(new Set(['{"result":"inner"}']));
  });

  it('CLD-30 lets running calls end with the old code when other code comes, and drops none', async () => {
    const version = (n: number) =>
      `Parse.Cloud.define('version', () => ${n}); Parse.Cloud.define('wait', () => { console.log('begun ${n}'); return new Promise((r) => setTimeout(r, 300, ${n})); });`;
    await hosted.deploy('deployed', version(1));
    const seen: unknown[] = [];
    let isOver = false;
    const caller = async () => {
      while (!isOver) seen.push(await hosted.call('deployed', 'version'));
    };
    const callers = Promise.all(Array.from({ length: 8 }, caller));
    for (let n = 2; n <= 4; n++) {
      const old = hosted.call('deployed', 'wait');
      await expect.poll(() => hosted.lines.map(({ text }) => text)).toContain(`begun ${n - 1}`);
      await hosted.deploy('deployed', version(n));
      expect(await hosted.call('deployed', 'version')).toBe(n);
      expect(await old).toBe(n - 1);
    }
    isOver = true;
    await callers; // none was refused
    expect(seen).toEqual(seen.toSorted());
  });

  it('CLD-30 code that was prepared serves from its first call on, without a start, and makes way where other code comes', async () => {
    const own = await HostedCode.start();
    try {
      const version = (n: number) => `Parse.Cloud.define('version', () => ${n});`;
      await own.deploy('a', version(1));
      expect(await own.call('a', 'version')).toBe(1);
      await own.host.prepare('a', await own.deploy('a', version(2)), LIMITS);
      const coming = await own.deploy('a', version(3));
      await Promise.all([own.host.prepare('a', coming, LIMITS), own.host.prepare('a', coming, LIMITS)]);
      await expect.poll(() => own.host.load.processes).toBe(2); // that of version 2 has gone
      const ready = own.host.processIds;
      expect(await own.call('a', 'version')).toBe(3);
      await expect.poll(() => own.host.load.processes).toBe(1);
      expect(ready).toEqual(expect.arrayContaining(own.host.processIds)); // none was started for the call
      await own.host.prepare('never called', coming, LIMITS);
      expect(own.host.load.processes).toBe(1);
    } finally {
      await own.close();
    }
  });

  it('tells the place of the mistake in code that cannot be loaded, and does not try at each call', async () => {
    await hosted.deploy('broken', { 'main.js': "Parse.Cloud.define('f', () => 1);\n\nthrow new Error('no good');" });
    await expect(hosted.call('broken', 'f')).rejects.toEqual(code141('no good'));
    const begun = Date.now();
    for (let count = 0; count < 50; count++) await expect(hosted.call('broken', 'f')).rejects.toEqual(code141('main.js'));
    expect(Date.now() - begun).toBeLessThan(900);
    await hosted.deploy('broken', "Parse.Cloud.define('f', () => 1);");
    expect(await hosted.call('broken', 'f')).toBe(1);
  });

  it('loads code on trial without keeping a process', async () => {
    const code = await hosted.deploy('trial', "Parse.Cloud.define('f', () => 1); Parse.Cloud.beforeSave('A', () => 1);");
    const before = hosted.host.load.processes;
    expect(await hosted.host.probe('trial', code, LIMITS)).toMatchObject({ functions: ['f'], triggers: { A: ['beforeSave'] } });
    await expect.poll(() => hosted.host.load.processes).toBe(before);
    const broken = await hosted.deploy('trial', 'process.exit(3)');
    await expect(hosted.host.probe('trial', broken, LIMITS)).rejects.toEqual(code141('ended its own process'));
  });

  it('keeps code that always ends its process from starting one after the other', async () => {
    await hosted.deploy('exits', APP);
    const begun = Date.now();
    const ends = await Promise.allSettled(Array.from({ length: 12 }, () => hosted.call('exits', 'exit', {}, within(6_000))));
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
    const starts = hosted.endings.filter(({ app }) => app === 'exits').length;
    expect(starts).toBeLessThanOrEqual(8 + 1 + (Date.now() - begun) / 500);
  });

  it('refuses calls that find too many waiting: they have not begun', async () => {
    await hosted.deploy('full', APP);
    const calls = Array.from({ length: 2_600 }, () =>
      hosted.call('full', 'wait', { ms: 200 }).then(
        () => 'done',
        (error: { code: number }) => error.code,
      ),
    );
    const outcomes = await Promise.all(calls);
    expect(new Set(outcomes)).toEqual(new Set(['done', 2]));
    expect(outcomes.filter((outcome) => outcome === 'done').length).toBeGreaterThanOrEqual(2_000);
  });
});

describe('few processes for many apps', () => {
  it('ends a process that has nothing to do for the sake of another app, and idle ones by themselves', async () => {
    const few = await HostedCode.start({ processesMax: 2 });
    try {
      for (let n = 0; n < 6; n++) {
        await few.deploy(`app${n}`, `Parse.Cloud.define('n', () => ${n});`);
        expect(await few.call(`app${n}`, 'n')).toBe(n);
        expect(few.host.load.processes).toBeLessThanOrEqual(2);
      }
      for (let n = 0; n < 6; n++)
        await few.run(`app${n}`, { what: 'function', name: 'n', body: Buffer.from('{}') }, {}, { idleSeconds: 0 });
      await expect.poll(() => few.host.load).toEqual({ apps: 0, processes: 0, waiting: 0 });
    } finally {
      await few.close();
    }
  });

  it('answers running calls when it stops, and takes no others', async () => {
    const stopping = await HostedCode.start();
    await stopping.deploy('a', APP);
    await stopping.call('a', 'echo');
    const running = stopping.call('a', 'wait', { ms: 300 });
    await expect.poll(() => stopping.call('a', 'echo').then(() => true)).toBe(true);
    const stopped = stopping.host.stop();
    await expect(stopping.call('a', 'echo')).rejects.toMatchObject({ code: 2 });
    expect(await running).toBe('waited');
    await stopped;
    expect(stopping.host.load.processes).toBe(0);
    await stopping.close();
  });
});
