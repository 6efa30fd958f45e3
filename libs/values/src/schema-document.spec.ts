import { describe, expect, it } from 'vitest';
import { fieldTypeText, parseFieldTypeText } from './field-type.ts';
import { emptySchema, parseSchemaDocument, printSchemaDocument } from './schema-document.ts';

const STORED = {
  _id: 'Everything',
  objectId: 'string',
  updatedAt: 'date',
  createdAt: 'date',
  aString: 'string',
  aNumber: 'number',
  aBool: 'boolean',
  aDate: 'date',
  anObject: 'object',
  anArray: 'array',
  aGeo: 'geopoint',
  aFile: 'file',
  someBytes: 'bytes',
  aPolygon: 'polygon',
  aPointer: '*Team',
  aRelation: 'relation<Team>',
};

describe('type texts', () => {
  it.each(Object.values(STORED).slice(1))('round-trip %s', (text) => {
    const type = parseFieldTypeText(text);
    expect(type).toBeDefined();
    expect(type && fieldTypeText(type)).toBe(text);
  });

  it('read the old map as an object', () => {
    expect(parseFieldTypeText('map')).toEqual({ type: 'Object' });
  });

  it.each(['', 'String', 'relation<>', 'relation<Team', '*', '*a-b', 'toString', '__proto__', null, 7, { type: 'String' }])(
    'that are none, such as %j, are undefined',
    (text) => {
      expect(parseFieldTypeText(text)).toBeUndefined();
    },
  );
});

describe('parseSchemaDocument', () => {
  it('reads every type of file 22 section 6 and prints the same document', () => {
    const schema = parseSchemaDocument(STORED);
    expect(schema?.className).toBe('Everything');
    expect(schema?.fields.get('aPointer')).toEqual({ type: 'Pointer', targetClass: 'Team' });
    expect(schema?.fields.get('aRelation')).toEqual({ type: 'Relation', targetClass: 'Team' });
    expect(schema?.fields.get('ACL')).toEqual({ type: 'ACL' });
    expect(schema && printSchemaDocument(schema)).toEqual(STORED);
  });

  it('takes the dates of old databases, whose type is string, for dates', () => {
    const schema = parseSchemaDocument({ _id: 'Old', createdAt: 'string', updatedAt: 'string', objectId: 'number' });
    expect(schema?.fields.get('createdAt')).toEqual({ type: 'Date' });
    expect(schema?.fields.get('updatedAt')).toEqual({ type: 'Date' });
    expect(schema?.fields.get('objectId')).toEqual({ type: 'String' });
  });

  it('skips what is no field and what is no type', () => {
    const schema = parseSchemaDocument({ _id: 'C', _client_permissions: {}, _other: 'string', odd: 'enum', a: 'string', b: 5 });
    expect([...(schema?.fields.keys() ?? [])].sort()).toEqual(['ACL', 'a', 'createdAt', 'objectId', 'updatedAt']);
  });

  it('reads permissions and field options', () => {
    const defaultValue = { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' };
    const metadata = {
      class_permissions: { find: { requiresAuthentication: true }, delete: {} },
      fields_options: { s: { required: true, defaultValue: 'd' }, dt: { defaultValue } },
      indexes: { s_1: { s: 1 } },
    };
    const schema = parseSchemaDocument({ _id: 'Opts', _metadata: metadata, s: 'string', dt: 'date' });
    expect(schema?.classPermissions).toEqual(metadata.class_permissions);
    expect(schema?.options.get('s')).toEqual({ required: true, defaultValue: 'd' });
    expect(schema?.options.get('dt')).toEqual({ required: false, defaultValue });
  });

  it('has no permissions where none are stored, and locked ones where they cannot be read', () => {
    expect(parseSchemaDocument({ _id: 'C' })?.classPermissions).toBeUndefined();
    expect(parseSchemaDocument({ _id: 'C', _metadata: { indexes: {} } })?.classPermissions).toBeUndefined();
    expect(parseSchemaDocument({ _id: 'C', _metadata: { class_permissions: 'all' } })?.classPermissions).toEqual({});
    expect(parseSchemaDocument({ _id: 'C', _metadata: { class_permissions: [] } })?.classPermissions).toEqual({});
  });

  it('gives system classes the columns nobody declares', () => {
    expect(parseSchemaDocument({ _id: '_Session' })?.fields.get('user')).toEqual({ type: 'Pointer', targetClass: '_User' });
    expect(emptySchema('_Role').fields.get('users')).toEqual({ type: 'Relation', targetClass: '_User' });
    expect(printSchemaDocument(emptySchema('_User'))).not.toHaveProperty('password');
  });

  it('is undefined for a document that names no class', () => {
    expect(parseSchemaDocument({ _id: 7 })).toBeUndefined();
  });
});
