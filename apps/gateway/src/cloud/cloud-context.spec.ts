import { MASTER, PUBLIC, type Identity } from '@parlance/acl';
import { expect, it } from 'vitest';
import { innerCloud, outerCloud } from './cloud-context.ts';

const USER: Identity = { kind: 'user', userId: 'u1', roles: [] };
const ASKED = { ip: '192.0.2.1', installationId: undefined, sessionToken: 'r:1', identity: USER, context: undefined };

it('SEC shows code the header fields of a request without keys and tokens', () => {
  const headers = {
    host: 'example',
    'x-parse-application-id': 'app',
    'x-parse-master-key': 'm',
    'x-parse-maintenance-key': 'n',
    'x-parse-rest-api-key': 'r',
    'x-parse-client-key': 'c',
    'x-parse-javascript-key': 'j',
    'x-parse-windows-key': 'w',
    'x-parse-session-token': 's',
    'x-parse-installation-id': 'i',
    'x-list': ['a', 'b'] as unknown as string,
    authorization: 'BASIC eA==',
  };
  const shown = { host: 'example', 'x-parse-application-id': 'app', 'x-parse-installation-id': 'i', 'x-list': 'a, b' };
  expect(outerCloud({ ...ASKED, headers })).toEqual({ headers: shown, ip: '192.0.2.1', sessionToken: 'r:1', context: '{}', depth: 0 });
  expect(outerCloud({ ...ASKED, headers: { authorization: 'Bearer x' } }).headers).toEqual({ authorization: 'Bearer x' });
});

it('has the session of callers with one alone, and their context as JSON', () => {
  expect(outerCloud({ ...ASKED, headers: {}, identity: MASTER })).not.toHaveProperty('sessionToken');
  expect(outerCloud({ ...ASKED, headers: {}, installationId: 'i', context: { a: 1 } })).toMatchObject({
    installationId: 'i',
    context: '{"a":1}',
  });
  expect(outerCloud({ ...ASKED, headers: {}, context: '{"a":2}' }).context).toBe('{"a":2}');
});

it('is that of the run for requests of code, but for their own session and context', () => {
  const run = { headers: { a: 'b' }, ip: '192.0.2.1', sessionToken: 'r:1', context: '{"a":1}', depth: 2 };
  expect(innerCloud(run, 'r:2')(USER, { b: 1 })).toEqual({ ...run, sessionToken: 'r:2', context: '{"b":1}' });
  expect(innerCloud(run, 'r:2')(PUBLIC, undefined)).toEqual({ ...run, sessionToken: undefined });
  expect(innerCloud(undefined, 'r:2')(USER, { b: 1 })).toBeUndefined();
});
