import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../launcher/paths.ts';

/** Fewer rows leave no place to jump to. */
const ROWS_MIN = 10_000;

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });
const rows = Number(values.rows);
if (!Number.isSafeInteger(rows) || rows < ROWS_MIN) {
  console.error(`--rows is a number of rows, ${ROWS_MIN} at least, as 1000000.`);
  process.exit(1);
}
const args = [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'console-figures', '--disable-console-intercept'];
const env = { ...process.env, PARLANCE_CONSOLE_ROWS: String(rows) };
spawn(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 1));
