import type { Step } from '../../../conformance/subject.ts';
import type { OldApp } from '../old-app/old-app.ts';
import { asked, CLIENT, leftSessions, MASTER, user, type Asker } from './callers.ts';

const first = (ids: readonly string[] | undefined): string => ids?.[0] ?? 'absent0000';

/** Every class of the app, with the id of one of its objects. */
function classes({ objects, ruled }: OldApp): readonly (readonly [string, string])[] {
  const own: [string, string][] = [
    ['Team', first(objects.teams)],
    ['Player', first(objects.players)],
    ['Everything', first(objects.everything)],
    ['Order', first(objects.orders)],
    ['Odd', 'textdate'],
    ['Unused', 'absent0000'],
    ['NoSuchClass', 'absent0000'],
  ];
  const grouped = [...objects.small, ...ruled].map(([name, ids]): [string, string] => [name, first(ids)]);
  return [...own, ...grouped];
}

/** Finds, gets and counts of every class, by everybody. */
export function classReads(app: OldApp): readonly Step[] {
  const askers = [CLIENT, user(app, 'ada'), user(app, 'bob'), user(app, 'carl'), MASTER];
  return classes(app).flatMap(([className, id]) =>
    askers.flatMap((asker) => {
      const path = `/classes/${className}`;
      return [
        asked(asker, 'GET', path, { query: { order: 'objectId', limit: '4' } }),
        asked(asker, 'GET', path, { query: { count: '1', limit: '0' } }),
        asked(asker, 'GET', path, { query: { order: '-createdAt,objectId', skip: '1', limit: '2', includeAll: 'true' } }),
        asked(asker, 'GET', path, { query: { where: { n: { $gte: 1 } }, order: '-n,objectId' } }),
        asked(asker, 'GET', `${path}/${id}`),
      ];
    }),
  );
}

/** Reads of the platform's own classes, whole, since these have few objects. */
export function platformReads(app: OldApp): readonly Step[] {
  const { ada, bob, anonymous } = app.accounts.of;
  const users = [CLIENT, user(app, 'ada'), user(app, 'dora'), MASTER];
  return [
    ...users.flatMap((asker) => [
      asked(asker, 'GET', '/users', { query: { order: 'username' } }),
      asked(asker, 'GET', '/users', { query: { where: { username: 'ada' }, count: '1' } }),
      asked(asker, 'GET', '/users', { query: { where: { email: 'ada@old.example' } } }),
      asked(asker, 'GET', `/users/${ada.objectId}`),
      asked(asker, 'GET', `/users/${anonymous.objectId}`),
      asked(asker, 'GET', '/users/hosteduser'),
      asked(asker, 'GET', '/roles', { query: { order: 'name' } }),
      asked(asker, 'GET', '/classes/_Role', { query: { where: { name: 'Admins' } } }),
    ]),
    ...[...leftSessions(), user(app, 'expired'), user(app, 'ada'), CLIENT].map((asker) => asked(asker, 'GET', '/users/me')),
    ...relatedReads(app, bob.objectId),
    asked(CLIENT, 'GET', '/installations'),
    asked(MASTER, 'GET', '/installations', { query: { order: 'objectId' } }),
    asked(MASTER, 'GET', '/installations/twin000001'),
    asked(CLIENT, 'GET', '/schemas'),
    asked(CLIENT, 'GET', '/schemas/Team'),
    asked(MASTER, 'GET', '/schemas/NoSuchClass'),
    ...['_PushStatus', '_Audience', '_JobStatus', '_JobSchedule'].flatMap((className) =>
      [CLIENT, MASTER].map((asker) => asked(asker, 'GET', `/classes/${className}`, { query: { order: 'objectId' } })),
    ),
  ];
}

function relatedReads({ objects }: OldApp, bob: string): readonly Step[] {
  const team = { __type: 'Pointer', className: 'Team', objectId: first(objects.teams) };
  const role = (name: string): Step =>
    asked(MASTER, 'GET', '/roles', { query: { where: { users: { __type: 'Pointer', className: '_User', objectId: bob }, name } } });
  const both = (make: (asker: Asker) => Step): readonly Step[] => [CLIENT, MASTER].map(make);
  return [
    role('Editors'),
    role('Admins'),
    ...both((asker) => asked(asker, 'GET', '/classes/Player', { query: { where: { $relatedTo: { object: team, key: 'members' } }, order: 'objectId' } })),
    ...both((asker) => asked(asker, 'GET', '/classes/Player', { query: { where: { $relatedTo: { object: team, key: 'members' } }, count: '1', limit: '0' } })),
    ...both((asker) => asked(asker, 'GET', '/classes/Team', { query: { where: { members: { __type: 'Pointer', className: 'Player', objectId: first(objects.players) } } } })),
    ...both((asker) => asked(asker, 'GET', '/classes/Player', { query: { where: { team: { $inQuery: { className: 'Team', where: { rank: { $lt: 3 } } } } }, order: 'objectId', limit: '7' } })),
    ...both((asker) => asked(asker, 'GET', '/classes/Order', { query: { where: { customer: { $notInQuery: { className: 'Player', where: { isActive: true } } } }, order: 'objectId', include: 'customer.team.captain' } })),
  ];
} // prettier-ignore
