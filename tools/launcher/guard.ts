import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { stopProcess, type ProcessRecord } from './processes.ts';

/**
 * A small process that outlives its parent by a moment. It is told the processes that the parent has started; when the parent ends in
 * whatever way, even by SIGKILL, its input closes, and it stops those that still run, last started first, and removes folders made for
 * the run.
 *
 * Input: one GuardOrder as JSON per line. No output.
 */
export type GuardOrder =
  | { readonly kind: 'process'; readonly record: ProcessRecord; readonly graceMs: number; readonly group: boolean }
  | { readonly kind: 'folder'; readonly path: string };

const orders: GuardOrder[] = [];

async function cleanUp(): Promise<void> {
  for (const order of orders.toReversed()) {
    if (order.kind === 'process') await stopProcess(order.record, order.graceMs, order.group);
    else rmSync(order.path, { recursive: true, force: true, maxRetries: 5 });
  }
}

// Signals are meant for the parent; this process ends when the parent has.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => orders.push(JSON.parse(line) as GuardOrder));
lines.on('close', () => void cleanUp());
