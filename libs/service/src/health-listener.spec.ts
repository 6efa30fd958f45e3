import { afterEach, expect, it } from 'vitest';
import { listenForHealth, type HealthListener, type Told } from './health-listener.ts';
import { Readiness } from './readiness.ts';

let listener: HealthListener | undefined;
afterEach(() => listener?.close());

const listen = async (metrics?: Told['metrics']) => {
  listener = await listenForHealth({ readiness: new Readiness(), metrics }, '127.0.0.1', 0);
  const { url } = listener;
  return (path: string) => fetch(`${url}${path}`);
};

it('answers metrics as text where they are recorded', async () => {
  const get = await listen(() => Promise.resolve('a 1\n'));
  const answer = await get('/metrics');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(await answer.text()).toBe('a 1\n');
});

it('knows no metrics where none are recorded', async () => {
  expect((await (await listen())('/metrics')).status).toBe(404);
});

it('answers 503 when an instrument cannot be asked, and says no reason', async () => {
  const answer = await (await listen(() => Promise.reject(new Error('a secret'))))('/metrics');
  expect(answer.status).toBe(503);
  expect(await answer.json()).toEqual({ status: 'no metrics' });
});
