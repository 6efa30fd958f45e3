import type { Steps } from './difference.ts';

/** Steps of objects, values and operations whose answers differ, by reason, with Parlance's answers. */
export const valuesDifferences = {
  'dots-on-create': {
    'operations: members by dots on create': [400, 105],
  },
  'empty-bytes': {
    'values: no bytes': [201, { objectId: '{{Value23}}' }],
    'values: no bytes, read again': [200, { objectId: '{{Value23}}', value: { __type: 'Bytes', base64: '' }, anchor: 1 }],
  },
  'chosen-ids': {
    'classes closed, ids open, limits low: an id with a slash': [400, 104],
  },
  'malformed-acl': {
    'ACL: order by ACL': [400, 102],
    'malformed ACL: a text': [400, 123],
    'malformed ACL: a number': [400, 123],
    'malformed ACL: a list': [400, 123],
    'malformed ACL: true': [400, 123],
    'malformed ACL: permissions that are a text': [400, 123],
    'malformed ACL: permissions that are no truth': [400, 123],
    'malformed ACL: an unknown permission': [400, 123],
    'malformed ACL: a role without a name': [400, 123],
    'malformed ACL: incremented': [400, 123],
  },
  'malformed-values': {
    'malformed values: a date whose iso is a number': [400, 111],
    'malformed values: a date that is none': [400, 111],
    'malformed values: a pointer without an id': [400, 106],
    'malformed values: a pointer whose id is a number': [400, 106],
    'malformed values: a pointer to a class with a bad name': [400, 106],
    'malformed values: a GeoPoint of texts': [400, 111],
    'malformed values: a GeoPoint past the pole': [400, 111],
    'malformed values: a GeoPoint past the date line': [400, 111],
    'malformed values: bytes that are a number': [400, 111],
    'malformed values: a polygon of two points': [400, 111],
    'malformed values: a polygon of equal points': [400, 111],
    'malformed values: a polygon of texts': [400, 111],
    'malformed values: a polygon past the pole': [400, 111],
    'malformed values: a type that is empty': [400, 111],
    'malformed values: a date without iso, in a list': [400, 111],
    'malformed values: a pointer without an id, in an object': [400, 106],
    'malformed values: an unknown type, in an object': [400, 111],
    'malformed values: an unknown type, in a list': [400, 111],
  },
  'null-pointers': {
    'queries for pointers that are null: null from the beginning': [200, { objectId: '{{born}}', name: 'born' }],
    'queries for pointers that are null: null from the beginning, found': [200, { results: [{ objectId: '{{born}}' }] }],
    'queries for pointers that are null: null from the beginning, $exists': [200, { results: [{ objectId: '{{born}}' }] }],
  },
  'object-id': {
    'objects: an empty id': [400, 105],
    'objects: another id in a change': [400, 105],
    'classes closed, ids open, limits low: a number for an id': [400, 104],
  },
  'operation-inside': {
    'operations: an operation inside an object': [400, 108],
    'operations: an operation inside an object, in a change': [400, 108],
    'operations: an operation inside a list': [400, 108],
  },
  'operation-on-null': {
    'operations: increment what is null': [200, { isNull: 1 }],
    'operations: increment what is null, read again': [200, { objectId: '{{nulls}}', isNull: 1, n: 1 }],
    'operations: add to what is null, read again': [200, { objectId: '{{nulls}}', isNull: 1, n: 1, nothing: [1] }],
  },
  'relation-operations': {
    'operations: AddRelation of what is no pointer': [400, 111],
    'operations: AddRelation of two classes': [400, 111],
    'operations: AddRelation of nothing': [200, {}],
    'operations: AddRelation without objects': [400, 107],
    'operations: a batch of nothing': [200, {}],
  },
  'remove-from-missing': {
    'operations: remove from a missing field': [200, { never: [] }],
    'operations: remove from a missing field, read again': [200, { objectId: '{{bare}}', n: 1, never: [] }],
  },
  times: {
    'objects: times as texts': [201, { objectId: '{{times as texts}}' }],
    'objects: time of creation in a change': [200, {}],
  },
  'unique-on-create': {
    'operations: AddUnique with repetitions on create': [201, { objectId: '{{repeated}}', unique: ['x', 'y'] }],
    'operations: what AddUnique with repetitions made': [200, { objectId: '{{repeated}}', unique: ['x', 'y'] }],
  },
  'unknown-operation': {
    'operations: an unknown operation': [400, 108],
    'operations: an operation whose name is a number': [400, 108],
    'operations: SetOnInsert': [400, 108],
    'operations: an unknown operation on create': [400, 108],
  },
} satisfies Readonly<Record<string, Steps>>;
