import { op, pointer, bytes, date, geo, polygon } from '../../conformance/values.ts';
import { MFA_SECRET, oneTimePassword, PASSWORD } from './old-app/accounts.ts';
import type { OldApp } from './old-app/old-app.ts';
import type { Row, Writer } from './old-app/writer.ts';

/** Ids of the objects that Parlance has written into the old app's database while it was in charge. */
export interface WrittenHere {
  readonly users: Readonly<Record<'grace' | 'heidi' | 'guarded', { readonly objectId: string; readonly token: string }>>;
  readonly anonymous: string;
  readonly object: string;
  readonly role: string;
  readonly installation: string;
}

/** Of carl, since Parlance is in charge. */
export const CHANGED_PASSWORD = 'a password chosen here';

/** A day of writing: users, a second factor, a changed password, objects of every type, a class, a role, a device. */
export async function writeHere(writer: Writer, { accounts, objects }: OldApp): Promise<WrittenHere> {
  const signUp = async (username: string, more: Row = {}) => {
    const made = await writer.send('POST', '/users', { username, password: PASSWORD, ...more }, { as: 'client' });
    return { objectId: made['objectId'] as string, token: made['sessionToken'] as string };
  };
  const grace = await signUp('grace', { email: 'grace@new.example', nick: 'G', team: pointer('Team', objects.teams[0] as string) });
  const heidi = await signUp('heidi');
  const guarded = await signUp('guarded');
  const session = { as: 'client', headers: { 'X-Parse-Session-Token': guarded.token } } as const;
  await writer.send('PUT', `/users/${guarded.objectId}`, { authData: { mfa: { secret: MFA_SECRET, token: oneTimePassword() } } }, session);
  await writer.send('PUT', `/users/${accounts.of.carl.objectId}`, { password: CHANGED_PASSWORD });
  const authData = { anonymous: { id: '0a1b2c3d-0000-4000-8000-00000000beef' } };
  const anonymous = (await writer.send('POST', '/users', { authData }, { as: 'client' }))['objectId'] as string;
  await writer.send('POST', '/login', { username: 'bob', password: PASSWORD }, { as: 'client' });

  const object = await writer.create('Everything', {
    aString: 'written here', aNumber: 2 ** 40, aBool: true, aDate: date('2024-02-29T12:00:00.000Z'), aGeo: geo(1, 2), aNull: null,
    anObject: { k: 1, when: date('2024-02-29T12:00:00.000Z'), ptr: pointer('Team', objects.teams[0] as string) },
    anArray: [1, null, geo(1, 2), { deep: [1] }], someBytes: bytes('AQID'), aPolygon: polygon([0, 0], [0, 1], [1, 1], [0, 0]),
    aPointer: pointer('Team', objects.teams[1] as string), aFile: { __type: 'File', name: 'x_f.txt' },
    aRelation: op('AddRelation', { objects: objects.teams.slice(0, 3).map((id) => pointer('Team', id)) }),
    ACL: { '*': { read: true }, [grace.objectId]: { read: true, write: true } },
  }); // prettier-ignore
  await writer.send('PUT', `/classes/Player/${objects.players[0] as string}`, {
    score: op('Increment', { amount: 1 }),
    fresh: [date('2024-01-01T00:00:00.000Z')],
  });
  await writer.send('DELETE', `/classes/Order/${objects.orders[0] as string}`);
  await writer.send('POST', '/schemas/MadeHere', {
    className: 'MadeHere',
    fields: { n: { type: 'Number', required: true }, owner: { type: 'Pointer', targetClass: '_User' } },
    indexes: { byN: { n: 1 } },
    classLevelPermissions: { find: { requiresAuthentication: true }, get: { '*': true }, create: { '*': true }, update: { '*': true } },
  });
  await writer.create('MadeHere', { n: 1, owner: pointer('_User', grace.objectId) });
  const role = (await writer.send('POST', '/roles', {
    name: 'Newcomers',
    ACL: { '*': { read: true } },
    users: op('AddRelation', { objects: [pointer('_User', grace.objectId)] }),
  })) as { objectId: string };
  const device = { installationId: 'made-here', deviceType: 'ios', deviceToken: 'ab'.repeat(32), channels: ['new'] };
  const installation = (await writer.send('POST', '/installations', device, { as: 'client' })) as { objectId: string };
  return { users: { grace, heidi, guarded }, anonymous, object, role: role.objectId, installation: installation.objectId };
}
