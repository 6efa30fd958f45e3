import type { Identity } from '@parlance/acl';
import type { Method } from '@parlance/contracts';
import { describe, expect, it } from 'vitest';
import { jsonReply } from '../reply/reply.ts';
import type { AppRoute } from './route.ts';
import { RouteTable } from './route-table.ts';

const route = <const Path extends string>(method: Method, path: Path, more: Partial<AppRoute<Path>> = {}): AppRoute<Path> => ({
  method,
  path,
  scope: 'app',
  effect: 'read',
  cost: 1,
  operation: `test ${method} ${path}`,
  answer: async () => jsonReply({}),
  ...more,
});
const PUBLIC: Identity = { kind: 'public' };

describe('finding a route', () => {
  const table = new RouteTable()
    .add(route('GET', '/things/:name'))
    .add(route('GET', '/things/me'))
    .add(route('PUT', '/things/:name/parts/:part'));

  it.each<[string, string[], string, object]>([
    ['GET', ['things', 'You'], '/things/:name', { name: 'You' }],
    ['GET', ['THINGS', 'x'], '/things/:name', { name: 'x' }],
    ['GET', ['things', 'Me'], '/things/me', {}],
    ['PUT', ['things', 'A', 'Parts', 'B'], '/things/:name/parts/:part', { name: 'A', part: 'B' }],
  ])('%s %o', (method, segments, path, parameters) => {
    const admitted = table.admit(method, segments, PUBLIC);
    expect([admitted.route.path, admitted.path]).toEqual([path, parameters]);
  });

  it.each([
    ['POST', ['things', 'x']],
    ['get', ['things', 'x']],
    ['GET', ['things']],
    ['GET', []],
    ['GET', ['things', 'a', 'b']],
    ['GET', ['constructor']],
    ['__proto__', ['things', 'x']],
  ])('%s %o is unknown', (method, segments) => {
    expect(() => table.admit(method, segments, PUBLIC)).toThrow(expect.objectContaining({ status: 404, code: 108 }));
  });

  it('takes all segments that are left where the pattern says so, and fixed words first', () => {
    const files = new RouteTable()
      .add({ ...route('GET', '/files/:app/:name+'), scope: 'public', answer: async () => jsonReply({}) })
      .add({ ...route('GET', '/files/:app/words/:name+'), scope: 'public', answer: async () => jsonReply({}) })
      .add(route('POST', '/files/:name'))
      .add(route('DELETE', '/files/:name+'));
    const found = (...segments: string[]) => {
      const { route: entry, path } = files.findPublic('GET', segments) ?? {};
      return [entry?.path, path];
    };
    expect(found('files', 'a', 'b')).toEqual(['/files/:app/:name+', { app: 'a', name: 'b' }]);
    expect(found('files', 'a', 'B', 'c', 'd')).toEqual(['/files/:app/:name+', { app: 'a', name: 'B/c/d' }]);
    expect(found('files', 'a', 'Words', 'c', 'd')).toEqual(['/files/:app/words/:name+', { app: 'a', name: 'c/d' }]);
    expect(found('files', 'a', 'words')).toEqual(['/files/:app/:name+', { app: 'a', name: 'words' }]);
    expect(found('files', 'a')).toEqual([undefined, undefined]);
    expect(files.findPublic('DELETE', ['files', 'a', 'b'])).toBeUndefined();
    expect(files.admit('DELETE', ['files', 'a', 'b'], PUBLIC).path).toEqual({ name: 'a/b' });
    expect(files.admit('DELETE', ['files', 'a'], PUBLIC).path).toEqual({ name: 'a' });
    expect(() => files.findPublic('POST', ['files', 'a', 'b'])).toThrow(expect.objectContaining({ status: 404, code: 108 }));
    expect(files.resolve('DELETE', ['FILES', 'A', 'b'])).toEqual(['files', 'A/b']);
  });

  it('SEC-06 gives every spelling of a path the words of its route', () => {
    expect(table.resolve('GET', ['THINGS', 'Me'])).toEqual(['things', 'me']);
    expect(table.resolve('PUT', ['Things', 'A', 'PARTS', 'B'])).toEqual(['things', 'A', 'parts', 'B']);
    expect(table.resolve('POST', ['things', 'A'])).toBeUndefined();
  });

  it('echoes no more than a little of an unknown path', () => {
    expect(() => table.admit('GET', ['x'.repeat(10_000)], PUBLIC)).toThrow(/^.{1,200}$/);
  });
});

describe('registering', () => {
  it('refuses a second route of the same method and path', () => {
    const table = new RouteTable().add(route('GET', '/a/:b'));
    expect(() => table.add(route('GET', '/A/:c'))).toThrow('registered twice');
    expect(() => table.add(route('POST', '/a/:b'))).not.toThrow();
  });

  it('SEC-07 lists every route with its guards', () => {
    const table = new RouteTable().add(route('GET', '/a', { scope: 'master', cost: 2 }));
    expect(table.entries).toEqual([{ method: 'GET', path: '/a', scope: 'master', effect: 'read', cost: 2, operation: 'test GET /a' }]);
  });
});

describe('SEC-08 guards, by scope, effect and caller', () => {
  const ALL: readonly Identity[] = [
    PUBLIC,
    { kind: 'user', userId: 'u', roles: [] },
    { kind: 'maintenance' },
    { kind: 'readOnlyMaster' },
    { kind: 'master' },
  ];
  const codeFor = (scope: 'app' | 'master', effect: 'read' | 'write', identity: Identity) => {
    let answered = false;
    const answer = async () => ((answered = true), jsonReply({}));
    const table = new RouteTable().add(route('POST', '/a', { scope, effect, answer }));
    try {
      void table
        .admit('POST', ['a'], identity)
        .answer({ app: undefined!, context: undefined!, input: {}, caller: undefined!, sender: undefined! });
      return answered ? 200 : 0;
    } catch (error) {
      return answered ? 0 : (error as { status: number }).status;
    }
  };

  it.each<['app' | 'master', 'read' | 'write', readonly number[]]>([
    //                  public user maintenance readOnly master
    ['app', 'read', [200, 200, 200, 200, 200]],
    ['app', 'write', [200, 200, 200, 400, 200]],
    ['master', 'read', [403, 403, 403, 200, 200]],
    ['master', 'write', [403, 403, 403, 400, 200]],
  ])('%s, %s', (scope, effect, expected) => {
    expect(ALL.map((identity) => codeFor(scope, effect, identity))).toEqual(expected);
  });
});
