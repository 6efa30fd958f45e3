import { describe, expect, it } from 'vitest';
import { readTally, sum, summaryLine, tallyOf } from './report.ts';

const REPORT = { numPassedTests: 4, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
const file = (status: string, ...tests: string[]) => ({ status, assertionResults: tests.map((one) => ({ status: one })) });

describe('summaryLine', () => {
  it('names what was skipped only if something was', () => {
    expect(summaryLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
    expect(summaryLine({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped');
  });
});

describe('tallyOf', () => {
  it('adds up passed, failed and skipped tests', () => {
    const report = { ...REPORT, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults: [file('failed', 'failed', 'passed')] };
    expect(tallyOf(report, 1)).toEqual({ passed: 4, failed: 1, skipped: 3 });
  });

  it('counts a file that could not be loaded as a failure', () => {
    expect(tallyOf({ ...REPORT, testResults: [file('failed'), file('passed', 'passed')] }, 1).failed).toBe(1);
  });

  it('counts a bad end of vitest as a failure even if every test passed', () => {
    expect(tallyOf(REPORT, 1).failed).toBe(1);
    expect(tallyOf(REPORT, null).failed).toBe(1);
    expect(tallyOf(REPORT, 0).failed).toBe(0);
  });

  it('counts a missing report as a failure', () => {
    expect(readTally('/nowhere/report.json', 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('sum', () => {
  it('of nothing is nothing passed', () => {
    expect(sum([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});
