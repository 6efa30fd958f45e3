import type { Step } from '../../../conformance/subject.ts';
import { add, addUnique, date, geo, increment, op, pointer } from '../../../conformance/values.ts';
import { PASSWORD } from '../old-app/accounts.ts';
import type { OldApp } from '../old-app/old-app.ts';
import { asked, CLIENT, MASTER, user, type Asker } from './callers.ts';

/** Changes of every kind to one object after the other, each read again. */
export function objectWrites({ objects }: OldApp): readonly Step[] {
  const [team = '', other = ''] = objects.teams;
  const changes: readonly Record<string, unknown>[] = [
    { aNumber: increment(3), anArray: add('late'), aString: 'new' },
    { anArray: addUnique('s', 'x', 'x'), 'anObject.k': increment(1) },
    { anArray: op('Remove', { objects: ['s', date('2019-01-03T03:04:05.006Z')] }), aDate: date('2022-02-02T00:00:00.000Z') },
    { aPointer: pointer('Team', other), aGeo: geo(1, 2), aNull: 'no longer' },
    { aPointer: op('Delete'), anObject: op('Delete'), anEmptyArray: add(1) },
    { aRelation: op('AddRelation', { objects: [pointer('Team', team), pointer('Team', other)] }) },
    { ACL: { '*': { read: true } }, aBool: false },
    { aNumber: 'a string' },
    { aPointer: pointer('Player', team) },
    { aNewField: { deep: [1, { a: null }] }, anEmptyObject: { k: 1 } },
    { 'anObject.new.deep': 1, 'anObject.list': add('z') },
    {},
  ];
  return changes.flatMap((body, at) => {
    const path = `/classes/Everything/${objects.everything[at + 8] ?? ''}`;
    const read = asked(MASTER, 'GET', path);
    return [asked(MASTER, 'PUT', path, { body }), { ...read, title: `${read.title} after change ${at}` }];
  });
}

/** Each kind of write to objects of each class with permissions, by everybody. */
export function ruledWrites(app: OldApp): readonly Step[] {
  const askers = [CLIENT, user(app, 'carl'), user(app, 'bob'), user(app, 'ada'), MASTER];
  return [...app.ruled].flatMap(([className, ids]) =>
    askers.flatMap((asker, at) => [
      asked(asker, 'PUT', `/classes/${className}/${ids[0] ?? ''}`, { body: { n: at + 10 } }),
      asked(asker, 'PUT', `/classes/${className}/${ids[1] ?? ''}`, { body: { [`new${at}`]: true } }),
      asked(asker, 'POST', `/classes/${className}`, { body: { n: 50 + at, secret: 'new', must: 1 }, save: `${className}${at}` }),
      asked(asker, 'DELETE', `/classes/${className}/${ids[2] ?? 'absent0001'}`),
      asked(asker, 'DELETE', `/classes/${className}/absent0000`),
    ]),
  );
}

/** Changes of users, roles, devices, schemas, and of many objects at once. */
export function platformWrites(app: OldApp): readonly Step[] {
  const { ada, bob, carl } = app.accounts.of;
  const [asAda, asBob] = [user(app, 'ada'), user(app, 'bob')];
  const put = (asker: Asker, path: string, body: unknown): Step => asked(asker, 'PUT', path, { body });
  return [
    put(asAda, `/users/${ada.objectId}`, { nick: 'A.' }),
    put(asBob, `/users/${ada.objectId}`, { nick: 'stolen' }),
    put(CLIENT, `/users/${ada.objectId}`, { nick: 'stolen' }),
    put(asAda, `/users/${ada.objectId}`, { username: 'bob' }),
    put(asAda, `/users/${ada.objectId}`, { email: 'bob@old.example' }),
    put(MASTER, `/users/${carl.objectId}`, { age: increment(1) }),
    put(MASTER, `/users/hosteduser`, { nick: 'moved in' }),
    asked(MASTER, 'GET', '/users/hosteduser'),
    asked(MASTER, 'DELETE', '/users/hash2b0000'),
    asked(CLIENT, 'DELETE', `/users/${ada.objectId}`),
    put(MASTER, '/users/legacyanna', { nick: 'small' }),
    asked(CLIENT, 'POST', '/login', { body: { username: 'ada', password: PASSWORD } }),
    put(asAda, '/roles/absent0000', { users: op('AddRelation', { objects: [pointer('_User', bob.objectId)] }) }),
    asked(MASTER, 'POST', '/roles', { body: { name: 'Admins', ACL: {} } }),
    asked(MASTER, 'POST', '/roles', { body: { name: 'New Role', ACL: { '*': { read: true } } }, save: 'newRole' }),
    asked(asAda, 'GET', '/roles', { query: { order: 'name' } }),
    asked(CLIENT, 'POST', '/installations', { body: { installationId: '11111111-0000-4000-8000-000000000001', deviceType: 'android', badge: 77 } }),
    asked(CLIENT, 'POST', '/installations', { body: { installationId: 'newinst', deviceType: 'ios', deviceToken: 'newtoken' }, save: 'newInstallation' }),
    asked(CLIENT, 'GET', '/installations/{{newInstallation}}'),
    asked(CLIENT, 'PUT', '/installations/twin000003', { body: { channels: ['moved'] } }),
    asked(MASTER, 'GET', '/installations', { query: { order: 'objectId', where: { deviceType: 'android' } } }),
    asked(MASTER, 'POST', '/schemas/Declared', { body: { className: 'Declared' } }),
    asked(MASTER, 'POST', '/schemas/Team', { body: { fields: {} } }),
    asked(MASTER, 'PUT', '/schemas/Badge', { body: { fields: { extra: { type: 'String' } } } }),
    asked(MASTER, 'PUT', '/schemas/Badge', { body: { fields: { title: { type: 'Number' } } } }),
    asked(MASTER, 'DELETE', '/schemas/Badge'),
    asked(MASTER, 'POST', '/batch', { body: { requests: [
      { method: 'POST', path: '/parse/classes/Badge', body: { title: 'batched' } },
      { method: 'PUT', path: `/parse/classes/Badge/${app.objects.small.get('Badge')?.[0] ?? ''}`, body: { n: increment(5) } },
      { method: 'DELETE', path: `/parse/classes/Badge/${app.objects.small.get('Badge')?.[1] ?? ''}` },
      { method: 'PUT', path: '/parse/classes/Badge/absent0000', body: { n: 1 } },
    ] }, save: ['batchedBadge'] }),
    asked(MASTER, 'GET', '/classes/Badge', { query: { order: 'title', keys: 'title,n', count: '1' } }),
    asked(CLIENT, 'POST', '/classes/Order', { body: { total: 1 }, headers: { 'X-Parse-Request-Id': 'request-1' } }),
    asked(CLIENT, 'POST', '/classes/Order', { body: { total: 2 }, headers: { 'X-Parse-Request-Id': 'request-new' }, save: 'newOrder' }),
    asked(CLIENT, 'POST', '/classes/Order', { body: { total: 2 }, headers: { 'X-Parse-Request-Id': 'request-new' } }),
  ];
} // prettier-ignore
