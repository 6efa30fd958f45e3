'use strict';

const { describe } = require('./describe.js');

/** Lines that triggers leave: an object of `Trace` each, in the order of their making. */
const trace = (text, facts = {}) => new Parse.Object('Trace').save({ text, facts }, { useMasterKey: true });

// Errors of triggers, by the field `boom` of the object, or of its first constraint.
const BOOMS = {
  string: () => 'boom',
  emptyString: () => '',
  error: () => new Error('boom error'),
  parseError: () => new Parse.Error(9010, 'boom with a code'),
  notFound: () => new Parse.Error(101, 'boom not found'),
  undef: () => undefined,
  number: () => 7,
  plain: () => ({ message: 'boom message' }),
};
const explode = (boom) => {
  if (boom !== undefined) throw BOOMS[boom]();
};

Parse.Cloud.beforeSave('BoomBefore', ({ object }) => explode(object.get('boom')));
Parse.Cloud.afterSave('BoomAfter', ({ object }) => explode(object.get('boom')));
Parse.Cloud.beforeDelete('BoomDelete', ({ object }) => explode(object.get('boom')));
Parse.Cloud.afterDelete('BoomDeleted', ({ object }) => explode(object.get('boom')));
Parse.Cloud.beforeFind('BoomFind', ({ query }) => explode(query.toJSON().where.boom));
Parse.Cloud.afterFind('BoomFound', ({ objects }) => {
  explode(objects[0]?.get('boom'));
  return objects;
});

// Changes that beforeSave makes, by the field `change`.
const CHANGES = {
  set: (object) => object.set('set', 'by the trigger'),
  setDate: (object) => object.set('when', new Date('2020-02-03T04:05:06.789Z')),
  setGeoPoint: (object) => object.set('place', new Parse.GeoPoint(1, 2)),
  setNested: (object) => object.set('nested.deep', 5),
  setObject: (object) => object.set('nested', { a: { b: 1 } }),
  setPointer: (object) => object.set('other', Parse.Object.fromJSON({ className: 'Changed', objectId: 'otherObj01' })),
  setAcl: (object) => object.setACL(new Parse.ACL({ '*': { read: true } })),
  unset: (object) => object.unset('note'),
  unsetOwn: (object) => object.unset('change'),
  increment: (object) => object.increment('count', 10),
  add: (object) => object.add('list', 'added'),
  addUnique: (object) => object.addUnique('list', 'unique'),
  removeItem: (object) => object.remove('list', 'one'),
  overwrite: (object) => object.set('note', 'overwritten'),
  revert: (object) => object.revert('note'),
  wrongType: (object) => object.set('count', 'not a number'),
  ignored: () => ({ object: 'ignored' }),
  returnsOther: () => new Parse.Object('Changed').set('note', 'other'),
  nothing: () => undefined,
};
Parse.Cloud.beforeSave('Changed', ({ object }) => (CHANGES[object.get('change')] ?? CHANGES.nothing)(object));

// Everything that a save shows its triggers.
Parse.Cloud.beforeSave('Shown', ({ object, original, master, user, isReadOnly, triggerName, installationId, context, headers }) => {
  object.set('seen', {
    isNew: object.isNew(),
    existed: object.existed(),
    id: typeof object.id,
    dirty: object.dirtyKeys().sort(),
    dirtyName: object.dirty('name'),
    json: JSON.stringify(withoutSeen(object.toJSON())),
    original: original === undefined ? 'none' : withoutSeen(original.toJSON()),
    originalId: original === undefined ? 'none' : original.id === object.id,
    master,
    isReadOnly,
    triggerName,
    user: user === undefined ? 'none' : user.get('username'),
    installationId: installationId ?? 'none',
    context: { ...context },
    note: headers?.['x-note'] ?? 'none',
  });
});
Parse.Cloud.afterSave('Shown', async ({ object, original, master, triggerName, context }) => {
  await trace(`${triggerName} of Shown`, {
    master,
    isNew: object.isNew(),
    existed: object.existed(),
    dirty: object.dirtyKeys(),
    keys: Object.keys(object.toJSON()).sort(),
    name: describe(object.get('name')),
    count: describe(object.get('count')),
    original: original === undefined ? 'none' : describe(original.get('name')),
    context: { ...context },
  });
});
function withoutSeen({ seen: _seen, createdAt: _createdAt, updatedAt: _updatedAt, objectId: _objectId, ...json }) {
  return json;
}

// The answer of a save, as afterSave makes it, by the field `answer`.
const ANSWERS = {
  set: (object) => {
    object.set('shown', 'by afterSave');
  },
  returned: (object) => {
    object.set('shown', 'returned');
    return object;
  },
  unset: (object) => {
    object.unset('note');
    return object;
  },
  other: () => Parse.Object.fromJSON({ className: 'Answered', objectId: 'otherObj01', shown: 'another' }),
  text: () => 'a text',
  nothing: () => undefined,
};
Parse.Cloud.afterSave('Answered', ({ object }) => ANSWERS[object.get('answer')]?.(object));

// Order and context through one request.
Parse.Cloud.beforeSave('Chain', ({ object, context }) => {
  context.steps = [...(context.steps ?? []), `before ${object.get('name')}`];
  context.fresh = true;
});
Parse.Cloud.afterSave('Chain', async ({ object, context }) => {
  await trace(`chain ${object.get('name')}`, {
    steps: context.steps ?? 'none',
    fresh: context.fresh ?? false,
    sent: context.sent ?? 'none',
  });
});
Parse.Cloud.beforeDelete('Chain', ({ context }) => {
  context.steps = [...(context.steps ?? []), 'before delete'];
});
Parse.Cloud.afterDelete('Chain', async ({ object, context }) => {
  await trace(`chain deleted ${object.get('name')}`, { steps: context.steps ?? 'none', sent: context.sent ?? 'none' });
});

// Saves inside of triggers.
Parse.Cloud.afterSave('Review', async ({ object, original }) => {
  if (original !== undefined) return;
  const movie = object.get('movie');
  movie.increment('reviews');
  await movie.save(null, { useMasterKey: true });
});
Parse.Cloud.beforeSave('Outer', async ({ object }) => {
  await new Parse.Object('Inner').save({ name: `inner of ${object.get('name')}` }, { useMasterKey: true, context: { from: 'outer' } });
});
Parse.Cloud.beforeSave('Inner', ({ object, context }) => {
  object.set('from', context.from ?? 'none');
});

// Calculated fields, and those that nobody changes.
Parse.Cloud.beforeSave('Post', ({ object }) => {
  const text = String(object.get('text') ?? '');
  object.set(
    'words',
    text
      .toLowerCase()
      .split(/\b/)
      .filter((word) => /^\w+$/.test(word) && !['the', 'in', 'and'].includes(word)),
  );
  object.set('hashtags', text.match(/#.+?\b/g) ?? []);
});
Parse.Cloud.beforeSave('Fixed', ({ object, original }) => {
  if (original !== undefined && object.dirty('owner')) throw new Parse.Error(9011, 'The owner stays.');
});

// Validators of triggers.
Parse.Cloud.beforeSave('ForUsers', () => undefined, { requireUser: true });
Parse.Cloud.beforeSave('ForMaster', () => undefined, { requireMaster: true });
Parse.Cloud.beforeSave('WithFields', () => undefined, {
  fields: {
    name: { required: true, type: String },
    level: { default: 1, type: Number },
    owner: { constant: true },
    kind: { options: ['a', 'b'], error: 'Kinds are a and b.' },
  },
});
Parse.Cloud.beforeSave(
  'ByFunction',
  () => undefined,
  ({ object }) => {
    if (object.get('ok') !== true) throw 'Not ok.';
  },
);
Parse.Cloud.beforeSave('Skipped', ({ object }) => object.set('touched', true), { skipWithMasterKey: true });
Parse.Cloud.beforeDelete('KeptByUsers', () => undefined, { requireUser: true });
Parse.Cloud.beforeFind('FoundByUsers', () => undefined, { requireUser: true });
Parse.Cloud.afterFind('ReadByUsers', ({ objects }) => objects, { requireUser: true });

// Finds that code changes, by the constraint `how`.
Parse.Cloud.beforeFind('Sought', ({ query }) => {
  const { where, pipeline } = query.toJSON();
  const counted = pipeline?.find((stage) => stage?.$count)?.$count;
  if (counted === 'refused') throw new Parse.Error(9013, 'Not to be counted.');
  if (counted === 'answered') return [Parse.Object.fromJSON({ className: 'Sought', objectId: 'madeUpObj2', name: 'counted' })];
  const { how } = where;
  switch (how) {
    case 'narrow':
      query.equalTo('name', 'one');
      break;
    case 'limit':
      query.limit(1);
      break;
    case 'order':
      query.descending('name');
      break;
    case 'keys':
      query.select('name');
      break;
    case 'replace':
      return new Parse.Query('Sought').equalTo('name', 'two').ascending('how');
    case 'object':
      return Parse.Object.fromJSON({ className: 'Sought', objectId: 'madeUpObj1', name: 'made up' });
    case 'list':
      return ['x', 'y'].map((name) => Parse.Object.fromJSON({ className: 'Sought', objectId: `madeUpObj${name}`, name }));
    case 'none':
      return [];
    case 'throw':
      throw new Parse.Error(9012, 'Not to be sought.');
    default:
  }
  return undefined;
});

// Results that code changes, by the constraint of the first one found.
Parse.Cloud.afterFind('Found', ({ objects, query }) => {
  const how = query?.toJSON().where?.how;
  switch (how) {
    case 'filter':
      return objects.filter((object) => object.get('name') !== 'two');
    case 'change':
      for (const object of objects) object.set('added', 'by afterFind');
      return objects;
    case 'unset':
      for (const object of objects) object.unset('name');
      return objects;
    case 'nothing':
      for (const object of objects) object.set('added', 'without a return');
      return undefined;
    case 'empty':
      return [];
    case 'other':
      return [Parse.Object.fromJSON({ className: 'Found', objectId: 'otherObj01', name: 'other' })];
    case 'unsaved':
      return [new Parse.Object('Found', { name: 'unsaved' })];
    case 'throw':
      throw 'Not to be found.';
    case 'later':
      return Promise.resolve(objects.slice(0, 1));
    default:
      return objects;
  }
});
Parse.Cloud.beforeFind('Instead', () => [Parse.Object.fromJSON({ className: 'Instead', objectId: 'madeUpObj3', n: 1 })]);
Parse.Cloud.afterFind('Instead', ({ objects, isGet }) => {
  for (const object of objects) object.set('facts', { isGet: isGet ?? 'none' });
  return objects;
});
Parse.Cloud.beforeFind('Passing', ({ context }) => {
  context.sought = true;
});
Parse.Cloud.afterFind('Passing', ({ objects, context, master, user, isGet }) => {
  for (const object of objects) {
    object.set('facts', {
      sought: context.sought ?? false,
      sent: context.sent ?? 'none',
      master,
      user: user?.get('username') ?? 'none',
      isGet: isGet ?? 'none',
    });
  }
  return objects;
});

// Registrations that are refused.
const registrations = {
  sessionBeforeSave: () => Parse.Cloud.beforeSave('_Session', () => undefined),
  sessionAfterSave: () => Parse.Cloud.afterSave(Parse.Session, () => undefined),
  sessionBeforeDelete: () => Parse.Cloud.beforeDelete('_Session', () => undefined),
  pushStatusBeforeSave: () => Parse.Cloud.beforeSave('_PushStatus', () => undefined),
  loginOfOthers: () => Parse.Cloud.beforeLogin('Game', () => undefined),
  afterLoginOfOthers: () => Parse.Cloud.afterLogin('Game', () => undefined),
  logoutOfUsers: () => Parse.Cloud.afterLogout('_User', () => undefined),
  resetOfOthers: () => Parse.Cloud.beforePasswordResetRequest('Game', () => undefined),
  validatorOfTrigger: () => Parse.Cloud.beforeSave('Refused', () => undefined, { fields: { a: { requird: true } } }),
};
const answers = Object.fromEntries(
  Object.entries(registrations).map(([name, register]) => {
    try {
      register();
      return [name, 'accepted'];
    } catch (error) {
      return [name, typeof error === 'string' ? error : (error.message ?? String(error))];
    }
  }),
);
Parse.Cloud.define('registrations', (request) => answers[request.params.of] ?? 'none');

module.exports = { trace };
