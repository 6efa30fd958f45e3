import { createLogger } from '@parlance/telemetry';
import { describe, expect, it } from 'vitest';
import { CodeStatistics, type CodeCall } from './code-statistics.ts';
import type { Counts } from './counts.ts';

const CALL: CodeCall = { app: 'one', version: 'v1', part: { kind: 'function', name: 'f' }, by: 'code', durationMs: 3, outcome: 'ok' };

function statistics() {
  const stored: Counts[] = [];
  const state = { isAway: false };
  const add = async (counts: readonly Counts[]) => {
    if (state.isAway) throw new Error('away');
    stored.push(...counts.map((one) => ({ ...one, times: new Map(one.times) })));
  };
  const logger = createLogger({ service: 'test', level: 'error' });
  return { counted: new CodeStatistics({ add }, logger, () => Date.UTC(2027, 0, 1, 5, 30)), stored, state };
}

describe('counts of calls', () => {
  it('hold calls, errors, time-outs, times and the last error of each function and version, by the hour', async () => {
    const { counted, stored } = statistics();
    const place = { file: 'main.js', line: 7 };
    counted.record(CALL);
    counted.record({ ...CALL, outcome: 'error', error: { code: 9_001, message: 'no', place } });
    counted.record({ ...CALL, outcome: 'timeout', error: { code: 124, message: 'late' } });
    counted.record({ ...CALL, version: 'v2' });
    await counted.flush();
    expect(stored).toHaveLength(2);
    expect(stored[0]).toMatchObject({ version: 'v1', calls: 3, errors: 1, timeouts: 1, hour: new Date(Date.UTC(2027, 0, 1, 5)) });
    expect(stored[0]!.lastError).toMatchObject({ code: 124, message: 'late' });
    expect([...stored[0]!.times.values()]).toEqual([3]);
  });

  it('wait while the database is away, and are told once', async () => {
    const { counted, stored, state } = statistics();
    state.isAway = true;
    counted.record(CALL);
    await counted.flush();
    counted.record(CALL);
    state.isAway = false;
    await counted.flush();
    await counted.flush();
    expect(stored).toMatchObject([{ calls: 2 }]);
  });
});
