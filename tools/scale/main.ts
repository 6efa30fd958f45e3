import { parseArgs } from 'node:util';
import type { Load } from './model.ts';
import { GOAL, needsTable, saturationTable } from './tables.ts';

const USAGE = `npm run -s scale -- --requests 100000 --apps 10000 --installations 100000000 --push-seconds 3600

Prints the processes and servers that a load needs, the part that is full first, and the order in which a growing deployment meets its
limits. docs/scale.md has the assumptions.`;

const OPTIONS = {
  requests: { type: 'string', default: '100000' },
  apps: { type: 'string', default: '10000' },
  installations: { type: 'string', default: '100000000' },
  'push-seconds': { type: 'string', default: '3600' },
  help: { type: 'boolean', default: false },
} as const;

const { values } = parseArgs({ options: OPTIONS });

function number(name: keyof typeof OPTIONS): number {
  const value = Number(values[name]);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0.`);
  return value;
}

if (values.help) console.log(USAGE);
else {
  const load: Load = {
    ...GOAL,
    requestsPerSecond: number('requests'),
    apps: number('apps'),
    installations: number('installations'),
    pushSeconds: number('push-seconds'),
  };
  console.log(`${needsTable(load)}\n\n${saturationTable(load)}`);
}
