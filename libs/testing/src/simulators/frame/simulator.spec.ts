import { beforeEach, describe, expect, it } from 'vitest';
import type { Behaviours, Change } from './behaviours.ts';
import type { Answer, Exchange } from './exchange.ts';
import { Journal } from './journal.ts';
import { Simulator } from './simulator.ts';

const retryAfter = (seconds: number | undefined): Record<string, string> =>
  seconds === undefined ? {} : { 'retry-after': String(seconds) };

let clock = 0;
const simulator = new Simulator(
  {
    name: 'post',
    behaviours: ['latency', 'rateLimit', 'outages', 'failures', 'slowBody'],
    answers: {
      Busy: ({ retryAfterSeconds }) => ({ status: 429, headers: { 'retry-after': String(retryAfterSeconds) } }),
      Away: ({ retryAfterSeconds }) => ({ status: 503, headers: retryAfter(retryAfterSeconds) }),
    },
    throttled: 'Busy',
    outage: 'Away',
  },
  { seed: 7, now: () => clock },
);
const behave = (behaviours: Partial<Behaviours>) => simulator.change({ behaviours });

/** A request that notes how it ended. */
class Noted implements Exchange {
  readonly method = 'POST';
  readonly path = '/';
  readonly headers = { authorization: 'bearer secret', 'x-kind': 'a' };
  readonly rawHeaders = [];
  readonly streamId = 0;
  outcome: string | undefined = undefined;
  end = 'nothing';
  readonly connection = { clientSubject: undefined, session: undefined, cut: () => void (this.end = 'cut') };

  body = () => Promise.resolve({ bytes: Buffer.alloc(0), size: 0 });
  answer({ status, headers }: Answer, dripMs?: number) {
    this.end = [status, headers?.['retry-after'], dripMs].filter((part) => part !== undefined).join(' ');
  }
  abandon(how: string) {
    this.end = how;
  }
}

function send(token: string, pushId = 'p'): string {
  const exchange = new Noted();
  if (simulator.admit(exchange)) simulator.deliver(exchange, { token, pushId, payload: '{}', facts: {} }, { status: 200 });
  return exchange.end;
}
const sendMany = (n: number) => Array.from({ length: n }, (_, at) => send(`t${at}`));

beforeEach(() => {
  clock = 1_000;
  simulator.change({ reset: true });
});

describe('behaviours', () => {
  it('a rate limit lets its burst through, then its rate, and says when to come again', () => {
    behave({ rateLimit: { perSecond: 2, burst: 3, retryAfterSeconds: 9 } });
    expect(sendMany(4)).toEqual(['200', '200', '200', '429 9']);
    clock += 500;
    expect(sendMany(2)).toEqual(['200', '429 9']);
    clock += 60_000;
    expect(sendMany(4)).toEqual(['200', '200', '200', '429 9']);
    expect(simulator.journal.length).toBe(7);
  });

  it.each([
    ['answer', '503'],
    ['cut', 'cut'],
    ['silence', 'nothing'],
  ] as const)('an outage by %s lasts as long as its window', (how, end) => {
    behave({ outages: [{ startsInMs: 100, lastsMs: 50, how }] });
    expect(send('a')).toBe('200');
    clock += 100;
    expect(send('a')).toBe(end);
    clock += 49;
    expect(send('a')).toBe(end);
    clock += 1;
    expect(send('a')).toBe('200');
    expect(simulator.journal.length).toBe(2);
  });

  it('an outage and a failure say when to come again, where that is set', () => {
    behave({ outages: [{ startsInMs: 0, lastsMs: 50, how: 'answer', retryAfterSeconds: 6 }] });
    expect(send('a')).toBe('503 6');
    behave({ outages: [], failures: [{ share: 1, fate: 'Away', retryAfterSeconds: 8 }] });
    expect(send('a')).toBe('503 8');
  });

  it('failures take their share, the same messages for the same seed', () => {
    const failures = [
      { share: 0.05, fate: 'Away' },
      { share: 0.05, fate: 'kill-after' },
    ];
    behave({ failures });
    const first = sendMany(2_000);
    const away = first.filter((end) => end === '503').length;
    const killed = first.filter((end) => end === 'cut').length;
    expect(away).toBeGreaterThan(60);
    expect(away).toBeLessThan(140);
    expect(killed).toBeGreaterThan(60);
    expect(simulator.journal.length).toBe(2_000 - away);
    simulator.change({ reset: true, behaviours: { failures } });
    expect(sendMany(2_000)).toEqual(first);
    simulator.change({ seed: 8 });
    expect(sendMany(2_000)).not.toEqual(first);
  });

  it('bodies of answers drip where that is set', () => {
    behave({ slowBody: { everyMs: 3 } });
    expect(send('a')).toBe('200 3');
  });

  it('an answer takes its time, and the message is taken before', async () => {
    behave({ latency: { kind: 'fixed', ms: 30 } });
    const exchange = new Noted();
    const start = performance.now();
    simulator.deliver(exchange, { token: 'a', pushId: 'p', payload: '{}', facts: {} }, { status: 200 });
    expect([exchange.end, simulator.journal.length]).toEqual(['nothing', 1]);
    await expect.poll(() => exchange.end, { interval: 1 }).toBe('200');
    expect(performance.now() - start).toBeGreaterThanOrEqual(29);
  });
});

describe('scripts', () => {
  it('play their fates in turn for each device; a list goes before a prefix, a later prefix before an earlier one', () => {
    const scripts: Change['scripts'] = [
      { prefix: 'a', fates: ['Away'] },
      { prefix: 'ab', fates: ['Busy', 'accept'], retryAfterSeconds: 1 },
      { tokens: ['abc'], fates: ['Away', 'Busy'], retryAfterSeconds: 2, repeat: false },
    ];
    simulator.change({ scripts });
    expect([send('ax'), send('ax')]).toEqual(['503', '503']);
    expect([send('ab1'), send('ab2'), send('ab1'), send('ab1')]).toEqual(['429 1', '429 1', '200', '200']);
    expect([send('abc'), send('abc'), send('abc'), send('b')]).toEqual(['503 2', '429 2', '200', '200']);
  });

  it.each([
    ['accept', '200', 1],
    ['reset', 'reset', 1],
    ['refuse', 'refuse', 0],
    ['kill-before', 'cut', 0],
    ['kill-after', 'cut', 1],
    ['silence', 'nothing', 1],
    ['Away', '503', 0],
  ])('the fate %s ends by %s, with %i messages taken', (fate, end, taken) => {
    simulator.change({ scripts: [{ prefix: '', fates: [fate] }] });
    expect(send('a')).toBe(end);
    expect(simulator.journal.length).toBe(taken);
  });
});

describe('a change', () => {
  it.each<[string, unknown]>([
    ['an unknown fate', { scripts: [{ prefix: '', fates: ['Lost'] }] }],
    ['the name of a method as a fate', { scripts: [{ prefix: '', fates: ['toString'] }] }],
    ['an unknown fate of a failure', { behaviours: { failures: [{ share: 1, fate: 'Lost' }] } }],
    ['a behaviour of another simulator', { behaviours: { messagesPerDay: 5 } }],
    ['a share above 1', { behaviours: { failures: [{ share: 2, fate: 'Away' }] } }],
    ['an unknown member', { behaviors: {} }],
  ])('is refused as a whole for %s', (_what, change) => {
    behave({ slowBody: { everyMs: 3 } });
    expect(() => simulator.change({ reset: true, ...(change as Change) })).toThrow();
    expect(send('a')).toBe('200 3');
  });

  it('shows in the report, which withholds credentials', () => {
    behave({ slowBody: { everyMs: 3 } });
    simulator.change({ scripts: [{ tokens: ['a', 'b'], fates: ['Away'] }] });
    send('a');
    send('c');
    expect(simulator.report(1)).toEqual({
      name: 'post',
      counters: { requests: 2, 'answer Away': 1, 'answer success': 1, taken: 1 },
      behaviours: { latency: null, rateLimit: null, outages: [], failures: [], slowBody: { everyMs: 3 } },
      scripts: { tokens: 2, prefixes: 0 },
      requests: [{ at: 1_000, method: 'POST', path: '/', headers: { authorization: '(withheld)', 'x-kind': 'a' }, answer: 'accept' }],
      journal: [{ pushId: 'p', messages: 1, devices: 1, duplicates: 0 }],
    });
    expect(simulator.report(0).requests).toEqual([]);
  });
});

describe('the journal', () => {
  it('finds duplicates, omissions and strangers of each push among many', () => {
    const journal = new Journal();
    const record = (pushId: string, token: string) => journal.record({ pushId, token, payload: '{}', at: 5, facts: {} });
    for (let at = 0; at < 6_000; at += 1) record(at % 2 === 0 ? 'even' : 'odd', `t${at}`);
    record('even', 't2');
    expect(journal.summary()).toEqual([
      { pushId: 'even', messages: 3_001, devices: 3_000, duplicates: 1 },
      { pushId: 'odd', messages: 3_000, devices: 3_000, duplicates: 0 },
    ]);
    expect(journal.coverage('even', ['t0', 't2', 't3', 't0'])).toEqual({ missing: ['t3'], repeated: ['t2'], strangers: 2_998 });
    expect(journal.coverage('none', ['t0'])).toEqual({ missing: ['t0'], repeated: [], strangers: 0 });
    expect([...journal.deliveries('odd')]).toHaveLength(3_000);
    expect(journal.recent()).toHaveLength(5_000);
    expect(journal.recent().at(-1)?.token).toBe('t2');
    expect(journal.recent()[0]?.token).toBe('t1001');
  });

  it('waits for messages', async () => {
    const journal = new Journal();
    const waiting = journal.waitFor(1);
    journal.record({ pushId: '', token: 'a', payload: '{}', at: 5, facts: {} });
    await waiting;
    await expect(journal.waitFor(2, 5)).rejects.toThrow('1 of 2 messages arrived within 5 ms.');
  });
});
