import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../launcher/paths.ts';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '100000' }, kill: { type: 'boolean', default: false } } });
const rows = Number(values.rows);
if (!Number.isSafeInteger(rows) || rows < 1) {
  console.error('--rows is a number of rows, as 1000000.');
  process.exit(1);
}
const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
const env = { ...process.env, PARLANCE_TRANSFER_ROWS: String(rows), PARLANCE_TRANSFER_KILL: values.kill ? '1' : '0' };
const args = [vitest, 'run', '--project', 'transfers', '--disable-console-intercept'];
spawn(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 1));
