/**
 * `npm run scale:push`: a push to five million installations, by providers that send nothing, and the memory of the worker meanwhile. It
 * ends with 1 when the memory passes 400 MB or grows with the installations that were visited (T19, I4). About seven minutes on two cores.
 *
 *     npm run scale:push -- --rows 1000000
 */
import { parseArgs } from 'node:util';
import { workerMemory } from './worker-memory.ts';

const ROWS = '5000000';
const MEMORY_MB_MAX = 400;

const { values: options } = parseArgs({ options: { rows: { type: 'string', default: ROWS } } });
const rows = Number(options.rows);
if (!Number.isInteger(rows) || rows < 1) throw new Error('--rows needs a whole number, such as 1000000.');

const { rate, most, quarters, isFlat } = await workerMemory(rows);
const isSmall = most < MEMORY_MB_MAX;
console.log(`${rows.toLocaleString('en')} installations, ${Math.round(rate).toLocaleString('en')} a second.`);
console.log(
  `Memory of the worker, by quarters: ${quarters.map((megabytes) => `${megabytes.toFixed(0)} MB`).join(', ')}: ${isFlat ? 'flat' : 'it grows'}.`,
);
console.log(`Most: ${most.toFixed(0)} MB, ${isSmall ? 'met' : 'missed'} (under ${MEMORY_MB_MAX} MB).`);
process.exitCode = isSmall && isFlat ? 0 : 1;
