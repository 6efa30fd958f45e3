import { expect, it } from 'vitest';
import { withoutLink } from '../records/mail-links.ts';
import type { Credentials, UserBody } from './new-user-body.ts';
import { credentialMembers } from './user-changes.ts';

const UNSET = { __op: 'Delete' };
const NO_RESET = withoutLink('password-reset');
const NO_LINKS = { ...withoutLink('verification'), ...NO_RESET };
const sent = (credentials: Partial<Credentials>): UserBody => ({
  credentials: { username: undefined, password: undefined, email: undefined, authData: undefined, ...credentials },
  rest: {},
});
const anonymous = { anonymous: { id: 'x' } };

it.each([
  ['nothing', {}, {}, {}],
  ['a name', { username: 'ada' }, anonymous, { username: 'ada' }],
  ['the address he has', { email: 'old@b' }, {}, {}],
  ['another address, which voids links to the old one', { email: 'a@b' }, {}, { email: 'a@b', emailVerified: UNSET, ...NO_LINKS }],
  ['no address any more', { email: null }, {}, { email: UNSET, emailVerified: UNSET, ...NO_LINKS }],
  ['a password, which voids a link to choose one', { password: 'p' }, { facebook: { id: 'x' } }, NO_RESET],
  ['a password of an anonymous user', { password: 'p' }, anonymous, { _auth_data_anonymous: UNSET, ...NO_RESET }],
])('changes %s', (_what, credentials, authData, members) => {
  expect(credentialMembers({ authData, email: 'old@b' }, sent(credentials), false)).toEqual(members);
});
