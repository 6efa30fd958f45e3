import { describe, expect, it } from 'vitest';
import { preconditionOf, rangeOf } from './conditions.ts';
import { deliveryOf } from './delivery.ts';

const modifiedAt = new Date('2026-03-01T10:00:00.700Z');
const FILE = { etag: '"v1"', modifiedAt };
const AT = 'Sun, 01 Mar 2026 10:00:00 GMT';
const BEFORE = 'Sun, 01 Mar 2026 09:59:59 GMT';

describe('FIL-17 ranges', () => {
  it.each([
    ['bytes=0-0', { from: 0, to: 1 }],
    ['bytes=2-5', { from: 2, to: 6 }],
    ['bytes=90-', { from: 90, to: 100 }],
    ['bytes=-10', { from: 90, to: 100 }],
    ['bytes=-1000', { from: 0, to: 100 }],
    ['bytes=50-1000', { from: 50, to: 100 }],
    ['Bytes = 0-1', { from: 0, to: 2 }],
    ['lines=1-2', 'whole'],
    ['SEC bytes', 'whole'],
  ])('%s', (range, expected) => {
    expect(rangeOf({ range: range.replace('SEC ', '') }, 100, FILE)).toEqual(expected);
  });

  it.each([
    'bytes=5-2',
    'bytes=100-',
    'bytes=100-200',
    'bytes=-0',
    'bytes=-',
    'bytes=',
    'bytes=0-1,5-6',
    `bytes=${'0-,'.repeat(500)}0-`,
    'bytes=a-b',
  ])('SEC %s is none that the file has', (range) => {
    expect(rangeOf({ range }, 100, FILE)).toBe('none');
  });

  it.each(['bytes=0-99999999999999999999', 'bytes=99999999999999999999-', 'bytes=1-2-3', 'bytes=--5', 'bytes=0x1-2'])(
    'SEC %s as well',
    (range) => {
      expect(rangeOf({ range }, 100, FILE)).toBe('none');
    },
  );

  it('counts only while the file is the one that the client has', () => {
    const part = { from: 0, to: 1 };
    expect(rangeOf({ range: 'bytes=0-0', 'if-range': '"v1"' }, 100, FILE)).toEqual(part);
    expect(rangeOf({ range: 'bytes=0-0', 'if-range': '"v0"' }, 100, FILE)).toBe('whole');
    expect(rangeOf({ range: 'bytes=0-0', 'if-range': AT }, 100, FILE)).toEqual(part);
    expect(rangeOf({ range: 'bytes=0-0', 'if-range': BEFORE }, 100, FILE)).toBe('whole');
  });
});

describe('conditions', () => {
  it.each([
    [{}, 'go'],
    [{ 'if-none-match': '"v1"' }, 304],
    [{ 'if-none-match': 'W/"v1", "x"' }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"v2"' }, 'go'],
    [{ 'if-none-match': '"v2"', 'if-modified-since': AT }, 'go'],
    [{ 'if-modified-since': AT }, 304],
    [{ 'if-modified-since': BEFORE }, 'go'],
    [{ 'if-modified-since': 'yesterday' }, 'go'],
    [{ 'if-match': '"v1"' }, 'go'],
    [{ 'if-match': 'W/"v1"' }, 412],
    [{ 'if-match': '"v2"' }, 412],
    [{ 'if-unmodified-since': AT }, 'go'],
    [{ 'if-unmodified-since': BEFORE }, 412],
  ] as const)('%j: %s', (conditions, expected) => {
    expect(preconditionOf(conditions, FILE)).toBe(expected);
  });
});

describe('SEC files are shown inline only as types that run nothing, and that their content shows', () => {
  it.each([
    ['a.png', 'image/png', 'image/png', 'image/png'],
    ['a.png', 'image/png', 'image/jpeg', 'image/jpeg'],
    ['a.jpg', 'image/jpg', 'image/jpeg', 'image/jpeg'],
    ['a.wav', 'audio/x-wav', 'audio/wav', 'audio/wav'],
    ['a.mp4', 'video/mp4', 'video/mp4', 'video/mp4'],
    ['a.png', undefined, 'image/png', 'image/png'],
  ])('%s, declared %s, found %s: shown as %s', (name, declared, sniffed, contentType) => {
    expect(deliveryOf(name, declared, sniffed, false)).toEqual({ contentType, disposition: `inline; filename="${name}"` });
  });

  it.each([
    ['a.png', 'image/png', undefined, 'image/png'],
    ['a.png', 'image/png', 'application/pdf', 'application/octet-stream'],
    ['a.png', 'image/png', 'application/xml', 'image/png'],
    ['a.txt', 'text/plain', undefined, 'text/plain; charset=utf-8'],
    ['a.html', 'text/html', undefined, 'text/html; charset=utf-8'],
    ['a.html', 'text/html', 'image/png', 'application/octet-stream'],
    ['a.svg', 'image/svg+xml', 'application/xml', 'image/svg+xml'],
    ['a.svg', 'image/svg+xml', 'image/png', 'application/octet-stream'],
    ['a.pdf', 'application/pdf', 'application/pdf', 'application/pdf'],
    [
      'a.docx',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/zip',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
    ['a.swf', 'application/x-shockwave-flash', 'application/x-shockwave-flash', 'application/x-shockwave-flash'],
    ['a', 'not a type', 'image/png', 'application/octet-stream'],
    ['a', 'image/png\r\nX: y', 'image/png', 'application/octet-stream'],
    ['a.js', undefined, undefined, 'text/javascript; charset=utf-8'],
  ])('%s, declared %s, found %s: saved, as %s', (name, declared, sniffed, contentType) => {
    expect(deliveryOf(name, declared, sniffed, false)).toEqual({ contentType, disposition: `attachment; filename="${name}"` });
  });

  it('shows PDF where the app says so', () => {
    expect(deliveryOf('a.pdf', 'application/pdf', 'application/pdf', true).disposition).toMatch(/^inline/);
    expect(deliveryOf('a.pdf', 'application/pdf', undefined, true).disposition).toMatch(/^attachment/);
  });

  it.each([
    ['bär.png', `b_r.png"; filename*=UTF-8''b%C3%A4r.png`],
    ['folder/你好.txt', `__.txt"; filename*=UTF-8''%E4%BD%A0%E5%A5%BD.txt`],
    ['a"b\\c.txt', `a_b_c.txt"; filename*=UTF-8''a%22b%5Cc.txt`],
    ["it's(1)ü.txt", `it's(1)_.txt"; filename*=UTF-8''it%27s%281%29%C3%BC.txt`],
    ['line\r\nX: y.txt', `line__X: y.txt"; filename*=UTF-8''line%0D%0AX%3A%20y.txt`],
    ['half\ud83d.txt', `half_.txt"; filename*=UTF-8''half%EF%BF%BD.txt`],
  ])('FIL-16 SEC the name %j, which others have stored, is told in two forms', (name, told) => {
    const { disposition } = deliveryOf(name, undefined, undefined, false);
    expect(disposition).toBe(`attachment; filename="${told}`);
    expect(disposition).toMatch(/^[ -~]+$/);
  });
});
