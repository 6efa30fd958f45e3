import { create, get, request, update } from '../../requests.ts';
import type { Fixtures } from '../../subject.ts';
import { pointer } from '../../values.ts';
import type { Case, Group } from '../group.ts';
import { describeShape, operandsOf, shapeFixtures, TYPES, valuesOf } from './shape.ts';

const PREFIX = 'GenWrite';
const CLASS = `${PREFIX}Shape`;
const VALUES = valuesOf(PREFIX);
const OPERANDS = operandsOf(PREFIX);
const ada = pointer(`${PREFIX}Team`, '{{ada}}');
const bea = pointer(`${PREFIX}Team`, '{{bea}}');

/** Operations with operands of every shape. */
const OPERATIONS: Readonly<Record<string, unknown>> = {
  'Increment by one': { __op: 'Increment', amount: 1 },
  'Increment by a fraction': { __op: 'Increment', amount: -0.5 },
  'Increment by a string': { __op: 'Increment', amount: '1' },
  'Increment by null': { __op: 'Increment', amount: null },
  'Increment by nothing': { __op: 'Increment' },
  'Increment past the largest number': { __op: 'Increment', amount: 1.7e308 },
  'Add of two': { __op: 'Add', objects: [1, 'y'] },
  'Add of none': { __op: 'Add', objects: [] },
  'Add of a number': { __op: 'Add', objects: 5 },
  'Add of nothing': { __op: 'Add' },
  'AddUnique of two': { __op: 'AddUnique', objects: [1, 'y'] },
  'AddUnique of objects': { __op: 'AddUnique', objects: [{ k: 1 }, ada] },
  'AddUnique of null': { __op: 'AddUnique', objects: null },
  'Remove of two': { __op: 'Remove', objects: [1, { k: 1 }] },
  'Remove of a string': { __op: 'Remove', objects: 'x' },
  'Remove of nothing': { __op: 'Remove' },
  Delete: { __op: 'Delete' },
  'AddRelation of one': { __op: 'AddRelation', objects: [ada] },
  'AddRelation of none': { __op: 'AddRelation', objects: [] },
  'AddRelation of ids': { __op: 'AddRelation', objects: ['{{ada}}'] },
  'AddRelation of another class': { __op: 'AddRelation', objects: [pointer('GenWriteOther', '{{ada}}')] },
  'AddRelation of a pointer': { __op: 'AddRelation', objects: ada },
  'RemoveRelation of one': { __op: 'RemoveRelation', objects: [ada] },
  'RemoveRelation of nothing': { __op: 'RemoveRelation' },
  'Batch of two': {
    __op: 'Batch',
    ops: [
      { __op: 'AddRelation', objects: [bea] },
      { __op: 'RemoveRelation', objects: [ada] },
    ],
  },
  'Batch of none': { __op: 'Batch', ops: [] },
  'Batch of increments': { __op: 'Batch', ops: [{ __op: 'Increment', amount: 1 }] },
  'Batch of nothing': { __op: 'Batch' },
  SetOnInsert: { __op: 'SetOnInsert', amount: 1 },
  'an unknown operation': { __op: 'Multiply', amount: 2 },
  'an operation in small letters': { __op: 'increment', amount: 1 },
  'an operation null': { __op: null },
};

const FIELDS = [...TYPES, 'relation'] as const;

const updates: { readonly title: string; readonly field: string; readonly value: unknown }[] = [
  ...FIELDS.flatMap((field) => Object.entries(OPERATIONS).map(([name, value]) => ({ title: `${field} ${name}`, field, value }))),
  ...FIELDS.flatMap((field) => Object.entries(OPERANDS).map(([name, value]) => ({ title: `${field} set to ${name}`, field, value }))),
  ...Object.entries(OPERATIONS).map(([name, value], at) => ({ title: `a missing field ${name}`, field: `fresh${at}`, value })),
  ...Object.entries(OPERANDS).map(([name, value], at) => ({ title: `a missing field set to ${name}`, field: `unseen${at}`, value })),
  ...['object.k', 'object.new', 'object.deep.n', 'array.0', 'array.9', 'array.2.k', 'number.k', 'pointer.name', 'gone.k'].flatMap((field) =>
    ['Increment by one', 'Delete', 'Add of two'].map((name) => ({ title: `${field} ${name}`, field, value: OPERATIONS[name] })),
  ),
  ...['object.k', 'array.1', 'array.2000000', 'number.k', 'geopoint.latitude', 'object.a.b.c', 'relation.x', 'ACL.x', 'objectId.x'].map(
    (field) => ({
      title: `${field} set to a number`,
      field,
      value: 5,
    }),
  ),
];

/** Each write has an object of its own: a write that one server alone takes must not show in others. */
const changes: Case[] = updates.map(({ title, field, value }, at) => {
  const known = field.split('.')[0] ?? '';
  const className = known in VALUES || known === 'relation' ? CLASS : `GenFresh${at}`; // A new field shows in every object of its class.
  return [
    create(`to update, ${title}`, className, startOf(field), { save: `w${at}` }),
    update(`update, ${title}`, `${className}/{{w${at}}}`, { [field]: value }),
    get(`update, ${title}, read again`, `${className}/{{w${at}}}`, { query: { keys: known }, as: 'master' }),
  ];
});

/** The object beforehand: it holds a value in the field that is written. */
function startOf(field: string): object {
  const [name = ''] = field.split('.');
  return name in VALUES ? { [name]: VALUES[name] } : {};
}

/** Fields whose creates have rules of their own; the type of a value is checked as in updates. */
const CREATED = ['number', 'array', 'object', 'pointer', 'relation'] as const;
const creations: Case[] = [
  ...CREATED.flatMap((field) =>
    Object.entries(OPERATIONS).map(([name, value]) => ({ title: `${field} ${name}`, body: { [field]: value } })),
  ),
  ...CREATED.flatMap((field) =>
    Object.entries(OPERANDS).map(([name, value]) => ({ title: `${field} set to ${name}`, body: { [field]: value } })),
  ),
].map(({ title, body }) => [create(`create, ${title}`, CLASS, body)]);

/** Names of fields. Each name is tried in a class of its own, which its first write makes. */
const NAMES = [
  'id',
  'hasOwnProperty',
  'toString',
  'valueOf',
  'constructor',
  'prototype',
  'isPrototypeOf',
  '$foo',
  'a$b',
  'a.b',
  '.a',
  'a.',
  'a..b',
  '',
  ' ',
  'a b',
  'a-b',
  '1a',
  '_a',
  'a_',
  '_id',
  '_rperm',
  '_wperm',
  '_acl',
  '_tombstone',
  '_hashed_password',
  '_created_at',
  '_p_x',
  'objectId',
  'createdAt',
  'updatedAt',
  'className',
  'length',
  'ACL',
  'sessionToken',
  'authData',
  'password',
  'email',
  '__type',
  '__op',
  'ä',
  'name😀',
  'A'.repeat(130),
  'null',
  'undefined',
  '0',
  'where',
  'order',
  '_method',
  '_context',
] as const;
const NAMED_VALUES: Readonly<Record<string, unknown>> = { number: 1, string: 'x', operation: { __op: 'Increment', amount: 1 } };
const names: Case[] = NAMES.flatMap((name, at) => [
  ...Object.entries(NAMED_VALUES).map(([kind, value]): Case => [
    create(`names, create "${shown(name)}" with a ${kind}`, `GenName${at}${kind}`, { [name]: value }),
  ]),
  [update(`names, update "${shown(name)}"`, `GenNamed/{{n${at}}}`, { [name]: 1 })],
  [create(`names, create "${shown(name)}" inside`, `GenName${at}Inside`, { inside: { [name]: 1 } })],
  [
    request(`names, describe "${shown(name)}"`, 'POST', `/schemas/GenName${at}Described`, {
      body: { fields: { [name]: { type: 'Number' } } },
      as: 'master',
    }),
  ],
  ...['order', 'keys', 'excludeKeys', 'include'].map((parameter): Case => [
    request(`names, ${parameter} "${shown(name)}"`, 'GET', '/classes/GenNameRead', { query: { [parameter]: name } }),
  ]),
  [request(`names, where "${shown(name)}"`, 'GET', '/classes/GenNameRead', { query: { where: { [name]: 1 } } })],
  [
    request(`names, where "${shown(name)}" in $or`, 'GET', '/classes/GenNameRead', {
      query: { where: { $or: [{ [name]: 1 }, { n: 2 }] } },
    }),
  ],
]);

function shown(name: string): string {
  return name.length > 20 ? `${name.slice(0, 3)}…` : name;
}

const fixtures: Fixtures = { [`${PREFIX}Team`]: shapeFixtures(PREFIX)[`${PREFIX}Team`] ?? {} };

export const writes: Group = { title: 'writes', before: [describeShape(PREFIX)], fixtures, cases: [...changes, ...creations] };

export const fieldNames: Group = {
  title: 'field names',
  fixtures: { GenNamed: Object.fromEntries(NAMES.map((_, at) => [`n${at}`, { n: 1 }])), GenNameRead: { named: { n: 1 } } },
  cases: names,
};
