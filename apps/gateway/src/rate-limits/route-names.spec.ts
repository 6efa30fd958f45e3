import { expect, it } from 'vitest';
import { jsonReply } from '../reply/reply.ts';
import { RouteTable } from '../routes/route-table.ts';
import { routeNames } from './route-names.ts';

const table = new RouteTable();
for (const path of ['/login', '/users', '/users/me', '/users/:objectId', '/classes/:className', '/classes/:className/:objectId'])
  table.add({ method: 'GET', path, scope: 'app', effect: 'read', cost: 1, operation: `test ${path}`, answer: async () => jsonReply({}) });

for (const path of ['/apps/:appId/verify_email', '/apps/:appId/resend_verification_email'])
  table.add({
    method: 'GET',
    path,
    scope: 'public',
    effect: 'read',
    cost: 1,
    operation: `test ${path}`,
    answer: async () => jsonReply({}),
  });

it.each([
  [['LogIn'], [['login']]],
  [['classes', 'Game', 'x'], [['classes', 'Game', 'x']]],
  [['Users'], [['users'], ['classes', '_User']]],
  [
    ['users', 'x'],
    [
      ['users', 'x'],
      ['classes', '_User', 'x'],
    ],
  ],
  [
    ['Classes', '_User'],
    [['classes', '_User'], ['users']],
  ],
  [
    ['classes', '_User', 'x'],
    [
      ['classes', '_User', 'x'],
      ['users', 'x'],
    ],
  ],
  [['classes', '_user'], [['classes', '_user']]],
  [['Apps', 'a', 'Verify_Email'], [['apps', 'a', 'verify_email']]],
  [
    ['apps', 'a', 'resend_verification_email'],
    [['apps', 'a', 'resend_verification_email'], ['verificationEmailRequest']],
  ],
  [['nowhere', 'X'], [['nowhere', 'X']]],
  [[], [[]]],
])('SEC-06 %j is limited as %j', (segments, names) => {
  expect(routeNames(table, 'GET', segments)).toEqual(names);
});
