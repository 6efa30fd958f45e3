import { DEFAULT_APP_SETTINGS } from '@parlance/app-settings';
import { describe, expect, it } from 'vitest';
import type { CountDocument } from '../database/documents.ts';
import { codeReport } from './code-report.ts';
import { rangeOf } from './durations.ts';

const SINCE = new Date(Date.UTC(2027, 0, 1));
const APP = {
  cloud: '/code/main.js',
  manifest: {
    version: 'v2',
    functions: ['f', 'hooked'],
    jobs: ['nightly'],
    triggers: { Review: ['beforeSave', 'afterSave'] as const },
    rateLimits: [],
  },
  hooks: { digest: 'd', functions: ['hooked'], triggers: {} },
  settings: DEFAULT_APP_SETTINGS,
};

function counted(kind: 'function' | 'trigger', name: string, ms: number, further: Partial<CountDocument> = {}): CountDocument {
  const part = { kind, name };
  const times = { [`b${rangeOf(ms)}`]: 10 };
  return {
    _id: name,
    a: 'one',
    version: 'v2',
    part,
    by: 'code',
    hour: SINCE,
    goesAt: SINCE,
    calls: 10,
    errors: 0,
    timeouts: 0,
    times,
    ...further,
  };
}

describe('the report of an app and its code', () => {
  it('lists all functions and triggers, called or not, with the sums of their calls', () => {
    const place = { file: 'main.js', line: 3 };
    const lastError = (at: Date, message: string) => ({ at, code: 141, message, place });
    const report = codeReport(
      APP,
      [
        counted('function', 'f', 4, { errors: 2, lastError: lastError(SINCE, 'old') }),
        counted('function', 'f', 100, { timeouts: 1, lastError: lastError(new Date(SINCE.getTime() + 1), 'new') }),
        counted('function', 'hooked', 9, { by: 'webhook' }),
        counted('trigger', 'beforeSave Review', 900),
      ],
      SINCE,
    );
    expect(report).toMatchObject({ version: 'v2', state: 'ready', since: SINCE.toISOString(), slowTriggers: ['beforeSave Review'] });
    expect(report.functions).toMatchObject([
      { functionName: 'f', servedBy: 'code', calls: 20, errors: 2, timeouts: 1, lastError: { message: 'new', place } },
      { functionName: 'hooked', servedBy: 'webhook', calls: 10 },
    ]);
    expect(report.functions[0]!.p50Ms).toBeLessThan(5);
    expect(report.functions[0]!.p99Ms).toBeGreaterThanOrEqual(100);
    expect(report.triggers).toMatchObject([
      { className: 'Review', triggerName: 'beforeSave', isSlow: true, calls: 10 },
      { className: 'Review', triggerName: 'afterSave', isSlow: false, calls: 0 },
    ]);
    expect(report.jobs).toMatchObject([{ jobName: 'nightly', calls: 0 }]);
  });

  it('says of an app without code that it has none, and of code that was never loaded that it is loading', () => {
    const settings = DEFAULT_APP_SETTINGS;
    expect(codeReport({ settings }, [], SINCE)).toMatchObject({ state: 'none', version: null, functions: [], triggers: [] });
    expect(codeReport({ settings, release: 'r1' }, [], SINCE).state).toBe('loading');
  });
});
