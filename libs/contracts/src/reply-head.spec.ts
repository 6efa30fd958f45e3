import { expect, it } from 'vitest';
import { replyHeadFault, type ReplyHead } from './reply-head.ts';

it.each<[string, ReplyHead]>([
  ['the least status', { status: 200 }],
  ['the greatest status', { status: 599 }],
  [
    'every member',
    { status: 303, location: '/a?b=c', contentType: 'text/csv; charset=utf-8', headers: { ETag: '"x"', 'Cache-Control': '' } },
  ],
  ['a value of the greatest length', { status: 200, headers: { ETag: 'x'.repeat(4_096) } }],
  ['a field of the app itself', { status: 200, headers: { 'X-Took-Ms': '5', 'x-ratelimit_left': '1' } }],
  ['Latin-1', { status: 200, headers: { 'Content-Disposition': 'attachment; filename="Müller"' } }],
])('a head with %s can be sent', (_, head) => {
  expect(replyHeadFault(head)).toBeUndefined();
});

it.each<[string, ReplyHead]>([
  ['a status below', { status: 199 }],
  ['a status above', { status: 600 }],
  ['a status that is no integer', { status: 200.5 }],
  ['an address of somebody else', { status: 303, location: 'https://evil.example' }],
  ['a line end in the location', { status: 303, location: '/a\r\nSet-Cookie: b' }],
  ['a content type that is none', { status: 200, contentType: 'json' }],
  ['a line end in the content type', { status: 200, contentType: 'text/html\r\nSet-Cookie: a=b' }],
  ['a line end in a value', { status: 200, headers: { ETag: 'x\nSet-Cookie: a=b' } }],
  ['a carriage return in a value', { status: 200, headers: { ETag: 'x\r' } }],
  ['a zero in a value', { status: 200, headers: { ETag: '\0' } }],
  ['a character beyond Latin-1', { status: 200, headers: { ETag: '„' } }],
  ['a value that is too long', { status: 200, headers: { ETag: 'x'.repeat(4_097) } }],
  ['a value that is no string', { status: 200, headers: { ETag: 1 as unknown as string } }],
  ['a cookie', { status: 200, headers: { 'Set-Cookie': 'a=b' } }],
  ['a field of the framing', { status: 200, headers: { 'content-length': '0' } }],
  ['a field of the gateway', { status: 200, headers: { 'X-Content-Type-Options': '' } }],
  ['a redirection of proxies', { status: 200, headers: { 'X-Accel-Redirect': '/x' } }],
  ['a file of proxies', { status: 200, headers: { 'X-Sendfile': '/etc/passwd' } }],
  ['a field of browsers', { status: 200, headers: { 'X-Frame-Options': 'ALLOWALL' } }],
  ['a field of Parse that is none', { status: 200, headers: { 'X-Parse-Session-Token': 'r:1' } }],
  ['a name that is none', { status: 200, headers: { 'X-a b': '1' } }],
  ['a name with a line end', { status: 200, headers: { 'ETag\r\nSet-Cookie': 'a=b' } }],
])('a head with %s cannot be sent', (_, head) => {
  expect(replyHeadFault(head)).toBeTypeOf('string');
});
