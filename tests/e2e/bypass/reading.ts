import { read, type Question } from './question.ts';
import { ALBUM, type Secret } from './seed.ts';

const THROUGH = 'nothing looks through a pointer';
const pointer = (className: string, objectId: string) => ({ __type: 'Pointer', className, objectId });

/** Every way to ask a class for one of its objects, or for a field that is hidden. */
export function findingIn(path: string, { className, objectId, field, value }: Secret): readonly Question[] {
  const begins = { [field]: { $regex: `^${value.slice(0, 8)}` } };
  const wheres: Readonly<Record<string, object>> = {
    'by id': { objectId },
    'by one of ids': { objectId: { $in: [objectId, 'decoy00001'] } },
    'by not being one of ids': { objectId: { $nin: ['decoy00001'] } },
    'by value': { [field]: value },
    'by one of values': { [field]: { $in: [value, 'decoy'] } },
    'by another value': { [field]: { $ne: value } },
    'by pattern': begins,
    'by pattern in any case': { [field]: { $regex: value.slice(2, 9).toUpperCase(), $options: 'i' } },
    'by range': { [field]: { $gte: value.slice(0, 6), $lt: `${value.slice(0, 6)}~` } },
    'by existence': { [field]: { $exists: true } },
    'by a branch of an $or': { $or: [{ objectId: 'nothing000' }, begins] },
    'by a branch of an $and in a $nor': { $nor: [{ $and: [begins, { objectId: { $exists: true } }] }] },
    'by a path below it': { [`${field}.a`]: { $exists: false } },
    'by a stored name': { _rperm: 'owner00001' },
    'by a subquery for itself': { [field]: { $select: { query: { className, where: begins }, key: field } } },
  };
  return [
    read(path, 'everything'),
    read(path, 'everything, last first', { order: '-createdAt,objectId', limit: '1000' }),
    read(path, 'the number of all', { count: '1', limit: '0' }),
    read(path, 'the number of all beside one', { count: '1', limit: '1', order: 'objectId' }),
    read(path, 'the field', { keys: field }),
    read(path, 'all but another field', { excludeKeys: 'n' }),
    read(path, 'the order by the field', { order: field }),
    read(path, 'the order by the field, last first', { order: `-${field}`, keys: 'objectId', skip: '1' }),
    read(path, 'everything included', { includeAll: 'true' }),
    read(path, 'distinct values', { distinct: field }, 'a find takes no such parameter'),
    read(path, 'a pipeline', { pipeline: [{ $group: { _id: `$${field}` } }] }, 'a find takes no such parameter'),
    read(path, 'the first page', { after: '', limit: '1', order: '-objectId' }),
    read(path, 'the first page by the field', { after: '', limit: '1', order: field }),
    read(path, 'by absence', { where: { [field]: { $exists: false } } }, 'all of its class have the field'),
    read(path, 'by who may read it', { where: { ACL: { $exists: true } } }, 'no condition takes it'),
    read(path, 'how it is answered', { explain: 'executionStats', where: begins }),
    read(path, 'the number of those with a value', { where: begins, count: '1', limit: '0' }),
    ...Object.entries(wheres).map(([what, where]) => read(path, what, { where, order: 'objectId', count: '1' })),
  ];
}

/** Every way to get at something by way of an open object that points to it, and of its relations. */
export function throughTheAlbum({ className, objectId, field, value, link }: Secret): readonly Question[] {
  const album = '/classes/Album';
  const begins = { [field]: { $regex: `^${value.slice(0, 8)}` } };
  const subqueries: Readonly<Record<string, object>> = {
    $inQuery: { [link]: { $inQuery: { className, where: {} } } },
    '$inQuery by value': { [link]: { $inQuery: { className, where: begins } } },
    '$inQuery with keys': { [link]: { $inQuery: { className, where: begins, keys: field, limit: 1, order: field } } },
    $notInQuery: { [link]: { $notInQuery: { className, where: {} } } },
    '$notInQuery by value': { [link]: { $notInQuery: { className, where: begins } } },
    '$inQuery in an $or': { $or: [{ n: 100 }, { [link]: { $inQuery: { className, where: { objectId } } } }] },
    $select: { n: { $select: { query: { className, where: begins }, key: 'n' } } },
    $dontSelect: { n: { $dontSelect: { query: { className, where: { objectId } }, key: 'n' } } },
    'a subquery in a subquery': {
      objectId: {
        $select: { query: { className: 'Album', where: { [link]: { $inQuery: { className, where: begins } } } }, key: 'objectId' },
      },
    },
  };
  return [
    read(album, 'include it', { include: link }),
    read(album, 'include it and its field alone', { include: link, keys: `${link}.${field}` }),
    read(album, 'include what is below it', { include: `${link}.owner,${link}.friend,${link}.treasure,${link}.user` }),
    read(album, 'include it without another field', { include: link, excludeKeys: `${link}.n` }),
    read(album, 'include everything', { includeAll: 'true' }),
    read(album, 'include the list', { include: 'list' }),
    read(album, 'order through the pointer', { order: `${link}.${field}` }, THROUGH),
    read(album, 'condition through the pointer', { where: { [`${link}.${field}`]: value } }, THROUGH),
    read(album, 'how a subquery is answered', { where: subqueries['$inQuery by value'], explain: 'executionStats' }),
    read(album, 'the number by a subquery', { where: subqueries['$inQuery by value'], count: '1', limit: '0' }),
    ...Object.entries(subqueries).flatMap(([what, where]) => [
      read(album, `albums by ${what}`, { where, order: 'objectId', keys: 'objectId', count: '1' }),
      read(album, `albums by ${what}, by pages`, { where, after: '', limit: '5', order: 'objectId', keys: 'objectId' }),
    ]),
  ];
}

/** Whether a guess is right, asked by comparing an open object that holds it with the hidden field. */
export function guessing({ className, field }: Secret): readonly Question[] {
  const query = { className, where: {} };
  return (['$select', '$dontSelect'] as const).flatMap((operator) => {
    const where = { text: { [operator]: { query, key: field } } };
    return [read('/classes/Guess', `right guesses by ${operator}`, { where, keys: 'objectId', order: 'objectId', count: '1' })];
  });
}

/** Members of the open album's relations, some of which are hidden. */
export function membersOfTheAlbum(): readonly Question[] {
  return (['pages', 'people'] as const).flatMap((key) => {
    const path = key === 'pages' ? '/classes/Diary' : '/classes/_User';
    const where = { $relatedTo: { object: pointer('Album', ALBUM), key } };
    return [
      read(path, 'members', { where, order: 'objectId' }),
      read(path, 'the number of members', { where, count: '1', limit: '0' }),
      read(path, 'members by pages', { where, order: 'objectId', after: '', limit: '1' }),
      read('/classes/Album', 'redirected to the class of members', { redirectClassNameForKey: key }),
      read('/classes/Album', 'the number of what is redirected to', { redirectClassNameForKey: key, count: '1', limit: '0' }),
    ];
  });
}

/** Every way to ask for one object by its id. */
export function gettingOf(path: string, { field }: Pick<Secret, 'field'>): readonly Question[] {
  return [
    read(path, 'by id'),
    read(path, 'the field by id', { keys: field }),
    read(path, 'by id without another field', { excludeKeys: 'n' }),
    read(path, 'by id with everything included', { include: 'owner,user,friend,treasure' }),
  ];
}
