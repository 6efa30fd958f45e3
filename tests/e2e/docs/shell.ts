import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TIMEOUT_MS = 30_000;

/** The answer to one curl line. */
export interface CurlAnswer {
  readonly line: string;
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** The line as it stands, but for a curl that keeps quiet and adds the status of the answer in a line of its own. */
const QUIET_CURL = 'curl() { command curl --silent --show-error --write-out "\\n%{http_code}" "$@"; }';

/**
 * Types a snippet into a shell, line by line, as a reader does: before each line that is sent, `fill` puts values in the place of the
 * snippet's words, which earlier answers may have brought.
 *
 * @returns the answers to its curl lines
 * @throws Error for a line that the shell refuses, or whose answer is no JSON
 */
export async function typeIntoShell(text: string, fill: (line: string, answers: readonly CurlAnswer[]) => string): Promise<CurlAnswer[]> {
  const exports: string[] = [];
  const answers: CurlAnswer[] = [];
  for (const line of text.split('\n').filter((candidate) => candidate !== '' && !candidate.startsWith('#'))) {
    const filled = fill(line, answers);
    if (line.startsWith('export ')) {
      exports.push(filled);
      continue;
    }
    const script = [QUIET_CURL, ...exports, filled].join('\n');
    const { stdout } = await run('bash', ['-e', '-c', script], { timeout: TIMEOUT_MS });
    const end = stdout.lastIndexOf('\n');
    answers.push({ line, status: Number(stdout.slice(end)), body: JSON.parse(stdout.slice(0, end)) as Record<string, unknown> });
  }
  return answers;
}
