import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { extract, inject, operationMetrics, queueMetrics, span, withinRequest } from './index.ts';

const CALLS = 200_000;
const ROUNDS = 5;
/** A hundred times the time it takes, for a busy machine; a span that is made all the same takes longer. */
const NEXT_TO_NOTHING_NS = 10_000;
const work = (): number => 1;
const carrier = {};
const attributes = { size: 1 };
const scope = { requestId: 'r', app: 'a' };

/** Nanoseconds of one call, in the best of some rounds: the others were disturbed. */
function costOf(call: () => unknown): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const begin = process.hrtime.bigint();
    for (let count = 0; count < CALLS; count++) call();
    return Number(process.hrtime.bigint() - begin) / CALLS;
  });
  return Math.min(...rounds);
}

it.each([
  ['span', () => span('s', 'internal', attributes, work)],
  ['inject', () => inject(carrier)],
  ['extract', () => extract(carrier)],
  ['operationMetrics.record', () => operationMetrics.record('data.find', 'app', 0, 1)],
  ['queueMetrics.record', () => queueMetrics.record('mail-delivery', 'completed', 1)],
  ['withinRequest', () => withinRequest(scope, work)],
])('costs next to nothing while nothing is recorded: %s', { timeout: 60_000 }, (_name, call) => {
  expect(costOf(call)).toBeLessThan(NEXT_TO_NOTHING_NS);
});

it('does not load the SDK while nothing is recorded', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = new Set();
    registerHooks({ load: (url, context, next) => (loaded.add(url), next(url, context)) });
    const { startTelemetry, createLogger, span } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)});
    await startTelemetry({ service: 'data' });
    span('s', 'internal', undefined, () => 1);
    const packages = [...loaded].map((url) => /@opentelemetry\\/[^/]+/.exec(url)?.[0]).filter(Boolean);
    console.log(JSON.stringify([...new Set(packages)]));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  expect(JSON.parse(stdout)).toEqual(['@opentelemetry/api']);
});
