import { expect, it } from 'vitest';
import { z } from 'zod';
import { operationsOf } from './contracts.ts';
import { event, json, operation } from './operation.ts';
import { route } from './rest-route.ts';

const ASKED = {
  app: 'test',
  path: { name: 'x' },
  input: { n: 1 },
  caller: { sessionToken: undefined, byRestKey: false, repeatId: undefined, origin: { address: '' } },
};

it.each([
  ['GET', 'read'],
  ['POST', 'write'],
  ['PUT', 'write'],
  ['PATCH', 'write'],
  ['DELETE', 'write'],
] as const)('a route by %s is a %s of cost 1, unless it says otherwise', (method, effect) => {
  expect(route(method, '/a', 'app', () => ({}))).toMatchObject({ method, path: '/a', scope: 'app', effect, cost: 1 });
  const deviations = { effect: 'read', cost: 3, ignoresSession: true } as const;
  expect(route(method, '/a', 'master', () => ({}), deviations)).toMatchObject({ scope: 'master', ...deviations });
});

it('makes the request of path, input, caller and app', () => {
  const { requestOf } = route('PUT', '/a/:name', 'app', ({ app, path, input, caller }) => ({ app, ...path, ...input, ...caller.origin }));
  expect(requestOf(ASKED)).toEqual({ app: 'test', name: 'x', n: 1, address: '' });
});

it('operations are found among all that a contract exports', () => {
  const find = operation({ subject: 'a.find', request: z.object({}), reply: json(z.object({})), retry: 'safe' });
  const changed = event({ subject: 'events.a.changed', payload: z.object({}) });
  expect(operationsOf({ find, changed, request: z.object({}), text: 'x', nothing: null })).toEqual([find]);
});

it('an operation has the default deadline, unless it states one', () => {
  const declared = { subject: 'a.b', request: z.object({}), reply: json(z.object({})), retry: 'safe' } as const;
  expect(operation(declared).deadlineMs).toBe(9_000);
  expect(operation({ ...declared, deadlineMs: 100 }).deadlineMs).toBe(100);
});
