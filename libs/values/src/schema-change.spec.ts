import { ParseError } from '@parlance/errors';
import { describe, expect, it } from 'vitest';
import { FIELD_TYPES, type FieldType } from './field-type.ts';
import { planFieldsChange, withFieldsChange } from './schema-change.ts';
import { emptySchema, parseSchemaDocument, printSchemaDocument } from './schema-document.ts';
import { withFields } from './schema-growth.ts';
import type { ClassSchema } from './schema.ts';

const DELETE = { __op: 'Delete' };
const BASE: ClassSchema = {
  ...withFields(
    emptySchema('Place'),
    new Map<string, FieldType>([
      ['name', FIELD_TYPES.String],
      ['at', FIELD_TYPES.GeoPoint],
      ['owner', { type: 'Pointer', targetClass: '_User' }],
    ]),
  ),
  options: new Map([['name', { required: true }]]),
};
const change = (json: unknown) => planFieldsChange(BASE, 'change', json);
const after = (json: unknown) => withFieldsChange(BASE, change(json));

function codeOf(work: () => unknown): number {
  try {
    work();
  } catch (error) {
    if (error instanceof ParseError) return error.code;
    throw error;
  }
  throw new Error('An error was expected, and none came.');
}

describe('planFieldsChange', () => {
  it('adds, removes and changes options in one go, and leaves the class it began with alone', () => {
    const changed = after({ at: DELETE, here: { type: 'GeoPoint' }, name: { type: 'String' }, n: { type: 'Number', defaultValue: 1 } });
    expect([...changed.fields.keys()].sort()).toEqual(['ACL', 'createdAt', 'here', 'n', 'name', 'objectId', 'owner', 'updatedAt']);
    expect([...changed.options]).toEqual([['n', { required: false, defaultValue: 1 }]]);
    expect(BASE.fields.has('at')).toBe(true);
    expect(BASE.options.get('name')).toEqual({ required: true });
  });

  it('does nothing for no fields, and keeps options that are not named', () => {
    for (const nothing of [undefined, null, {}]) expect(after(nothing)).toEqual(BASE);
  });

  it('takes default columns of their own type as no change', () => {
    const same = { objectId: { type: 'String' }, createdAt: { type: 'Date' }, ACL: { type: 'ACL' } };
    expect(after({ objectId: same.objectId, createdAt: same.createdAt })).toEqual(BASE);
    expect(codeOf(() => planFieldsChange(emptySchema('New'), 'create', same))).toBe(136);
  });

  it.each<[string, unknown, number]>([
    ['SCH-03 another type', { name: { type: 'Number' } }, 255],
    ['another target class', { owner: { type: 'Pointer', targetClass: 'Team' } }, 111],
    ['a field to delete that is not there', { nothing: DELETE }, 255],
    ['SCH-04 a default column to delete', { createdAt: DELETE }, 136],
    ['a second GeoPoint field', { other: { type: 'GeoPoint' } }, 111],
    ['a name over the limit', { [`a${'b'.repeat(1_024)}`]: { type: 'String' } }, 107],
    ['a relation of too long a name', { [`a${'b'.repeat(180)}`]: { type: 'Relation', targetClass: 'Team' } }, 105],
  ])('refuses %s', (_title, json, code) => {
    expect(codeOf(() => change(json))).toBe(code);
  });

  it('prints a class with options that reads back the same', () => {
    const changed = after({ when: { type: 'Date', defaultValue: { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' } } });
    const document = printSchemaDocument(changed);
    expect(document['_metadata']).toEqual({
      fields_options: { name: { required: true }, when: { defaultValue: { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' } } },
    });
    expect(parseSchemaDocument(document)).toEqual(changed);
  });
});

describe('parseSchemaDocument', () => {
  it('knows fields whose values are being removed', () => {
    const document = { _id: 'Place', _metadata: { removed_fields: { old: { type: 'string' } } } };
    expect(parseSchemaDocument(document)?.removing).toEqual(new Set(['old']));
    expect(parseSchemaDocument({ _id: 'Place', _metadata: { removed_fields: {} } })).not.toHaveProperty('removing');
  });
});
