import { describe, expect, it } from 'vitest';
import { failuresOf, readFailures } from './failures.ts';

const passed = { status: 'passed', fullName: 'adds', failureMessages: [] };
const failed = {
  status: 'failed',
  fullName: 'a sum is right',
  failureMessages: ['\u001b[31mError: expected 1\u001b[39m to be 2\n  at x.ts:3'],
};

describe('the failures of a report', () => {
  it('are told by file, title and the first line of the reason', () => {
    const report = { testResults: [{ name: '/repo/a/b.spec.ts', status: 'failed', assertionResults: [passed, failed] }] };
    expect(failuresOf(report, '/repo')).toEqual(['a/b.spec.ts: a sum is right: Error: expected 1 to be 2']);
  });

  it('include a file that could not be loaded, and no file that passed', () => {
    const broken = { name: '/repo/c.spec.ts', status: 'failed', message: 'Cannot find x', assertionResults: [] };
    const fine = { name: '/repo/d.spec.ts', status: 'passed', message: '', assertionResults: [passed] };
    expect(failuresOf({ testResults: [broken, fine] }, '/repo')).toEqual(['c.spec.ts: Cannot find x']);
  });

  it('are none without a report', () => {
    expect(readFailures('/nowhere/report.json', '/repo')).toEqual([]);
  });
});
