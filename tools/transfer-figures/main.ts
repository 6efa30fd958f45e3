import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../launcher/paths.ts';

const SWITCH = { type: 'boolean', default: false } as const;
const { values } = parseArgs({ options: { rows: { type: 'string', default: '100000' }, kill: SWITCH, alone: SWITCH } });
const rows = Number(values.rows);
if (!Number.isSafeInteger(rows) || rows < 1) {
  console.error('--rows is a number of rows, as 1000000.');
  process.exit(1);
}
const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
const env = {
  ...process.env,
  PARLANCE_TRANSFER_ROWS: String(rows),
  PARLANCE_TRANSFER_KILL: values.kill ? '1' : '0',
  PARLANCE_TRANSFER_ALONE: values.alone ? '1' : '0',
};
const args = [vitest, 'run', '--project', 'transfers', '--disable-console-intercept'];
spawn(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 1));
