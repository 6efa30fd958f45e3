import { expect, it } from 'vitest';
import { explainConnection } from './explain-connection.ts';

const withCode = (code: string | number, message = 'hunter2') => Object.assign(new Error(message), { code });
const topology = (setName: string | null, ...errors: Error[]) => ({
  setName,
  servers: new Map(errors.map((error, index) => [String(index), { error }])),
});

it.each<[string, unknown, RegExp, boolean]>([
  ['a certificate for another host', withCode('ERR_TLS_CERT_ALTNAME_INVALID'), /lacks the host name/, false],
  ['one within the causes', new Error('x', { cause: new Error('y', { cause: withCode('SELF_SIGNED_CERT_IN_CHAIN') }) }), /trust/, false],
  ['one of several attempts', new AggregateError([withCode('ECONNREFUSED')]), /does not listen/, true],
  ['a wish for a client certificate', withCode('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), /client certificate/, false],
  ['a server of another replica set', Object.assign(new Error('x'), { reason: topology('other') }), /replicaSet/, false],
  ['a server that a driver has met', Object.assign(new Error('x'), { reason: topology('rs0', withCode('ENOTFOUND')) }), /host name/, true],
  ['a refused password', withCode(18), /password/, false],
])('explains %s', (_, error, reason, isPassing) => {
  const explained = explainConnection(error);
  expect(explained).toMatchObject({ reason: expect.stringMatching(reason), isPassing });
  expect(explained?.reason).not.toContain('hunter2');
});

it('says nothing of what it does not know, and ends on causes that go round', () => {
  const round = new Error('x');
  round.cause = round;
  for (const error of [round, new Error('x'), 'x', undefined, { reason: topology(null) }]) expect(explainConnection(error)).toBeUndefined();
});
