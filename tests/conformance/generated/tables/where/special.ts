import { pointer } from '../../../values.ts';
import { cross } from '../../group.ts';
import { fieldTable, where } from './asked.ts';

/** Operators with operands of their own. */
const SPECIAL: Readonly<Record<string, unknown>> = {
  '$exists true': { $exists: true },
  '$exists false': { $exists: false },
  '$exists number': { $exists: 1 },
  '$exists string': { $exists: 'true' },
  '$exists null': { $exists: null },
  '$eq null': { $eq: null },
  '$eq id': { $eq: '{{ada}}' },
  '$eq list': { $eq: [5] },
  '$eq object': { $eq: { k: 1 } },
  $regex: { $regex: '^an' },
  '$regex with i': { $regex: '^AN', $options: 'i' },
  '$regex with imxs': { $regex: 'n', $options: 'imxs' },
  '$regex with u': { $regex: 'n', $options: 'u' },
  '$regex with g': { $regex: 'n', $options: 'g' },
  '$regex with empty options': { $regex: 'n', $options: '' },
  '$regex with options null': { $regex: 'n', $options: null },
  '$regex with options number': { $regex: 'n', $options: 5 },
  '$regex empty': { $regex: '' },
  '$regex number': { $regex: 5 },
  '$regex null': { $regex: null },
  '$regex list': { $regex: ['n'] },
  '$regex broken': { $regex: '(' },
  '$options alone': { $options: 'i' },
  '$relativeTime past': { $gt: { $relativeTime: '3 weeks ago' } },
  '$relativeTime future': { $lt: { $relativeTime: 'in 1 day' } },
  '$relativeTime now': { $lt: { $relativeTime: 'now' } },
  '$relativeTime broken': { $lt: { $relativeTime: 'soon' } },
  '$relativeTime number': { $lt: { $relativeTime: 5 } },
  '$relativeTime under $ne': { $ne: { $relativeTime: 'now' } },
  '$relativeTime alone': { $relativeTime: 'now' },
  $foo: { $foo: 1 },
  $not: { $not: { $eq: 1 } },
  $size: { $size: 1 },
  $type: { $type: 'string' },
  $mod: { $mod: [2, 1] },
  $elemMatch: { $elemMatch: { k: 1 } },
  $expr: { $expr: { $eq: [1, 1] } },
  $where: { $where: 'true' },
  'operator beside a key': { $gt: 1, k: 1 },
  '$gt and $lt': { $gt: 1, $lt: 6 },
  '$in and $nin': { $in: ['anna', 5], $nin: ['Berta'] },
  '$eq and $ne': { $eq: 'anna', $ne: 'Berta' },
  $select: { $select: { query: { className: 'GenTeam', where: {} }, key: 'name' } },
  '$select without a where': { $select: { query: { className: 'GenTeam' }, key: 'name' } },
  '$select without a key': { $select: { query: { className: 'GenTeam', where: {} } } },
  '$select null': { $select: null },
  '$select number': { $select: 5 },
  '$select without a class': { $select: { query: { where: {} }, key: 'name' } },
  $dontSelect: { $dontSelect: { query: { className: 'GenTeam', where: {} }, key: 'name' } },
  '$eq and $dontSelect': { $eq: 'anna', $dontSelect: { query: { className: 'GenTeam', where: { name: 'berta' } }, key: 'name' } },
  '$dontSelect of numbers': { $dontSelect: { query: { className: 'GenTeam', where: {} }, key: 'number' } },
  $inQuery: { $inQuery: { className: 'GenTeam', where: { name: 'anna' } } },
  '$inQuery of nothing': { $inQuery: { className: 'GenTeam', where: { name: 'nobody' } } },
  '$inQuery with a bad where': { $inQuery: { className: 'GenTeam', where: { name: { $foo: 1 } } } },
  '$inQuery without a class': { $inQuery: { where: {} } },
  '$inQuery string': { $inQuery: 'x' },
  '$inQuery empty': { $inQuery: {} },
  '$inQuery of a missing class': { $inQuery: { className: 'GenNowhere', where: {} } },
  $notInQuery: { $notInQuery: { className: 'GenTeam', where: { name: 'anna' } } },
  '$notInQuery null': { $notInQuery: null },
  '$inQuery and $ne': { $inQuery: { className: 'GenTeam', where: {} }, $ne: pointer('GenTeam', '{{ada}}') },
};
const SPECIAL_FIELDS = ['number', 'string', 'date', 'array', 'pointer', 'relation', 'pointers', 'objectId', 'createdAt', 'missing'];

/** Whether a pattern is tried on ids, which are random: it matches by chance. */
const isChance = (field: string, constraint: unknown): boolean =>
  field === 'objectId' && /"\$regex":"\^?[an]/i.test(JSON.stringify(constraint));

export const special = cross(fieldTable(SPECIAL_FIELDS), SPECIAL, (title, field, constraint) =>
  isChance(field, constraint) ? [] : [where(title, { [field]: constraint })],
).flat();
