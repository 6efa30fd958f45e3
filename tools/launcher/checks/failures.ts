import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** The members of vitest's JSON report that are read here. */
interface FailedReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

const REASON_LENGTH_MAX = 300;

/**
 * Each failure of a vitest report as `tests/e2e/a.spec.ts: title of the test: first line of the reason`, so that the end of a long run tells
 * which they were. A file that failed without a failing test is one.
 */
export function failuresOf({ testResults }: FailedReport, root: string): readonly string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [`${file}: ${reason(message)}`] : [];
    return failed.map(({ fullName, failureMessages }) => `${file}: ${fullName}: ${reason(failureMessages?.[0])}`);
  });
}

function reason(text = 'no reason was told'): string {
  const [first = ''] = stripVTControlCharacters(text).trim().split('\n');
  return first.slice(0, REASON_LENGTH_MAX);
}

/** Reads a report from disk; there are none to tell of without one. */
export function readFailures(file: string, root: string): readonly string[] {
  try {
    return failuresOf(JSON.parse(readFileSync(file, 'utf8')) as FailedReport, root);
  } catch {
    return [];
  }
}
