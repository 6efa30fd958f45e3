import { create, find, request } from '../requests.ts';
import type { Step, Subject } from '../subject.ts';

const sent = (title: string, body: string, headers: Record<string, string> = {}): Step =>
  request(title, 'POST', '/classes/Broken', { body, headers });
const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

export const malformedInput: Subject = {
  title: 'malformed input',
  fixtures: { Broken: { broken: { n: 1 } } },
  steps: [
    sent('no JSON', '{'),
    sent('a text', '"x"'),
    sent('a number', '5'),
    sent('a list', '[1]'),
    sent('an empty list', '[]'),
    sent('null', 'null'),
    sent('true', 'true'),
    sent('white space', '  '),
    sent('a trailing comma', '{"n":1,}'),
    sent('the same member twice', '{"n":1,"n":2}'),
    sent('JSON as plain text', '{"n":5}', { 'Content-Type': 'text/plain' }),
    sent('JSON with a charset', '{"n":5}', { 'Content-Type': 'application/json; charset=utf-8' }),
    sent('JSON as an unknown type', '{"n":5}', { 'Content-Type': 'application/x-nonsense' }),
    sent('a form', 's=x', { 'Content-Type': 'application/x-www-form-urlencoded' }),
    sent('a number beyond doubles', '{"n":1e999}'),
    sent('a lone surrogate', '{"s":"\\ud800"}'),
    sent('a deep object', `{"o":${deep(50)}}`),
    sent('a very deep object', `{"o":${deep(150)}}`),
    sent('a name of a thousand characters', `{"${'a'.repeat(1_000)}":1}`),
    sent('a name of two thousand characters', `{"${'a'.repeat(2_000)}":1}`),
    sent('a NUL in a name', '{"a\\u0000b":1}'),
    sent('a NUL in a nested name', '{"o":{"a\\u0000b":1}}'),
    sent('a thousand members', JSON.stringify({ o: Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`k${n}`, n])) })),
    find('a where as deep as nobody asks', 'Broken', { where: deep(100) }),
    find('many ors', 'Broken', { where: { $or: Array.from({ length: 20 }, (_, n) => ({ n })) } }),
    find('a list of a thousand values', 'Broken', { where: { n: { $in: Array.from({ length: 1_000 }, (_, n) => n) } } }),
    create('nothing of it was stored', 'Broken', { n: 2 }),
    request('an unknown path', 'GET', '/nowhere'),
    request('an unknown path without an app', 'GET', '/nowhere', { as: 'stranger' }),
    request('a path that is too long', 'GET', '/classes/Broken/{{broken}}/more'),
    request('PUT to a class', 'PUT', '/classes/Broken', { body: { n: 1 } }),
    request('DELETE of a class', 'DELETE', '/classes/Broken'),
    request('POST to an object', 'POST', '/classes/Broken/{{broken}}', { body: { n: 1 } }),
    request('PATCH of an object', 'PATCH', '/classes/Broken/{{broken}}', { body: { n: 1 } }),
    request('classes without a name', 'GET', '/classes'),
    request('a DELETE with a broken body', 'DELETE', '/classes/Broken/{{broken}}', { body: '{"x":' }),
    request('a path that cannot be decoded', 'GET', '/classes/%E0%A4%A'),
    request('the mount itself', 'GET', '/'),
  ],
};

const isText = (value: unknown) => typeof value === 'string';

export const administration: Subject = {
  title: 'health and server information',
  steps: [
    request('health', 'GET', '/health', { as: 'stranger' }),
    request('health with keys', 'GET', '/health'),
    request('health by POST', 'POST', '/health', { as: 'stranger', body: {} }),
    request('server information for a client', 'GET', '/serverInfo'),
    request('server information for the master', 'GET', '/serverInfo', {
      as: 'master',
      view: (body) => ({
        members: Object.keys(body as object).sort(),
        version: (body as { parseServerVersion?: unknown }).parseServerVersion,
      }),
    }),
    request('server information for the read-only master', 'GET', '/serverInfo', {
      as: 'readOnlyMaster',
      view: (body) => ({ version: isText((body as { parseServerVersion?: unknown }).parseServerVersion) }),
    }),
    request('server information without an app', 'GET', '/serverInfo', { as: 'stranger' }),
    request('a preflight', 'OPTIONS', '/classes/Anything', { as: 'stranger' }),
    request('HEAD', 'HEAD', '/health', { as: 'stranger' }),
  ],
};
