import { INTERNAL_MEMBERS } from '@parlance/platform-classes';
import { describe, expect, it } from 'vitest';
import { aclFromStored } from './acl-form.ts';
import { Pointer } from './pointer.ts';
import { decodeDocument, restObject } from './rest-object.ts';
import { emptySchema, parseSchemaDocument } from './schema-document.ts';
import type { ClassSchema } from './schema.ts';

const SCHEMA = parseSchemaDocument({
  _id: 'Everything',
  aDate: 'date',
  aGeo: 'geopoint',
  aFile: 'file',
  someBytes: 'bytes',
  aPolygon: 'polygon',
  aPointer: '*Team',
  aRelation: 'relation<Team>',
  anObject: 'object',
  aString: 'string',
}) as ClassSchema;

const DATES = { _created_at: new Date('2026-11-23T04:31:08.531Z'), _updated_at: new Date('2026-11-23T04:31:09.000Z') };
const STUB = { aRelation: { __type: 'Relation', className: 'Team' } };
const fileUrl = (name: string): string => `http://host/files/${name}`;

/** The object without the members that every object here has. */
function read(members: Record<string, unknown>, options = {}): Record<string, unknown> {
  const { objectId: _id, aRelation: _stub, ...rest } = restObject({ _id: 'x', ...members }, SCHEMA, { fileUrl, ...options });
  return rest;
}

describe('restObject', () => {
  it('OBJ-03 shows every field, dates of the object as strings, and the stub of each relation', () => {
    const stored = { _id: 'xFngNy7wRq', aString: 'hi', aDate: new Date(0), extra: { k: [1] }, _rperm: ['*'], _wperm: [], ...DATES };
    expect(restObject(stored, SCHEMA, { fileUrl })).toEqual({
      objectId: 'xFngNy7wRq',
      aString: 'hi',
      aDate: { __type: 'Date', iso: '1970-01-01T00:00:00.000Z' },
      extra: { k: [1] },
      createdAt: '2026-11-23T04:31:08.531Z',
      updatedAt: '2026-11-23T04:31:09.000Z',
      ACL: { '*': { read: true } },
      ...STUB,
    });
  });

  it('OBJ-26 shows null, and leaves out what is unset and pointers holding null', () => {
    expect(read({ aString: null, aGeo: null, aFile: null, aDate: null, _p_aPointer: null, aPointer: null })).toEqual({
      aString: null,
      aGeo: null,
      aFile: null,
      aDate: null,
    });
  });

  it('OBJ-33 OBJ-32 shows a pointer as class and id, whatever class it names', () => {
    expect(read({ _p_aPointer: 'Team$a$b' })).toEqual({ aPointer: { __type: 'Pointer', className: 'Team', objectId: 'a$b' } });
    expect(read({ _p_aPointer: 'Other$a' })).toEqual({ aPointer: { __type: 'Pointer', className: 'Other', objectId: 'a' } });
  });

  it.each(['', 'Team', '$a', 'Team$', 7, { a: 1 }])('leaves out a pointer stored as %j', (stored) => {
    expect(read({ _p_aPointer: stored })).toEqual({});
  });

  it('shows values that do not fit their column as what they are', () => {
    const odd = {
      aDate: 'soon',
      aGeo: 'here',
      aFile: 7,
      someBytes: 5,
      aPolygon: { type: 'Point' },
      aString: new Date(0),
      anObject: 'text',
    };
    expect(read(odd)).toEqual({ ...odd, aString: { __type: 'Date', iso: '1970-01-01T00:00:00.000Z' } });
    expect(read({ aGeo: [1, 2, 3] })).toEqual({ aGeo: [1, 2, 3] });
  });

  it('OBJ-49 gives every file its address, in fields and inside, whatever was stored', () => {
    const inside = { __type: 'File', name: 'g.txt', url: 'http://old/g.txt' };
    expect(read({ aFile: 'f.txt', anObject: { inside } })).toEqual({
      aFile: { __type: 'File', name: 'f.txt', url: 'http://host/files/f.txt' },
      anObject: { inside: { __type: 'File', name: 'g.txt', url: 'http://host/files/g.txt' } },
    });
  });

  it('reads Bytes written as binary, as strings, and as Parse Server damages them', () => {
    const hello = { __type: 'Bytes', base64: 'aGVsbG8=' };
    const damaged = { buffer: { 0: 104, 1: 101, 2: 108, 3: 108, 4: 111 }, sub_type: 0, position: 5 };
    expect(read({ someBytes: Buffer.from('hello'), anObject: { bytes: damaged } })).toEqual({
      someBytes: hello,
      anObject: { bytes: hello },
    });
    expect(read({ someBytes: 'aGVsbG8=' })).toEqual({ someBytes: hello });
  });

  it('gives typed JSON dates back as they are', () => {
    const typed = { __type: 'Date', iso: '2020-01-02T03:04:05Z' };
    expect(read({ anObject: { typed } })).toEqual({ anObject: { typed } });
  });

  it('reads the names and date texts of old databases', () => {
    expect(read({ createdAt: '2020-01-02T03:04:05Z', updatedAt: new Date(0) })).toEqual({
      createdAt: '2020-01-02T03:04:05.000Z',
      updatedAt: '1970-01-01T00:00:00.000Z',
    });
    expect(read({ createdAt: 'odd', ...DATES })).toMatchObject({ createdAt: '2026-11-23T04:31:08.531Z' });
    expect(read({ ...DATES, createdAt: 'odd' })).toMatchObject({ createdAt: '2026-11-23T04:31:08.531Z' });
    const audience = restObject({ _id: 'x', _last_used: new Date(0), times_used: 2 }, emptySchema('_Audience'), {});
    expect(audience).toEqual({ objectId: 'x', lastUsed: '1970-01-01T00:00:00.000Z', timesUsed: 2 });
    const session = restObject({ _id: 'x', _expiresAt: new Date(0), _p_user: '_User$u' }, emptySchema('_Session'), {});
    expect(session).toEqual({
      objectId: 'x',
      expiresAt: { __type: 'Date', iso: '1970-01-01T00:00:00.000Z' },
      user: { __type: 'Pointer', className: '_User', objectId: 'u' },
    });
  });

  it('survives dates beyond the calendar', () => {
    expect(read({ aDate: new Date(Number.NaN), _created_at: new Date(Number.NaN) })).toEqual({ aDate: null, createdAt: null });
  });

  it('never shows internal members, passwords, tokens and authData', () => {
    const secrets = Object.fromEntries([...INTERNAL_MEMBERS].filter((name) => !name.endsWith('perm')).map((name) => [name, 'secret']));
    const document = { _id: 'u', ...secrets, password: 'secret', authData: 'secret', sessionToken: 'secret', _auth_data_x: 'secret' };
    expect(restObject(document, emptySchema('_User'), {})).toEqual({ objectId: 'u' });
    expect(restObject({ ...document, _unknown: 1, _p_: 'A$b' }, SCHEMA, {})).not.toHaveProperty('_unknown');
  });

  it('shows internal members to the maintenance key, and authData where it is allowed', () => {
    const document = { _id: 'u', _hashed_password: 'h', _rperm: ['*'], _auth_data_google: { id: 'g' }, _auth_data_old: null };
    expect(restObject(document, emptySchema('_User'), { internal: true, credentials: true })).toEqual({
      objectId: 'u',
      _hashed_password: 'h',
      _rperm: ['*'],
      ACL: { '*': { read: true } },
      authData: { google: { id: 'g' } },
    });
  });

  it('leaves out what it is told to', () => {
    const omit = new Set(['aString', 'unknown', 'aPointer', 'ACL']);
    expect(read({ aString: 'x', unknown: 1, _p_aPointer: 'Team$a', _rperm: ['*'], aDate: 's' }, { omit })).toEqual({ aDate: 's' });
  });

  it('reports members the schema does not know, unless they are null', () => {
    const seen: string[] = [];
    const document = { known: null, fresh: 1, _p_fresh: 'A$b', _p_null: null, _odd: 1, aString: 'x' };
    read(document, { onUnknownMember: (member: string) => seen.push(member) });
    expect(seen).toEqual(['fresh', '_p_fresh']);
    expect(read(document)).toEqual({ known: null, fresh: 1, aString: 'x' });
  });

  it('skips a pointer member whose field is no pointer', () => {
    expect(read({ _p_aString: 'A$b', aString: 'x' })).toEqual({ aString: 'x' });
  });

  it('copies nothing that needs no change, and changes nothing it was given', () => {
    const plain = Object.freeze({ a: Object.freeze([1, 'x']) });
    expect(read({ anObject: plain })['anObject']).toBe(plain);
    const mixed = Object.freeze({ plain, when: new Date(0) });
    expect(read({ anObject: mixed })['anObject']).toEqual({ plain, when: { __type: 'Date', iso: '1970-01-01T00:00:00.000Z' } });
  });
});

describe('decodeDocument', () => {
  it('has Dates, pointers and the stored lists where answers have strings and ACL', () => {
    expect(decodeDocument({ _id: 'x', _p_aPointer: 'Team$a', _rperm: ['*'], ...DATES }, SCHEMA)).toMatchObject({
      objectId: 'x',
      aPointer: new Pointer('Team', 'a'),
      createdAt: DATES._created_at,
      _rperm: ['*'],
    });
  });
});

describe('aclFromStored', () => {
  it.each([
    [undefined, undefined, undefined],
    [[], [], {}],
    [['*', 'role:Admins'], ['role:Admins'], { '*': { read: true }, 'role:Admins': { read: true, write: true } }],
    [undefined, ['u'], { u: { write: true } }],
    [['u'], undefined, { u: { read: true } }],
    [null, null, undefined],
    [['u', 7, null, '__proto__', 'constructor'], [], { u: { read: true }, constructor: { read: true } }],
  ])('makes of readers %j and writers %j the ACL %j', (readers, writers, acl) => {
    expect(aclFromStored(readers, writers)).toEqual(acl);
  });
});
