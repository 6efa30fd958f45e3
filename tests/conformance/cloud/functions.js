'use strict';

const { describe } = require('./describe.js');

Parse.Cloud.define('echo', (request) => request.params);
Parse.Cloud.define('describe', (request) => describe(request.params));
Parse.Cloud.define('nothing', () => undefined);
Parse.Cloud.define('dotted.name', () => 'dotted');
Parse.Cloud.define('deeper.dotted.name', () => 'deeper');
Parse.Cloud.define('under_score', () => 'under');
Parse.Cloud.define('Ümläut 1', () => 'umlaut');
Parse.Cloud.define('twice', () => 'first');
Parse.Cloud.define('twice', () => 'second');

class Own {
  constructor() {
    this.member = 1;
  }

  method() {
    return 2;
  }
}

const saved = () => Parse.Object.fromJSON({ className: 'Given', objectId: 'savedGiven', score: 8, createdAt: '2020-01-01T00:00:00.000Z' });
/** A result that is a new object ends the other server: there is none here. */
const changedSince = () => {
  const object = saved();
  object.set('score', 9);
  return object;
};
const holding = () =>
  Parse.Object.fromJSON({
    className: 'Given',
    objectId: 'holdGiven1',
    other: { __type: 'Object', className: 'Given', objectId: 'heldGiven1', score: 9 },
    to: { __type: 'Pointer', className: 'Given', objectId: 'heldGiven2' },
    when: { __type: 'Date', iso: '2020-02-03T04:05:06.789Z' },
    place: { __type: 'GeoPoint', latitude: 1, longitude: 2 },
    list: [{ __type: 'Date', iso: '2020-02-03T04:05:06.789Z' }, { deep: true }],
  });

/** Results by name. */
const RESULTS = {
  string: () => 'text',
  empty: () => '',
  unicode: () => '\u{1F3B2} ☃ \u0000',
  number: () => 4.5,
  zero: () => 0,
  negative: () => -1,
  large: () => Number.MAX_SAFE_INTEGER,
  notANumber: () => Number.NaN,
  infinite: () => Number.POSITIVE_INFINITY,
  yes: () => true,
  no: () => false,
  nil: () => null,
  undef: () => undefined,
  list: () => [1, 'two', [3, null]],
  emptyList: () => [],
  holes: () => [1, undefined, 3],
  object: () => ({ a: 1, b: { c: [] } }),
  emptyObject: () => ({}),
  withUndefined: () => ({ a: undefined, b: 1 }),
  typed: () => ({ __type: 'Unknown', x: 1 }),
  date: () => new Date('2020-02-03T04:05:06.789Z'),
  nestedDate: () => ({ when: new Date('2020-02-03T04:05:06.789Z'), list: [new Date(0)] }),
  pattern: () => /ab+c/i,
  geoPoint: () => new Parse.GeoPoint(40, -30.5),
  nestedGeoPoint: () => ({ at: [new Parse.GeoPoint(1, 2)] }),
  polygon: () =>
    new Parse.Polygon([
      [0, 0],
      [0, 1],
      [1, 1],
    ]),
  file: () => Parse.File.fromJSON({ __type: 'File', name: 'a.txt', url: 'http://files.example.org/a.txt' }),
  acl: () => new Parse.ACL({ '*': { read: true } }),
  withoutData: () => Parse.Object.fromJSON({ className: 'Given', objectId: 'savedGiven' }),
  saved,
  changedSince,
  holding,
  objects: () => [saved(), changedSince()],
  nestedObjects: () => ({ one: saved(), many: [{ deep: saved() }] }),
  user: () => Parse.User.fromJSON({ className: '_User', objectId: 'someUser01', username: 'ada' }),
  map: () => new Map([['a', 1]]),
  set: () => new Set([1, 2]),
  buffer: () => Buffer.from('abc'),
  bytes: () => new Uint8Array([1, 2]),
  own: () => new Own(),
  withToJSON: () => ({ toJSON: () => 'by toJSON' }),
  error: () => new Error('given'),
  parseError: () => new Parse.Error(9001, 'given'),
  functions: () => ({ f: () => 1, a: 1 }),
  func: () => () => 1,
  promise: () => Promise.resolve('later'),
  thenable: () => ({ then: (resolve) => resolve('thenable') }),
  prototype: () => JSON.parse('{"__proto__": {"x": 1}, "a": 1}'),
  dollar: () => ({ $set: { a: 1 }, 'x.y': 2 }),
  operation: () => ({ __op: 'Increment', amount: 1 }),
};
Parse.Cloud.define('give', (request) => RESULTS[request.params.what]());
Parse.Cloud.define('giveLater', async (request) => RESULTS[request.params.what]());

/** Errors by name. */
const ERRORS = {
  string: () => 'no such luck',
  emptyString: () => '',
  error: () => new Error('an error'),
  emptyError: () => new Error(''),
  typeError: () => new TypeError('a type error'),
  withCode: () => Object.assign(new Error('with a code'), { code: 4711 }),
  parseError: () => new Parse.Error(9001, 'out of tea'),
  parseErrorNotFound: () => new Parse.Error(Parse.Error.OBJECT_NOT_FOUND, 'not here'),
  parseErrorForbidden: () => new Parse.Error(Parse.Error.OPERATION_FORBIDDEN, 'not yours'),
  parseErrorSession: () => new Parse.Error(Parse.Error.INVALID_SESSION_TOKEN, 'dead'),
  parseErrorDuplicate: () => new Parse.Error(Parse.Error.DUPLICATE_VALUE, 'twice'),
  parseErrorTimeout: () => new Parse.Error(Parse.Error.TIMEOUT, 'too long'),
  parseErrorValidation: () => new Parse.Error(Parse.Error.VALIDATION_ERROR, 'invalid'),
  parseErrorOther: () => new Parse.Error(Parse.Error.OTHER_CAUSE, 'other'),
  parseErrorZero: () => new Parse.Error(0, 'zero'),
  parseErrorNegative: () => new Parse.Error(-5, 'negative'),
  parseErrorLarge: () => new Parse.Error(123456789, 'large'),
  parseErrorEmpty: () => new Parse.Error(9002, ''),
  parseErrorReserved: () => new Parse.Error(5555, 'reserved'),
  plain: () => ({ code: 9003, message: 'a plain object' }),
  plainWithoutMessage: () => ({ code: 9003 }),
  number: () => 42,
  zero: () => 0,
  nil: () => null,
  undef: () => undefined,
  yes: () => true,
};
Parse.Cloud.define('fail', (request) => {
  throw ERRORS[request.params.how]();
});
Parse.Cloud.define('failLater', (request) => Promise.reject(ERRORS[request.params.how]()));
Parse.Cloud.define('failAsync', async (request) => {
  await null;
  throw ERRORS[request.params.how]();
});

/** The parts of a request that say who asks. */
Parse.Cloud.define('whoAsks', ({ user, master, isReadOnly, installationId, functionName, context, headers, ip, log, params }) => ({
  user:
    user === undefined
      ? 'none'
      : { name: user.get('username'), token: typeof user.getSessionToken(), secret: user.get('password') === undefined },
  master,
  isReadOnly,
  installationId: installationId ?? 'none',
  functionName,
  context,
  note: headers?.['x-note'] ?? 'none',
  ip: typeof ip,
  log: ['info', 'warn', 'error', 'debug', 'verbose'].map((level) => typeof log[level]),
  params,
}));

Parse.Cloud.define('keysAsked', ({ headers }) => [typeof headers['x-parse-application-id'], typeof headers['x-parse-rest-api-key']]);

// Handlers with a response, as Express has them.
const EXPRESS = {
  success: (res) => res.success({ sent: true }),
  nothing: (res) => res.success(),
  error: (res) => res.error('sent error'),
  parseError: (res) => res.error(new Parse.Error(9004, 'sent parse error')),
  noError: (res) => res.error(),
  status: (res) => res.status(201).success('created'),
  teapot: (res) => res.status(418).success({ tea: true }),
  errorStatus: (res) => res.status(409).error('conflict'),
  header: (res) => res.header('X-Own', 'value').success('with a header'),
  date: (res) => res.success(new Date('2020-02-03T04:05:06.789Z')),
  later: (res) => setTimeout(() => res.success('later'), 5),
  twice: (res) => {
    res.success('once');
    try {
      res.success('twice');
    } catch {
      // the second answer is refused, and the first stands
    }
  },
  throws: () => {
    throw new Error('thrown beside the response');
  },
};
Parse.Cloud.define('express', (req, res) => {
  EXPRESS[req.params.how](res);
});
Parse.Cloud.define('expressReturns', (req, res) => `returned, ${typeof res.success}`);

// The SDK inside.
Parse.Cloud.define('run', (request) => Parse.Cloud.run(request.params.name, request.params.with ?? {}, optionsOf(request)));
Parse.Cloud.define('runCaught', async (request) => {
  try {
    return { ran: await Parse.Cloud.run(request.params.name, request.params.with ?? {}, optionsOf(request)) };
  } catch (error) {
    return { code: error.code, message: error.message };
  }
});
Parse.Cloud.define('save', async (request) => {
  const { className, objectId, set } = request.params;
  const object = new Parse.Object(className);
  if (objectId !== undefined) object.id = objectId;
  try {
    await object.save(set, optionsOf(request));
    return { saved: object.className, isNew: object.isNew(), score: object.get('score') ?? 'none' };
  } catch (error) {
    return { code: error.code, message: error.message };
  }
});
Parse.Cloud.define('destroy', async (request) => {
  try {
    await Parse.Object.fromJSON({ className: request.params.className, objectId: request.params.objectId }).destroy(optionsOf(request));
    return 'gone';
  } catch (error) {
    return { code: error.code, message: error.message };
  }
});
Parse.Cloud.define('find', async (request) => {
  const { className, where = {}, options = {} } = request.params;
  const query = new Parse.Query(className).withJSON({ where, ...options });
  const found = await query.find(optionsOf(request));
  return found.map((object) => object.get('name') ?? 'none');
});
Parse.Cloud.define('count', (request) => new Parse.Query(request.params.className).count(optionsOf(request)));
Parse.Cloud.define('config', async (request) => {
  const config = await Parse.Config.get(optionsOf(request));
  return { greeting: config.get('greeting') ?? 'none', hidden: config.get('hidden') ?? 'none' };
});

function optionsOf({ params: { as = 'public', context }, user }) {
  return {
    ...(context === undefined ? {} : { context }),
    ...(as === 'master' ? { useMasterKey: true } : {}),
    ...(as === 'session' ? { sessionToken: user.getSessionToken() } : {}),
  };
}
