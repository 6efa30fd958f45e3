import { pointer } from '../../../values.ts';
import { cross } from '../../group.ts';
import { valuesOf } from '../shape.ts';
import { where } from './asked.ts';

/** The operands of operators on lists: lists of values of each type, and values that are no list. */
const LISTS: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(Object.entries(valuesOf('Gen')).map(([name, value]) => [`[${name}]`, [value]])),
  '[id]': ['{{ada}}'],
  '[unknown id]': ['nowhere123'],
  '[id, number]': ['{{ada}}', 5],
  '[null]': [null],
  '[]': [],
  '[[number]]': [[5]],
  '[pattern]': [{ $regex: '^an' }],
  '[pointer to another class]': [pointer('GenElsewhere', '{{ada}}')],
  '[malformed pointer]': [{ __type: 'Pointer' }],
  '[malformed date]': [{ __type: 'Date', iso: 'never' }],
  number: 5,
  string: 'anna',
  id: '{{ada}}',
  null: null,
  object: { k: 1 },
};
const LIST_OPERATORS = { $in: '$in', $nin: '$nin', $all: '$all', $containedBy: '$containedBy' };
const LIST_FIELDS = ['number', 'string', 'date', 'array', 'pointer', 'relation', 'pointers', 'objectId', 'createdAt'];

export const lists = cross(LIST_OPERATORS, LISTS, (title, operator, operand) =>
  LIST_FIELDS.map((field) => where(`${field} ${title}`, { [field]: { [operator]: operand } })),
).flat();
