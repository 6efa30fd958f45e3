import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Logger } from '@parlance/telemetry';
import type { QueryKind, QueryRun } from './query-tally.ts';
import { SlowQueryLog } from './slow-query-log.ts';
import type { SlowQueryRecord, SlowQueryStore } from './slow-query.store.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-01-02T03:00:00.000Z');
const kind = (shape: string, className = 'Game'): QueryKind => ({ className, operation: 'find', shape });
const run = (isSlow: boolean, endedAt = START, durationMs = 700): QueryRun => ({ durationMs, isSlow, isTimeout: false, endedAt });

/** Keeps records as the database does: the last one of an id. */
class RememberedStore implements SlowQueryStore {
  readonly records = new Map<string, SlowQueryRecord>();
  saves = 0;
  fails = false;

  async save(records: readonly SlowQueryRecord[]): Promise<void> {
    this.saves++;
    if (this.fails) throw new Error('down');
    for (const record of records) this.records.set(record.id, record);
  }

  async list(): Promise<readonly SlowQueryRecord[]> {
    return [...this.records.values()];
  }
}

describe('SlowQueryLog', () => {
  const lines: object[] = [];
  const logger = { warn: (fields: object) => void lines.push(fields) } as unknown as Logger;
  let store: RememberedStore;
  let log: SlowQueryLog;
  beforeEach(() => {
    vi.useFakeTimers();
    lines.length = 0;
    store = new RememberedStore();
    log = new SlowQueryLog(store, logger);
  });
  afterEach(() => vi.useRealTimers());

  const saved = (): SlowQueryRecord[] => [...store.records.values()];

  it('PER-03 counts runs of a kind from its first slow one on', async () => {
    log.add(kind('a eq'), run(false));
    expect(log.follows('Game')).toBe(false);
    log.add(kind('a eq'), run(true));
    log.add(kind('a eq'), run(false, START, 10));
    log.add(kind('b eq'), run(false));
    expect(log.follows('Game')).toBe(true);
    await log.flush();
    expect(saved()).toMatchObject([{ shape: 'a eq', count: 2, slowCount: 1, totalMs: 710 }]);
  });

  it('saves within a second, once for all that happened', async () => {
    for (let n = 0; n < 50; n++) log.add(kind('a eq'), run(true));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.saves).toBe(1);
    expect(saved()).toMatchObject([{ count: 50 }]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(store.saves).toBe(1);
  });

  it('saves a growing record over itself, and keeps hours apart', async () => {
    log.add(kind('a eq'), run(true));
    await log.flush();
    log.add(kind('a eq'), run(true, START + HOUR - 1));
    log.add(kind('a eq'), run(true, START + HOUR));
    await log.flush();
    expect(saved().map(({ count }) => count)).toEqual([2, 1]);
  });

  it('loses nothing while the database is away', async () => {
    store.fails = true;
    log.add(kind('a eq'), run(true));
    await log.flush();
    log.add(kind('a eq'), run(true, START + HOUR));
    await log.flush();
    store.fails = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(saved().map(({ count }) => count)).toEqual([1, 1]);
  });

  it('follows a bounded number of kinds, and saves those that make room', async () => {
    for (let n = 0; n < 250; n++) log.add(kind(`a${n} eq`, `Class${n}`), run(true));
    expect([log.follows('Class49'), log.follows('Class50')]).toEqual([false, true]);
    await log.flush();
    expect(saved()).toHaveLength(250);
  });

  it('keeps what is known of a kind over the hours', async () => {
    const plan = { stage: 'COLLSCAN', indexes: [], sortsInMemory: false, keysExamined: 0, docsExamined: 40, returned: 1 };
    log.add(kind('a eq'), run(true));
    log.advise(kind('a eq'), { plan, suggestion: null, plannedAt: START });
    log.add(kind('a eq'), run(true, START + HOUR));
    log.advise(kind('unknown'), { plan, suggestion: null, plannedAt: START });
    await log.flush();
    expect(saved()).toMatchObject([
      { plan, scanned: 40, explained: 1 },
      { plan, scanned: 0, explained: 0 },
    ]);
  });

  it('writes one line in ten seconds for each kind, with the number of slow runs since', () => {
    for (let n = 0; n < 5; n++) log.add(kind('a eq'), run(true, START + n));
    log.add(kind('b eq'), run(true));
    log.add(kind('a eq'), run(true, START + 10_000));
    expect(lines).toMatchObject([
      { shape: 'a eq', slowRuns: 1, durationMs: 700, timedOut: false },
      { shape: 'b eq', slowRuns: 1 },
      { shape: 'a eq', slowRuns: 5 },
    ]);
  });

  it('shows the beginning of a shape that is very long, and tells long ones apart', async () => {
    const long = 'a eq & '.repeat(5_000);
    log.add(kind(`${long}b`), run(true));
    log.add(kind(`${long}c`), run(true));
    await log.flush();
    expect(saved()).toHaveLength(2);
    for (const { shape } of saved()) expect(shape.length).toBeLessThan(1_100);
  });
});
