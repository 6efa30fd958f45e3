import { DEFAULT_APP_SETTINGS } from '@parlance/app-settings';
import { describe, expect, it } from 'vitest';
import { annotationsOf, tagsOf } from './annotations.ts';
import { assertExtension } from './assert-extension.ts';
import { assertDirectory, assertFileName, givenName, storedName } from './file-name.ts';
import { mediaTypeOf } from './media-type.ts';
import { refusedCallers } from './upload-rights.ts';

const refusing = (code: number) => expect.objectContaining({ code });

describe('names', () => {
  it.each(['a', 'a_b.c-1.png', '_x', '0', 'with space.txt', 'me@home~1.txt', 'x'.repeat(128)])('FIL-06 takes %s', (name) => {
    expect(() => assertFileName(name)).not.toThrow();
  });

  it.each([
    ...['', 'x'.repeat(129), '../../etc/passwd', 'a/b', 'a\\b', '..', '.htaccess', '-rf', ' a', 'a\0.png', 'a\n.png', 'a\r\nX: y'],
    ...['ü.txt', 'a%2fb', '<script>', 'a"b', "a'b", 'a;b', 'a:b', 'CON?', '\u202egnp.exe'],
  ])('FIL-06 FIL-07 SEC refuses %j with 122', (name) => {
    expect(() => assertFileName(name)).toThrow(refusing(122));
  });

  it.each(['..', 'a/../b', '/a', 'a/', 'a//b', 'metadata', 'metadata/x', 'ä', '', 'x'.repeat(257), 7])(
    'refuses the directory %j',
    (directory) => {
      expect(() => assertDirectory(directory)).toThrow(refusing(122));
    },
  );

  it('FIL-02 FIL-31 two names of one file are different, and neither tells the other', () => {
    const naming = { name: 'resume.txt', mediaType: undefined, directory: undefined, preserve: false };
    const names = Array.from({ length: 100 }, () => storedName(naming));
    expect(new Set(names.map((name) => name.slice(0, 32))).size).toBe(100);
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{32}_resume\.txt$/);
  });

  it('FIL-35 a name without an extension gets that of the declared type', () => {
    const naming = { directory: undefined, preserve: true };
    expect(storedName({ ...naming, name: 'photo', mediaType: 'image/png' })).toBe('photo.png');
    expect(storedName({ ...naming, name: 'photo.', mediaType: 'image/png' })).toBe('photo.png');
    expect(storedName({ ...naming, name: 'photo.gif', mediaType: 'image/png' })).toBe('photo.gif');
    expect(storedName({ ...naming, name: 'photo', mediaType: 'x-strange/type' })).toBe('photo');
    expect(storedName({ ...naming, directory: 'a/b', name: 'c.txt', mediaType: undefined })).toBe('a/b/c.txt');
  });

  it('gives a stored file its given name back', () => {
    expect(givenName(`a/b/${'0'.repeat(32)}_resume.txt`)).toBe('resume.txt');
  });
});

describe('extensions, by default', () => {
  const { fileExtensions } = DEFAULT_APP_SETTINGS.fileUpload;
  const upload = (name: string, type?: string) => () => assertExtension(name, type, fileExtensions);

  it.each(['a.png', 'a.txt', 'a.mp4', 'a.pdf', 'a.json', 'a.zip', 'a', 'html.png', 'a.html.png', 'a.htmlx'])('FIL-33 takes %s', (name) => {
    expect(upload(name)).not.toThrow();
  });

  it.each([
    ...[
      'html',
      'HTML',
      'htm',
      'shtml',
      'xhtml',
      'xht',
      'svg',
      'SVG',
      'svgz',
      'xml',
      'XmL',
      'xsl',
      'xslt',
      'xsd',
      'rng',
      'rdf',
      'owl',
      'mathml',
      'mht',
    ],
    ...['h t m l', ' svg '],
  ])('FIL-14 FIL-30 SEC refuses .%s', (extension) => {
    expect(upload(`a.${extension}`)).toThrow(refusing(130));
    expect(upload(`a.png.${extension}`)).toThrow(refusing(130));
  });

  it.each([
    ...[
      'text/html',
      'image/svg+xml',
      'IMAGE/SVG+XML',
      'application/xhtml+xml; charset=utf-8',
      'text/xml',
      'application/rdf+xml',
      'application/xml',
    ],
    ...[
      'html',
      'svg',
      'image//svg+xml',
      'text/plain,text/html',
      'image/',
      '/html',
      'image',
      'image/svg+xml;x=y',
      'text/html ',
      'te xt/html',
    ],
  ])('SEC refuses a name without a known extension that is declared as %j', (type) => {
    expect(upload('a', type)).toThrow(refusing(130));
    expect(upload('a.unknownext', type)).toThrow(refusing(130));
    expect(upload('a.', type)).toThrow(refusing(130));
  });

  it('lets the extension win over what is declared, and * everything', () => {
    expect(upload('a.png', 'text/html')).not.toThrow();
    expect(() => assertExtension('a.html', 'text/html', ['*'])).not.toThrow();
    expect(() => assertExtension('a.png', undefined, ['^jpe?g$'])).toThrow(refusing(130));
  });
});

describe('media types', () => {
  it.each([
    ['Text/Plain; charset=utf-8', 'text/plain'],
    [' image/png ', 'image/png'],
    ['text', undefined],
    ['a/b/c', undefined],
    ['text/html\r\nX: y', undefined],
    ['', undefined],
  ])('%j is %j', (text, type) => {
    expect(mediaTypeOf(text)).toBe(type);
  });
});

describe('metadata and tags', () => {
  it('takes objects of a sensible size', () => {
    expect(annotationsOf({ a: 1, b: { c: ['x', null] } }, 'metadata')).toEqual({ a: 1, b: { c: ['x', null] } });
    expect([annotationsOf(undefined, 'metadata'), tagsOf({ a: 'b' })]).toEqual([{}, { a: 'b' }]);
  });

  it('SEC refuses everything else with 107', () => {
    let deep: unknown = 'x';
    for (let depth = 0; depth < 12; depth++) deep = { deep };
    const wide = Object.fromEntries(Array.from({ length: 1_001 }, (_, at) => [`k${at}`, at]));
    for (const sent of [[], 'text', 7, true, deep, wide, { big: 'x'.repeat(17 << 10) }]) {
      expect(() => annotationsOf(sent, 'metadata')).toThrow(refusing(107));
    }
    expect(() => tagsOf({ a: {} })).toThrow(refusing(107));
  });

  it.each(['__proto__', 'constructor', 'prototype', '_bsontype', '$where', 'a.b', 'a\0', 'x'.repeat(129)])(
    'SEC refuses the key %j with 105',
    (key) => {
      const sent: unknown = JSON.parse(`{${JSON.stringify(key)}:1}`);
      expect(() => annotationsOf(sent, 'metadata')).toThrow(refusing(105));
      expect(() => annotationsOf({ nested: [sent] }, 'metadata')).toThrow(refusing(105));
      expect(() => tagsOf(sent)).toThrow(refusing(105));
    },
  );
});

describe('FIL-13 callers that may upload', () => {
  const user = { kind: 'user', userId: 'u', roles: [] } as const;
  const of = (enableForPublic: boolean, enableForAnonymousUser: boolean, enableForAuthenticatedUser: boolean) => ({
    enableForPublic,
    enableForAnonymousUser,
    enableForAuthenticatedUser,
  });
  const anonymous = async () => true;
  const named = async () => false;
  const nobody = async () => Promise.reject(new Error('Nobody is asked.'));

  it('are those that the app names, and holders of its privileged keys', async () => {
    expect(await refusedCallers({ kind: 'public' }, of(false, true, true), nobody)).toBe('public');
    expect(await refusedCallers({ kind: 'public' }, of(true, false, false), nobody)).toBeUndefined();
    expect(await refusedCallers(user, of(false, true, true), nobody)).toBeUndefined();
    expect(await refusedCallers(user, of(true, false, false), nobody)).toBe('authenticated user');
    expect(await refusedCallers(user, of(false, false, true), anonymous)).toBe('anonymous user');
    expect(await refusedCallers(user, of(false, false, true), named)).toBeUndefined();
    expect(await refusedCallers(user, of(false, true, false), anonymous)).toBeUndefined();
    expect(await refusedCallers(user, of(false, true, false), named)).toBe('authenticated user');
    for (const kind of ['master', 'maintenance'] as const) {
      expect(await refusedCallers({ kind }, of(false, false, false), nobody)).toBeUndefined();
    }
  });
});
