import { request } from '../../requests.ts';
import { CALLERS, MAIN_CALLERS, signUp } from '../callers.ts';
import type { Case, Group } from '../group.ts';

const INSTALLATIONS: Readonly<Record<string, unknown>> = {
  'id and type': { installationId: 'i-{n}', deviceType: 'ios' },
  'token and type': { deviceToken: 't-{n}', deviceType: 'android' },
  'no type': { installationId: 'i-{n}' },
  'no id': { deviceType: 'ios' },
  nothing: {},
  'id in capitals': { installationId: 'I-{n}-X', deviceType: 'ios' },
  'id null': { installationId: null, deviceType: 'ios' },
  'id number': { installationId: 5, deviceType: 'ios' },
  'id empty': { installationId: '', deviceType: 'ios' },
  'type unknown': { installationId: 'i-{n}', deviceType: 'toaster' },
  'type number': { installationId: 'i-{n}', deviceType: 5 },
  'type null': { installationId: 'i-{n}', deviceType: null },
  channels: { installationId: 'i-{n}', deviceType: 'ios', channels: ['a', 'b'] },
  'channels string': { installationId: 'i-{n}', deviceType: 'ios', channels: 'a' },
  'channels of a bad name': { installationId: 'i-{n}', deviceType: 'ios', channels: ['a b'] },
  'channels of numbers': { installationId: 'i-{n}', deviceType: 'ios', channels: [5] },
  'badge string': { installationId: 'i-{n}', deviceType: 'ios', badge: 'x' },
  'a further field': { installationId: 'i-{n}', deviceType: 'ios', further: 1 },
  'the same id': { installationId: 'i-kept', deviceType: 'ios' },
  'the same id without a type': { installationId: 'i-kept' },
  'another type for the same id': { installationId: 'i-kept', deviceType: 'android' },
  objectId: { installationId: 'i-{n}', deviceType: 'ios', objectId: 'chosen1234' },
};
const CHANGES: Readonly<Record<string, unknown>> = {
  'a field': { further: 1 },
  nothing: {},
  'the id': { installationId: 'other-{n}' },
  'the id in capitals': { installationId: 'C-{n}' },
  'the type': { deviceType: 'android' },
  'the token': { deviceToken: 'token-{n}' },
  channels: { channels: { __op: 'AddUnique', objects: ['x'] } },
  'the id deleted': { installationId: { __op: 'Delete' } },
  'ACL empty': { ACL: {} },
};
const numbered = (body: unknown, n: number): unknown => JSON.parse(JSON.stringify(body).replaceAll('{n}', String(n)));
const changed = Object.entries(CHANGES).flatMap(([what, body], at) =>
  Object.entries(MAIN_CALLERS).map(([caller, asking], by) => ({ what, body, caller, asking, n: at * 10 + by })),
);

export const installations: Group = {
  title: 'installations',
  before: [
    signUp('installations', 'anna'),
    signUp('installations', 'bob'),
    request('one', 'POST', '/installations', { body: { installationId: 'i-kept', deviceType: 'ios' }, save: 'kept' }),
    ...changed.map(({ n }) =>
      request(`installation ${n}`, 'POST', '/installations', { body: { installationId: `c-${n}`, deviceType: 'ios' }, save: `c${n}` }),
    ),
  ],
  inOrder: true,
  cases: [
    ...Object.entries(INSTALLATIONS).flatMap(([what, body], at) =>
      Object.entries(MAIN_CALLERS).map(([caller, asking], by): Case => [
        request(`create with ${what} by ${caller}`, 'POST', '/installations', { ...asking, body: numbered(body, at * 10 + by) }),
      ]),
    ),
    ...changed.map(({ what, body, caller, asking, n }): Case => [
      request(`change ${what} by ${caller}`, 'PUT', `/installations/{{c${n}}}`, { ...asking, body: numbered(body, n) }),
      request(`get after ${what} by ${caller}`, 'GET', `/installations/{{c${n}}}`, { ...asking }),
      request(`delete after ${what} by ${caller}`, 'DELETE', `/installations/{{c${n}}}`, { ...asking }),
    ]),
    ...Object.entries(CALLERS).map(([caller, asking]): Case => [
      request(`find by ${caller}`, 'GET', '/installations', { ...asking, query: { where: { installationId: 'i-kept' } } }),
      request(`find of all by ${caller}`, 'GET', '/installations', { ...asking, query: { limit: 0 } }),
      request(`get by ${caller}`, 'GET', '/installations/{{kept}}', { ...asking }),
    ]),
  ],
};
