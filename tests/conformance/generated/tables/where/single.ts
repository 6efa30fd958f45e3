import { cross } from '../../group.ts';
import { TYPES } from '../shape.ts';
import { fieldTable, OPERANDS, where } from './asked.ts';

const FIELDS = [...TYPES, 'relation', 'objectId', 'createdAt', 'missing', 'object.k', 'pointers'] as const;

/** Every operand without an operator, on a field of every type. */
export const equality = cross(fieldTable(FIELDS), OPERANDS, (title, field, operand) => where(title, { [field]: operand }));

const SINGLE = { $ne: '$ne', $gt: '$gt', $lte: '$lte' };
const SINGLE_FIELDS = ['number', 'string', 'date', 'array', 'pointer', 'objectId', 'createdAt'];

/** Whether the answer depends on ids, which are random. */
const isChance = (field: string, operator: string, operand: unknown): boolean =>
  operator !== '$ne' && (field === 'objectId' || operand === '{{ada}}');

/** Every operand under operators that take one value. */
export const comparison = cross(SINGLE, OPERANDS, (title, operator, operand) =>
  SINGLE_FIELDS.filter((field) => !isChance(field, operator, operand)).map((field) =>
    where(`${field} ${title}`, { [field]: { [operator]: operand } }),
  ),
).flat();
