import { MASTER, PUBLIC } from '@parlance/acl';
import { describe, expect, it } from 'vitest';
import { decodeWrite, emptySchema, FIELD_TYPES, withFields, type FieldType } from '@parlance/values';
import { shownPaths, visiblePaths } from './shown-paths.ts';

const fields = new Map<string, FieldType>([
  ['list', FIELD_TYPES.Array],
  ['stats', FIELD_TYPES.Object],
]);
const schema = withFields(emptySchema('Game'), fields);
const shown = (body: object) => shownPaths(decodeWrite(body, 'update'), schema);

describe('shownPaths', () => {
  it('names what operations compute, and nothing the client knows already', () => {
    const objects = [{ __type: 'Pointer', className: 'A', objectId: 'abcdefghij' }];
    expect(shown({ text: 'x', gone: { __op: 'Delete' }, likes: { __op: 'AddRelation', objects } })).toEqual([]);
    expect(shown({ n: { __op: 'Increment', amount: 1 }, list: { __op: 'Remove', objects: [1] } })).toEqual(['n', 'list']);
  });

  it('names paths, but whole lists, whose places no projection can name', () => {
    expect(shown({ 'stats.wins': { __op: 'Increment', amount: 1 } })).toEqual(['stats.wins']);
    expect(shown({ 'list.0': { __op: 'Increment', amount: 1 }, 'list.1': { __op: 'Increment', amount: 1 } })).toEqual(['list']);
  });
});

describe('visiblePaths', () => {
  const classPermissions = { protectedFields: { '*': ['list', 'email'] } };
  const hiding = { ...schema, classPermissions };
  const APP = { protectedFields: {}, protectedFieldsOwnerExempt: true, publicUserEmails: false };

  it('leaves out what is hidden from the writer', () => {
    const paths = ['n', 'list', 'stats.wins'];
    expect(visiblePaths(paths, PUBLIC, hiding, 'abcdefghij', APP)).toEqual(['n', 'stats.wins']);
    expect(visiblePaths(paths, MASTER, hiding, 'abcdefghij', APP)).toEqual(paths);
    expect(visiblePaths(paths, PUBLIC, schema, 'abcdefghij', APP)).toEqual(paths);
  });

  it('hides nothing of users from themselves', () => {
    const user = { kind: 'user', userId: 'abcdefghij', roles: [] } as const;
    const users = { ...hiding, className: '_User' };
    expect(visiblePaths(['list'], user, users, 'abcdefghij', APP)).toEqual(['list']);
    expect(visiblePaths(['list'], user, users, 'klmnopqrst', APP)).toEqual([]);
    expect(visiblePaths(['list'], user, users, 'abcdefghij', { ...APP, protectedFieldsOwnerExempt: false })).toEqual([]);
  });
});
