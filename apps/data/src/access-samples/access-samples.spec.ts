import { MASTER, PUBLIC } from '@parlance/acl';
import { describe, expect, it } from 'vitest';
import { AccessSamples } from './access-samples.ts';
import { rehearse } from './rehearse.ts';

const user = (userId: string, ...roles: string[]) => ({ kind: 'user', userId, roles }) as const;
const filled = (count: number, className = 'Game') => {
  const samples = new AccessSamples(() => 0);
  for (let at = 0; at < count; at++) samples.note('find', className, user(`u${at}`));
  return samples;
};

describe('samples of requests', () => {
  it('are few, bounded for each class, and the newest', () => {
    const samples = filled(1_000).of('Game');
    expect(samples).toHaveLength(200);
    expect(samples.some(({ identity }) => identity.kind === 'user' && identity.userId === 'u999')).toBe(true);
    const rare = new AccessSamples(() => 0.999);
    for (let at = 0; at < 3_100; at++) rare.note('get', 'Game', PUBLIC);
    expect(rare.of('Game')).toHaveLength(100);
  });

  it('are of so many classes at most, and of no name that is none', () => {
    const samples = new AccessSamples(() => 0);
    for (let at = 0; at < 300; at++) samples.note('get', `Class${at}`, PUBLIC);
    samples.note('get', '__proto__', PUBLIC);
    expect([samples.of('Class0'), samples.of('__proto__')]).toEqual([[], []]);
    expect(samples.of('Class299')).toHaveLength(1);
  });

  it('are of clients alone', () => {
    const samples = new AccessSamples(() => 0);
    samples.note('find', 'Game', MASTER);
    samples.note('find', 'Game', PUBLIC);
    expect(samples.of('Game').map(({ identity }) => identity.kind)).toEqual(['public']);
  });
});

describe('a rehearsal of permissions', () => {
  const before = { className: 'Game' };
  const sample = (operation: 'find' | 'create', identity: ReturnType<typeof user> | typeof PUBLIC, objects = 1) =>
    ({ operation, identity: identity as ReturnType<typeof user>, objects, at: 1_000 }) as const;
  const samples = [
    ...[sample('find', PUBLIC), sample('find', PUBLIC), sample('find', user('a', 'editor')), sample('find', user('b'))],
    sample('create', user('a', 'editor', 'author'), 3),
  ];

  it('ACL-04 tells which requests would be refused, and for which roles', () => {
    const after = { className: 'Game', classPermissions: { find: { 'role:editor': true }, create: { b: true } } };
    const { sampled, since, changes, roles } = rehearse(samples, before, after);
    expect({ sampled, since }).toEqual({ sampled: 5, since: new Date(1_000).toISOString() });
    const shared = { before: 'allowed', after: 'refused' };
    expect(changes).toEqual([
      { operation: 'find', caller: 'public', user: null, roles: [], ...shared, requests: 2, objects: 2 },
      { operation: 'find', caller: 'user', user: 'b', roles: [], ...shared, requests: 1, objects: 1 },
      { operation: 'create', caller: 'user', user: 'a', roles: ['author', 'editor'], ...shared, requests: 1, objects: 3 },
    ]);
    expect(roles).toEqual([
      { role: 'public', refused: 2, allowed: 0 },
      { role: 'users without roles', refused: 1, allowed: 0 },
      { role: 'author', refused: 1, allowed: 0 },
      { role: 'editor', refused: 1, allowed: 0 },
    ]);
  });

  it('ACL-04 tells which would be allowed, and which for some objects only', () => {
    const closed = { className: 'Game', classPermissions: { find: {}, create: {} } };
    const after = { className: 'Game', classPermissions: { find: { pointerFields: ['owner'] }, create: { '*': true } } };
    const { changes, roles } = rehearse(samples, closed, after);
    expect(changes.map(({ operation, user: of, before: was, after: is }) => [operation, of, was, is])).toEqual([
      ['find', 'a', 'refused', 'some'],
      ['find', 'b', 'refused', 'some'],
      ['create', 'a', 'refused', 'allowed'],
    ]);
    expect(roles.every(({ refused }) => refused === 0)).toBe(true);
    expect(rehearse([], closed, after)).toEqual({ sampled: 0, since: null, changes: [], roles: [] });
  });
});
