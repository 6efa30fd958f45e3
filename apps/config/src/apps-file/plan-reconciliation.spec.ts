import { describe, expect, it } from 'vitest';
import { databaseClaim } from '../registry/database-claim.ts';
import { declarationDigest, type AppDeclaration } from './app-declaration.ts';
import { planReconciliation, type StoredApp } from './plan-reconciliation.ts';

const naming = { ownUri: 'mongodb://own/', databasePrefix: 'app_', controlDatabase: 'control' };
const app = (id: string, more: Partial<AppDeclaration> = {}): AppDeclaration => ({
  id,
  name: id,
  file: 'apps.json',
  keys: {},
  settings: {},
  ...more,
});
const stored = (of: AppDeclaration, more: Partial<StoredApp> = {}): StoredApp => ({
  _id: of.id,
  enabled: true,
  databaseClaim: databaseClaim({ name: `app_${of.id}`, collectionPrefix: '' }, naming.ownUri),
  declared: { digest: declarationDigest(of) },
  ...more,
});

describe('planReconciliation', () => {
  it('declares what is new, changed or back, withdraws what is gone, and leaves the rest alone', () => {
    const same = app('same');
    const plan = planReconciliation(
      [same, app('new'), app('changed', { name: 'Other' }), app('back')],
      [
        stored(same),
        stored(app('changed')),
        stored(app('back'), { enabled: false }),
        stored(app('gone')),
        stored(app('gone-before'), { enabled: false }),
        stored(app('never-declared'), { declared: undefined }),
      ],
      naming,
    );
    expect(plan.declare.map(({ id }) => id)).toEqual(['new', 'changed', 'back']);
    expect(plan.withdraw).toEqual(['gone']);
    expect(plan.issues).toEqual([]);
  });

  it.each<[string, AppDeclaration[], StoredApp[], RegExp]>([
    [
      'two apps in one database',
      [app('a', { database: { name: 'x' } }), app('b', { database: { name: 'X' } })],
      [],
      /"b" has its objects there.*apps\[1\]\.database: the app "a"/s,
    ],
    [
      'prefixes that begin alike',
      [app('a', { database: { name: 'x', collectionPrefix: 'g' } }), app('b', { database: { name: 'x', collectionPrefix: 'g_' } })],
      [],
      /"a" has/,
    ],
    [
      'the database of a disabled app',
      [app('a', { database: { name: 'app_old' } })],
      [stored(app('old'), { enabled: false })],
      /"old" has/,
    ],
    [
      'the automatic database of another app',
      [app('a', { database: { name: 'app_b' } }), app('b')],
      [],
      /apps\[0\]\.database: the app "b"/,
    ],
    ['the control database', [app('a', { database: { name: 'Control' } })], [], /control is the control database/],
  ])('refuses %s', (_title, declared, before, expected) => {
    expect(planReconciliation(declared, before, naming).issues.join('\n')).toMatch(expected);
  });

  it('lets apps share a database by prefixes, and databases of one name be on two servers', () => {
    const apart = [
      app('a', { database: { name: 'x', collectionPrefix: 'a_' } }),
      app('b', { database: { name: 'x', collectionPrefix: 'b_' } }),
      app('c', { database: { name: 'x', uri: 'mongodb://other/' } }),
    ];
    expect(planReconciliation(apart, [], naming).issues).toEqual([]);
  });
});
