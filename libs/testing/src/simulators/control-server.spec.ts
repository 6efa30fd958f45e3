import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startSimulators, type Simulators } from './start-simulators.ts';

let simulators: Simulators;
const control = async (
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) => {
  const response = await fetch(`${simulators.controlUrl}${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, body: await response.text() };
};
const json = async (method: string, path: string, body?: unknown) => JSON.parse((await control(method, path, body)).body);

beforeAll(async () => {
  simulators = await startSimulators();
});
beforeEach(() => simulators.apns.change({ reset: true }));
afterAll(() => simulators.close());

it('changes one simulator, and answers its report', async () => {
  const report = await json('POST', '/_control/apns', {
    behaviours: { maxConcurrentStreams: 7 },
    scripts: [{ prefix: 'a', fates: ['Shutdown'] }],
  });
  expect(report).toMatchObject({ name: 'apns', behaviours: { maxConcurrentStreams: 7 }, scripts: { prefixes: 1 } });
  expect(await json('GET', '/_control/apns')).toEqual(report);
});

it('shows and resets all at once', async () => {
  simulators.apns.change({ behaviours: { maxConcurrentStreams: 7 } });
  expect(await json('GET', '/_control')).toMatchObject({ apns: { behaviours: { maxConcurrentStreams: 7 } } });
  expect(await json('POST', '/_control', { reset: true })).toMatchObject({ apns: { behaviours: { maxConcurrentStreams: 1_000 } } });
});

it('hands out the journal as lines, and compares it with a list of tokens', async () => {
  for (const token of ['a', 'b', 'b']) simulators.apns.journal.record({ pushId: 'p', token, payload: '{}', at: 5, facts: {} });
  const taken = async (query: string) => JSON.parse((await control('GET', `/_control/apns/taken${query}`)).body) as unknown;
  expect(await taken('')).toEqual({ taken: 3 });
  expect([await taken('?push_id=p'), await taken('?push_id=other')]).toEqual([{ taken: 3 }, { taken: 0 }]);
  const { body } = await control('GET', '/_control/apns/journal?push_id=p');
  expect(
    body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([...simulators.apns.journal.deliveries()]);
  expect((await control('GET', '/_control/apns/journal?push_id=other')).body).toBe('');
  const coverage = await json('POST', '/_control/apns/coverage', { push_id: 'p', tokens: ['b', 'c'] });
  expect(coverage).toEqual({ missing: ['c'], repeated: ['b'], strangers: 1 });
});

it.each([
  ['GET', '/_control/gcm', undefined, 404],
  ['GET', '/_control/apns/x', undefined, 404],
  ['GET', '/other', undefined, 404],
  ['PUT', '/_control/apns', {}, 405],
  ['POST', '/_control/apns', { scripts: [{ prefix: '', fates: ['Lost'] }] }, 400],
  ['POST', '/_control/apns', { behaviours: { maxConcurrentStreams: 0 } }, 400],
  ['POST', '/_control/apns', 5, 400],
])('%s %s %j is refused by %i', async (method, path, body, status) => {
  const answer = await control(method, path, body);
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body).error).toEqual(expect.any(String));
});

it('takes no orders from a page of another origin', async () => {
  expect((await control('POST', '/_control', { reset: true }, { 'content-type': 'text/plain' })).status).toBe(415);
  expect((await control('POST', '/_control', undefined, { 'content-type': 'text/plain' })).status).toBe(415);
});
