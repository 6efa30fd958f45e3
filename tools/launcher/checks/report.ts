import { readFileSync } from 'node:fs';

/** The result of a part of the test run. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0 };
/** A check that failed, or a suite that could not be run at all. */
export const ONE_FAILURE: Tally = { passed: 0, failed: 1, skipped: 0 };

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (total, { passed, failed, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
    }),
    NOTHING,
  );
}

/** The last line of a test run: `12 passed, 0 failed`, with `, 3 skipped` behind it only if tests were skipped. */
export function summaryLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** The members of vitest's JSON report that are read here. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly { readonly status: string }[] }[];
}

/**
 * Counts a vitest report. A file that failed without a failing test (it could not be loaded, or a hook threw) counts as one failure,
 * and so does a run that ended badly although every test in it passed.
 *
 * @param exitCode of vitest
 */
export function tallyOf(report: VitestReport, exitCode: number | null): Tally {
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Reads a report from disk; without one, vitest did not get as far as writing it, which is one failure. */
export function readTally(file: string, exitCode: number | null): Tally {
  try {
    return tallyOf(JSON.parse(readFileSync(file, 'utf8')) as VitestReport, exitCode);
  } catch {
    return ONE_FAILURE;
  }
}
