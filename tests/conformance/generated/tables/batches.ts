import { request } from '../../requests.ts';
import { polygon } from '../../values.ts';
import { MAIN_CALLERS, signUp } from '../callers.ts';
import type { Case, Group } from '../group.ts';

const good = (n: number) => ({ method: 'POST', path: '/parse/classes/GenBatch', body: { n } });

/** Parts of a batch that fail or are odd; each is sent between two good ones. */
const PARTS: Readonly<Record<string, unknown>> = {
  'a missing object': { method: 'PUT', path: '/parse/classes/GenBatch/nowhere123', body: { n: 1 } },
  'a missing object to delete': { method: 'DELETE', path: '/parse/classes/GenBatch/nowhere123' },
  'a missing object to get': { method: 'GET', path: '/parse/classes/GenBatch/nowhere123' },
  'a find': { method: 'GET', path: '/parse/classes/GenBatchRead' },
  'a wrong type': { method: 'POST', path: '/parse/classes/GenBatch', body: { n: 'x' } },
  'a bad name': { method: 'POST', path: '/parse/classes/GenBatch', body: { 'a b': 1 } },
  'a bad class': { method: 'POST', path: '/parse/classes/1a', body: {} },
  'a crossing polygon': {
    method: 'POST',
    path: '/parse/classes/GenBatchArea',
    body: { area: polygon([0, 0], [10, 10], [0, 10], [10, 0]) },
  },
  'an unknown route': { method: 'POST', path: '/parse/nowhere', body: {} },
  'an unknown method': { method: 'PATCH', path: '/parse/classes/GenBatch', body: {} },
  'a path without the mount': { method: 'POST', path: '/classes/GenBatch', body: {} },
  'a path of another mount': { method: 'POST', path: '/1/classes/GenBatch', body: {} },
  'a batch': { method: 'POST', path: '/parse/batch', body: { requests: [] } },
  'no path': { method: 'POST', body: {} },
  'no method': { path: '/parse/classes/GenBatch', body: {} },
  'no body': { method: 'POST', path: '/parse/classes/GenBatch' },
  'a number': 5,
  null: null,
  'a path that is a number': { method: 'POST', path: 5, body: {} },
  'a body that is a list': { method: 'POST', path: '/parse/classes/GenBatch', body: [] },
  'a body that is null': { method: 'POST', path: '/parse/classes/GenBatch', body: null },
  'a function': { method: 'POST', path: '/parse/functions/none', body: {} },
  'a log-in': { method: 'POST', path: '/parse/login', body: { username: 'nobody', password: 'x' } },
  me: { method: 'GET', path: '/parse/users/me' },
  'a schema': { method: 'GET', path: '/parse/schemas/GenNowhere' },
  'a role without a name': { method: 'POST', path: '/parse/roles', body: {} },
  'an installation without an id': { method: 'POST', path: '/parse/installations', body: {} },
  'a user without a password': { method: 'POST', path: '/parse/users', body: { username: 'x' } },
};
const BODIES: Readonly<Record<string, unknown>> = {
  nothing: {},
  'requests null': { requests: null },
  'requests object': { requests: {} },
  'requests string': { requests: 'x' },
  'requests empty': { requests: [] },
  'a further member': { requests: [], further: 1 },
};

export const batches: Group = {
  title: 'batches of failing parts',
  before: [signUp('batches', 'anna'), signUp('batches', 'bob')],
  fixtures: { GenBatch: { first: { n: 1 } }, GenBatchRead: { read: { n: 1 } } },
  cases: Object.entries(MAIN_CALLERS).flatMap(([caller, asking]): Case[] => [
    ...Object.entries(PARTS).map(([name, part]): Case => [
      request(`${name} by ${caller}`, 'POST', '/batch', {
        ...asking,
        body: { requests: [good(1), part, good(2)] },
        save: [`${name} ${caller} 1`, `${name} ${caller} 2`, `${name} ${caller} 3`],
      }),
    ]),
    ...Object.entries(BODIES).map(([name, body]): Case => [request(`${name} by ${caller}`, 'POST', '/batch', { ...asking, body })]),
  ]),
};
