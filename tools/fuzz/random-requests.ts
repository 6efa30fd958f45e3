import fc from 'fast-check';
import { DATABASE_OPERATORS } from './database-operators.ts';
import type { RawRequest } from './send.ts';

/**
 * Requests that have the build of real ones, with something odd in one place or several: mostly well-formed, so that they reach deep
 * into the services before they are refused.
 */
const oddText = fc.oneof(
  fc.constantFrom('', ' ', '\0', 'a\0b', '*', 'role:A', '_User', '__proto__', 'constructor', 'toString', '$where', 'a.b', '-a', '{', '[', '%', '\\Q', '(a+)+$', '\ud83d\ude00', 'x'.repeat(2_000)), // prettier-ignore
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const oddNumber = fc.oneof(
  fc.constantFrom(0, -0, -1, 0.5, 1e308, -1e308, 2 ** 31, 2 ** 53, -(2 ** 63)),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const scalar = fc.oneof(oddText, oddNumber, fc.boolean(), fc.constant(null));
const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('text', 'number', 'list', 'dictionary', 'date', 'pointer', 'relation', 'point', 'fresh', 'a', 'objectId', 'createdAt', 'ACL', '__type', '__op', 'iso', 'className', 'amount', 'objects', 'latitude', 'base64') }, // prettier-ignore
  { weight: 2, arbitrary: fc.constantFrom(...DATABASE_OPERATORS, '$or', '$and', '$nor', '$in', '$nin', '$all', '$exists', '$regex', '$options', '$gt', '$lt', '$ne', '$eq', '$inQuery', '$select', '$relatedTo', '$nearSphere', '$geoWithin', '$text') }, // prettier-ignore
  { weight: 1, arbitrary: oddText },
);

const pointer = fc.record({ __type: fc.constant('Pointer'), className: fc.oneof(fc.constant('Target'), oddText), objectId: scalar });
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: scalar },
    { weight: 1, arbitrary: pointer },
    { weight: 1, arbitrary: fc.record({ __type: fc.constantFrom('Date', 'GeoPoint', 'Bytes', 'File', 'Polygon', 'Relation', 'Object', 'toString'), iso: tie('value'), latitude: tie('value'), longitude: oddNumber, base64: scalar, name: scalar, className: scalar, coordinates: tie('value') }, { requiredKeys: ['__type'] }) }, // prettier-ignore
    { weight: 1, arbitrary: fc.record({ __op: fc.constantFrom('Increment', 'Add', 'AddUnique', 'Remove', 'Delete', 'AddRelation', 'RemoveRelation', 'Batch', 'SetOnInsert', 'toString'), amount: tie('value'), objects: tie('value'), ops: tie('value') }, { requiredKeys: ['__op'] }) }, // prettier-ignore
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
    { weight: 2, arbitrary: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }) },
  ),
}));
const body = fc.dictionary(key, anyValue, { maxKeys: 5, noNullPrototype: true });

const PARAMETERS = ['where', 'order', 'limit', 'skip', 'count', 'keys', 'excludeKeys', 'include', 'includeAll', 'hint', 'comment', 'explain', 'readPreference', 'includeReadPreference', 'redirectClassNameForKey', 'trace', 'distinct', 'nonsense'] as const; // prettier-ignore
const condition = fc.dictionary(key, fc.oneof(anyValue, fc.dictionary(fc.constantFrom('$gt', '$in', '$nin', '$all', '$exists', '$regex', '$options', '$ne', '$where'), anyValue, { maxKeys: 3, noNullPrototype: true })), { maxKeys: 4, noNullPrototype: true }); // prettier-ignore
const where = fc.oneof(
  condition,
  fc.record({ $or: fc.array(condition, { maxLength: 3 }) }),
  fc.record({ $and: fc.array(fc.oneof(condition, scalar), { maxLength: 3 }) }),
);
const parameters = fc
  .tuple(where, fc.dictionary(fc.constantFrom(...PARAMETERS), anyValue, { maxKeys: 3, noNullPrototype: true }), fc.boolean())
  .map(
    ([asked, others, hasWhere]) => (hasWhere ? { where: asked, ...others } : others), // prettier-ignore
  );

const className = fc.oneof({ weight: 5, arbitrary: fc.constant('Target') }, { weight: 1, arbitrary: fc.constantFrom('_User', '_SCHEMA', '_Join:relation:Target', '_Role') }, { weight: 1, arbitrary: oddText }); // prettier-ignore
const segment = (text: string) => encodeURIComponent(text.toWellFormed()) || '%00';
const classPath = className.map((name) => `/classes/${segment(name)}`);
const objectPath = (objectId: string) =>
  fc.tuple(classPath, fc.oneof(fc.constant(objectId), oddText)).map(([path, id]) => `${path}/${segment(id)}`);

const headers = fc.dictionary(
  fc.constantFrom('X-Parse-Session-Token', 'X-Parse-Installation-Id', 'X-Parse-Request-Id', 'X-Parse-Cloud-Context', 'X-Parse-Client-Version', 'X-HTTP-Method-Override', 'Content-Type', 'Content-Encoding', 'Origin', 'Authorization', 'Range', 'If-None-Match'), // prettier-ignore
  fc.oneof(fc.string({ maxLength: 20 }).map((text) => text.trim()), fc.constantFrom('{}', '{"a":1}', 'gzip', 'application/x-www-form-urlencoded', 'Basic eDp5', 'bytes=0-1')), // prettier-ignore
  { maxKeys: 2, noNullPrototype: true },
);

/** A route of the gateway, its parameters in the form `:objectId`. */
export interface FuzzedRoute {
  readonly method: string;
  readonly path: string;
}

/** Paths of routes whose answers go on for minutes, to callers that may read them. */
export const LASTING: ReadonlySet<string> = new Set(['/scriptlog/follow']);

/**
 * @param objectId of an object of class Target
 * @param served asked beside those of objects: every route that is served and whose answer ends
 */
export function randomRequests(objectId: string, served: readonly FuzzedRoute[] = []): fc.Arbitrary<RawRequest> {
  const routes = served.filter((route) => !LASTING.has(route.path));
  const path = fc.oneof(classPath, objectPath(objectId));
  const text = (json: unknown) => JSON.stringify(json);
  const query = (asked: object) =>
    new URLSearchParams(
      Object.entries(asked).map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : text(value)]),
    );
  const write = fc.record({ method: fc.constantFrom('POST', 'PUT', 'DELETE', 'PATCH'), path, body: body.map(text) });
  const readByBody = fc.record({ method: fc.constant('POST'), path, body: parameters.map((asked) => text({ ...asked, _method: 'GET' })) });
  const read = fc.tuple(path, parameters).map(([target, asked]) => ({ method: 'GET', path: `${target}?${query(asked).toString()}` }));
  const part = fc.record({ method: fc.constantFrom('POST', 'PUT', 'GET', 'DELETE'), path: path.map((target) => `/parse${target}`), body });
  const batch = fc.array(fc.oneof({ weight: 8, arbitrary: part }, { weight: 1, arbitrary: anyValue }), { maxLength: 6 });
  const batches = batch.map((requests) => ({ method: 'POST', path: '/batch', body: text({ requests }) }));
  const broken = fc
    .tuple(write, fc.nat(200), oddText)
    .map(([request, at, odd]) => ({ ...request, body: request.body.slice(0, at) + odd + request.body.slice(at + 1) }));
  const settings = fc.record({ method: fc.constantFrom('GET', 'PATCH'), path: fc.constantFrom('/settings', '/serverInfo', '/nowhere'), body: body.map(text) }); // prettier-ignore
  const ofRoutes = routes.length === 0 ? [] : [{ weight: 6, arbitrary: routeRequests(routes, objectId) }];
  const request = fc.oneof(
    ...ofRoutes,
    { weight: 6, arbitrary: write },
    { weight: 4, arbitrary: read },
    { weight: 4, arbitrary: readByBody },
    { weight: 2, arbitrary: batches },
    { weight: 2, arbitrary: broken },
    { weight: 1, arbitrary: settings },
  );
  const extra = fc.tuple(fc.constantFrom('rest' as const, 'master' as const, 'user' as const), fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: headers })); // prettier-ignore
  return fc.tuple(request, extra).map(([asked, [keyKind, more]]) => ({ ...asked, key: keyKind, headers: more }));
}

/** Requests to any route, with ids and names that exist or are odd, and a body or a query that the route may or may not know. */
function routeRequests(routes: readonly FuzzedRoute[], objectId: string): fc.Arbitrary<RawRequest> {
  const known = fc.constantFrom('Target', objectId, 'User', '_User');
  const filled = fc.array(fc.oneof({ weight: 3, arbitrary: known }, { weight: 1, arbitrary: oddText }), { minLength: 4, maxLength: 4 });
  const content = fc.oneof(body, parameters, credentials);
  return fc.tuple(fc.constantFrom(...routes), filled, content, fc.boolean()).map(([{ method, path }, values, asked, inQuery]) => {
    let at = 0;
    const target = path.replace(/:\w+\+?/g, () => segment(values[at++] ?? 'x'));
    if (!inQuery && method !== 'GET') return { method: verb(method), path: target, body: JSON.stringify(asked) };
    return { method: verb(method), path: `${target}?${queryOf(asked)}` };
  });
}

const verb = (method: string): string => (method === '*' ? 'POST' : method);

/** Members that routes of accounts, sessions and installations look for. */
const credentials = fc.dictionary(
  fc.constantFrom('username', 'password', 'email', 'authData', 'installationId', 'deviceToken', 'deviceType', 'channels', 'token', 'name', 'users', 'roles', 'userId', 'sessionToken', 'pipeline', 'indexes', 'fields', 'classLevelPermissions', 'requests', 'transaction'), // prettier-ignore
  anyValue,
  { maxKeys: 4, noNullPrototype: true },
);

function queryOf(asked: object): string {
  const members = Object.entries(asked).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
  ]);
  return new URLSearchParams(members).toString();
}
