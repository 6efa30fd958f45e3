import { APP_ID, KEYS } from '../../../pair.ts';
import { request } from '../../../requests.ts';
import { alone, cross, type Group } from '../../group.ts';
import { base64Of, PNG_BASE64 } from './upload.ts';

/** The envelope of the JS SDK, without the file. */
const ENVELOPE = { _ApplicationId: APP_ID, _JavaScriptKey: KEYS.javascript, _ClientVersion: 'js8.0.0', _InstallationId: 'one' };
const file = (more: object = {}) => ({ base64: base64Of('hello'), ...more });
const words = (fileData: unknown) => file({ fileData });
const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });

/** Members of the body beside the envelope. */
const BODIES: Readonly<Record<string, object>> = {
  text: file({ _ContentType: 'text/plain' }),
  'a picture': { base64: PNG_BASE64, _ContentType: 'image/png' },
  'no type': file(),
  'a type that is a number': file({ _ContentType: 5 }),
  'a type that is null': file({ _ContentType: null }),
  'an empty type': file({ _ContentType: '' }),
  'a type of a page': file({ _ContentType: 'text/html' }),
  'no base64': {},
  'base64 null': { base64: null },
  'base64 a number': { base64: 5 },
  'base64 zero': { base64: 0 },
  'base64 a list': { base64: ['aGVsbG8='] },
  'base64 an object': { base64: { a: 1 } },
  'base64 empty': { base64: '' },
  'base64 without padding': { base64: 'aGVsbG8' },
  'base64 of URLs': { base64: '_-_-' },
  'base64 with white space': { base64: 'aGVs\nbG8=' },
  'base64 with other signs': { base64: 'aGV!s*bG8=' },
  'base64 that is none': { base64: '!!!!' },
  'a data URI': { base64: 'data:text/plain;base64,aGVsbG8=' },
  metadata: words({ metadata: { a: 1, b: { c: [1] } } }),
  tags: words({ tags: { a: 'b' } }),
  'metadata and tags': words({ metadata: { a: 1 }, tags: { a: 'b' } }),
  'metadata empty': words({ metadata: {} }),
  'metadata deep': words({ metadata: nested(8) }),
  'metadata with a denied keyword': words({ metadata: { _bsontype: 'Code' } }),
  'metadata with constructor': words({ metadata: { constructor: 1 } }),
  'metadata with a denied keyword inside': words({ metadata: { a: { __proto__x: 1, constructor: 1 } } }),
  'tags with a denied keyword': words({ tags: { _bsontype: 'Code' } }),
  'tags that are numbers': words({ tags: { a: 5 } }),
  'tags that are objects': words({ tags: { a: { b: 1 } } }),
  'fileData a list': words([1]),
  'fileData a string': words('x'),
  'fileData null': words(null),
  'metadata null': words({ metadata: null }),
  'metadata a string': words({ metadata: 'x' }),
  'metadata a list': words({ metadata: [1] }),
  'metadata a number': words({ metadata: 5 }),
  'tags null': words({ tags: null }),
  'tags a string': words({ tags: 'x' }),
  'tags a list': words({ tags: ['x'] }),
  directory: words({ directory: 'a' }),
  'directory empty': words({ directory: '' }),
  'directory a number': words({ directory: 5 }),
  'directory null': words({ directory: null }),
  'another member': file({ other: 1 }),
  'an unknown app': file({ _ApplicationId: 'nobody' }),
  'no app': file({ _ApplicationId: undefined }),
  'a wrong key': file({ _JavaScriptKey: 'wrong' }),
  'no key': file({ _JavaScriptKey: undefined }),
  'a dead session': file({ _SessionToken: 'r:0123456789abcdef0123456789abcdef' }),
  'a session that is a number': file({ _SessionToken: 5 }),
  'an installation that is a number': file({ _InstallationId: 5 }),
  'a wrong master key': file({ _MasterKey: 'wrong' }),
  'a master key that is a number': file({ _MasterKey: 5 }),
  'a context': file({ _context: { a: 1 } }),
  'a context that is text': file({ _context: '{"a":1}' }),
  'a context that is none': file({ _context: 'a' }),
};
const MASTER = { _MasterKey: KEYS.master };

const NAMES = { 'with an extension': 'sent.txt', 'without one': 'sent' };
const TYPES = { 'as text': 'text/plain', 'as JSON': 'application/json' };

const sent = (title: string, name: string, body: unknown, contentType = 'text/plain') =>
  request(title, 'POST', `/files/${name}`, {
    as: 'stranger',
    headers: { 'Content-Type': contentType },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** Uploads in JSON, as the JS SDK sends them. */
export const enclosed: Group = {
  title: 'enclosed files',
  cases: [
    ...alone(cross(NAMES, BODIES, (title, name, body) => sent(title, name, { ...ENVELOPE, ...body }))),
    ...alone(
      Object.entries(BODIES).map(([title, body]) => sent(`by the master key, ${title}`, 'sent.txt', { ...ENVELOPE, ...MASTER, ...body })),
    ),
    ...alone(Object.entries(TYPES).map(([title, type]) => sent(`sent ${title}`, 'sent.txt', { ...ENVELOPE, ...file() }, type))),
    ...alone(
      ['a/b.txt', '..', '%C3%A4.txt', '.a', 'a%00.txt', `${'n'.repeat(129)}`, 'a.html', 'a.svg'].map((name, at) =>
        sent(`name ${at}`, name, { ...ENVELOPE, ...file() }),
      ),
    ),
    ...alone(['null', '[]', '5', '"x"', '{', '', '{}'].map((body) => sent(`a body ${JSON.stringify(body)}`, 'sent.txt', body))),
  ],
};
