import { create, find, get, remove, request, update } from '../requests.ts';
import type { Step, Subject } from '../subject.ts';
import { KEYS, APP_ID } from '../pair.ts';

const asked = (title: string, headers: Record<string, string>): Step =>
  find(title, 'Caller', { where: { n: 1 } }, { as: 'stranger', headers });
const id = { 'X-Parse-Application-Id': APP_ID };
const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` });

export const keys: Subject = {
  title: 'keys and header fields',
  fixtures: { Caller: { one: { n: 1 }, locked: { n: 2, ACL: {} } } },
  steps: [
    asked('the REST key', { ...id, 'X-Parse-REST-API-Key': KEYS.rest }),
    asked('the JavaScript key', { ...id, 'X-Parse-Javascript-Key': KEYS.javascript }),
    asked('the client key', { ...id, 'X-Parse-Client-Key': KEYS.client }),
    asked('the .NET key', { ...id, 'X-Parse-Windows-Key': KEYS.dotNet }),
    asked('the master key', { ...id, 'X-Parse-Master-Key': KEYS.master }),
    asked('the read-only master key', { ...id, 'X-Parse-Master-Key': KEYS.readOnlyMaster }),
    asked('the maintenance key alone', { ...id, 'X-Parse-Maintenance-Key': KEYS.maintenance }),
    asked('no key', id),
    asked('no app', { 'X-Parse-REST-API-Key': KEYS.rest }),
    asked('nothing at all', {}),
    asked('an unknown app', { 'X-Parse-Application-Id': 'unknown', 'X-Parse-REST-API-Key': KEYS.rest }),
    asked('a wrong REST key', { ...id, 'X-Parse-REST-API-Key': 'wrong' }),
    asked('a wrong key beside a right one', { ...id, 'X-Parse-REST-API-Key': 'wrong', 'X-Parse-Javascript-Key': KEYS.javascript }),
    asked('a key of another kind', { ...id, 'X-Parse-REST-API-Key': KEYS.javascript }),
    asked('a wrong master key', { ...id, 'X-Parse-Master-Key': 'wrong' }),
    asked('a wrong master key beside a REST key', { ...id, 'X-Parse-Master-Key': 'wrong', 'X-Parse-REST-API-Key': KEYS.rest }),
    asked('an empty key', { ...id, 'X-Parse-REST-API-Key': '' }),
    asked('names of fields in small letters', { 'x-parse-application-id': APP_ID, 'x-parse-rest-api-key': KEYS.rest }),
    asked('an unknown session', {
      ...id,
      'X-Parse-REST-API-Key': KEYS.rest,
      'X-Parse-Session-Token': 'r:0123456789abcdef0123456789abcdef',
    }),
    asked('a session that is none', { ...id, 'X-Parse-REST-API-Key': KEYS.rest, 'X-Parse-Session-Token': 'x' }),
    asked('an unknown session with the master key', { ...id, 'X-Parse-Master-Key': KEYS.master, 'X-Parse-Session-Token': 'r:x' }),
    asked('context', { ...id, 'X-Parse-REST-API-Key': KEYS.rest, 'X-Parse-Cloud-Context': '{"a":1}' }),
    asked('context that is no object', { ...id, 'X-Parse-REST-API-Key': KEYS.rest, 'X-Parse-Cloud-Context': '5' }),
    asked('context that is no JSON', { ...id, 'X-Parse-REST-API-Key': KEYS.rest, 'X-Parse-Cloud-Context': '{a' }),
    asked('an installation and a version', {
      ...id,
      'X-Parse-REST-API-Key': KEYS.rest,
      'X-Parse-Installation-Id': 'abc',
      'X-Parse-Client-Version': 'js8.6.0',
      'X-Parse-Revocable-Session': '1',
    }),
    asked('Basic with the master key', basic(`${APP_ID}:${KEYS.master}`)),
    asked('Basic with the JavaScript key', basic(`${APP_ID}:javascript-key=${KEYS.javascript}`)),
    asked('Basic with a wrong key', basic(`${APP_ID}:wrong`)),
    asked('Basic with an unknown app', basic(`unknown:${KEYS.master}`)),
    asked('Basic that is unreadable', { Authorization: 'Basic %%%' }),
    asked('Basic with an unknown app beside header fields', { ...id, 'X-Parse-REST-API-Key': KEYS.rest, ...basic('unknown:x') }),
    find('the master sees hidden objects', 'Caller', {}, { as: 'master' }),
    find('the read-only master sees hidden objects', 'Caller', {}, { as: 'readOnlyMaster' }),
    create('create by the read-only master', 'Caller', { n: 3 }, { as: 'readOnlyMaster' }),
    update('update by the read-only master', 'Caller/{{one}}', { n: 3 }, { as: 'readOnlyMaster' }),
    remove('delete by the read-only master', 'Caller/{{one}}', { as: 'readOnlyMaster' }),
    get('get by the read-only master', 'Caller/{{locked}}', { as: 'readOnlyMaster' }),
    find('the maintenance key', 'Caller', {}, { as: 'maintenance' }),
    get('a hidden object by the maintenance key', 'Caller/{{locked}}', { as: 'maintenance' }),
    create(
      'a time of creation by the maintenance key',
      'Caller',
      { createdAt: { __type: 'Date', iso: '2001-01-01T00:00:00.000Z' } },
      { as: 'maintenance', save: 'old' },
    ),
    get('a time of creation by the maintenance key, read again', 'Caller/{{old}}'),
    create('no app on a write', 'Caller', { n: 4 }, { as: 'stranger' }),
    find('no key on a read', 'Caller', {}, { as: 'nobody' }),
  ],
};

/** A request as the JS SDK sends it: everything in the body, as text/plain. */
const spoken = (title: string, path: string, body: object, more: Partial<Step> = {}): Step =>
  request(title, 'POST', path, {
    as: 'stranger',
    headers: { 'Content-Type': 'text/plain' },
    body: { _ApplicationId: APP_ID, _JavaScriptKey: KEYS.javascript, _ClientVersion: 'js8.6.0', _InstallationId: 'abc', ...body },
    ...more,
  });
/** The same members beside header fields, as native SDKs send them. */
const beside = (title: string, path: string, body: object, more: Partial<Step> = {}): Step =>
  request(title, 'POST', path, { body, ...more });

export const envelope: Subject = {
  title: 'method override and members of the envelope',
  fixtures: { Enveloped: { one: { n: 1 }, two: { n: 2, ACL: {} }, three: { n: 100 } } },
  steps: [
    spoken('create', '/classes/Enveloped', { n: 10 }, { save: 'ten' }),
    get('create, read again', 'Enveloped/{{ten}}'),
    spoken('find', '/classes/Enveloped', { _method: 'GET', where: { n: 1 } }),
    spoken('find with a where that is a text', '/classes/Enveloped', { _method: 'GET', where: '{"n":1}' }),
    spoken('find with typed parameters', '/classes/Enveloped', { _method: 'GET', where: {}, limit: 1, order: 'n', keys: 'n' }),
    spoken('count', '/classes/Enveloped', { _method: 'GET', where: {}, limit: 0, count: 1 }),
    spoken('get', '/classes/Enveloped/{{one}}', { _method: 'GET' }),
    spoken('update', '/classes/Enveloped/{{one}}', { _method: 'PUT', n: 5 }),
    spoken('delete', '/classes/Enveloped/{{ten}}', { _method: 'DELETE' }),
    spoken('a method in small letters', '/classes/Enveloped', { _method: 'get', where: { n: 5 } }),
    spoken('an unknown method', '/classes/Enveloped', { _method: 'NONSENSE' }),
    spoken('a method that is a number', '/classes/EnvelopedOdd', { _method: 5 }),
    spoken('an empty method', '/classes/Enveloped', { _method: '', n: 20 }),
    spoken('the master key', '/classes/Enveloped', { _method: 'GET', where: {}, _MasterKey: KEYS.master }),
    spoken('a wrong master key', '/classes/Enveloped', { _method: 'GET', where: { n: 5 }, _MasterKey: 'wrong' }),
    spoken('a wrong key', '/classes/Enveloped', { _method: 'GET', _JavaScriptKey: 'wrong' }),
    spoken('an unknown app', '/classes/Enveloped', { _method: 'GET', _ApplicationId: 'unknown' }),
    spoken('an app that is a number', '/classes/Enveloped', { _method: 'GET', _ApplicationId: 5 }),
    spoken('an unknown session', '/classes/Enveloped', { _method: 'GET', _SessionToken: 'r:0123456789abcdef0123456789abcdef' }),
    spoken('a session that is a number', '/classes/Enveloped', { _method: 'GET', _SessionToken: 5 }),
    spoken('a master key that is an object', '/classes/Enveloped', { _method: 'GET', _MasterKey: { $ne: null } }),
    spoken('an installation that is a number', '/classes/Enveloped', { _method: 'GET', _InstallationId: 5 }),
    spoken('context', '/classes/Enveloped', { _context: { a: 1 }, n: 30 }),
    spoken('context as a text', '/classes/Enveloped', { _context: '{"a":1}', n: 31 }),
    spoken('context that is no object', '/classes/Enveloped', { _context: 5, n: 32 }),
    spoken('context that is no JSON', '/classes/Enveloped', { _context: '{a', n: 33 }),
    spoken('a type of content', '/classes/Enveloped', { _ContentType: 'application/json', n: 34 }),
    spoken('_noBody', '/classes/Enveloped', { _method: 'GET', _noBody: true, where: { n: 5 } }),
    spoken('_RevocableSession', '/classes/Enveloped', { _RevocableSession: '1', n: 35 }),
    beside('a method beside header fields', '/classes/Enveloped', { _method: 'GET', where: { n: 5 } }),
    beside('texts for parameters, as Android sends them', '/classes/Enveloped', {
      _method: 'GET',
      where: '{"n":5}',
      limit: '1',
      count: '1',
    }),
    beside('a limit of nothing, as Android sends it', '/classes/Enveloped', { _method: 'GET', where: '{}', limit: '0', count: '1' }),
    beside('trace, as Android sends it', '/classes/Enveloped', { _method: 'GET', where: '{"n":5}', trace: '1' }),
    beside('an update beside header fields', '/classes/Enveloped/{{one}}', { _method: 'PUT', n: 6 }),
    beside('an app beside header fields', '/classes/EnvelopedOdd', { _ApplicationId: APP_ID, n: 40 }),
    beside('a version beside header fields', '/classes/EnvelopedOdd', { _ClientVersion: 'x', n: 41 }),
    beside('a revocable session beside header fields', '/classes/Enveloped', { _method: 'GET', _RevocableSession: '1', where: { n: 6 } }),
    request('a method in the body of a PUT', 'PUT', '/classes/Enveloped/{{three}}', { body: { _method: 'DELETE', n: 7 } }),
    request('X-HTTP-Method-Override', 'POST', '/classes/Enveloped', { body: { n: 50 }, headers: { 'X-HTTP-Method-Override': 'GET' } }),
    find('who is left', 'Enveloped', { where: { n: { $lt: 10 } } }),
  ],
};
