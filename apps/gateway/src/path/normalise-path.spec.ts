import { describe, expect, it } from 'vitest';
import { mountSegments, normalisePath } from './normalise-path.ts';

const MOUNT = mountSegments('/parse');

describe('normalisePath', () => {
  it.each<[string, readonly string[], string]>([
    ['/parse/classes/A', ['classes', 'A'], ''],
    ['//Parse///classes//A//', ['classes', 'A'], ''],
    ['/parse/classes/A?x=1&y=/z?', ['classes', 'A'], 'x=1&y=/z?'],
    ['/parse', [], ''],
    ['/parse?', [], ''],
    ['/parse/%41/%2F', ['A', '/'], ''],
    ['/parse/%2541', ['%41'], ''],
    ['/parse/./../x', ['.', '..', 'x'], ''],
    ['http://host:1/parse/a?b', ['a'], 'b'],
    ['/parse/http://x', ['http:', 'x'], ''],
  ])('SEC-06 %s', (target, segments, query) => {
    expect(normalisePath(target, MOUNT)).toEqual({ segments, query });
  });

  it.each(['/', '', '*', '/pars', '/other/parse', 'http://host', 'http://parse/classes', '/?/parse'])(
    '%s is outside the mount',
    (target) => {
      expect(normalisePath(target, MOUNT)).toBeUndefined();
    },
  );

  it('has room for mounts of several segments and of none', () => {
    expect(normalisePath('/API/v1/classes/A', mountSegments('/api/v1/'))).toEqual({ segments: ['classes', 'A'], query: '' });
    expect(normalisePath('/classes/A', mountSegments('/'))).toEqual({ segments: ['classes', 'A'], query: '' });
  });

  it.each(['/parse/%', '/parse/%zz', '/parse/%ff'])('refuses the broken escape of %s', (target) => {
    expect(() => normalisePath(target, MOUNT)).toThrow(expect.objectContaining({ code: 107 }));
  });

  it('refuses more segments than any route has', () => {
    expect(normalisePath(`/parse${'/a'.repeat(31)}`, MOUNT)?.segments).toHaveLength(31);
    expect(() => normalisePath(`/parse${'/a'.repeat(32)}`, MOUNT)).toThrow(expect.objectContaining({ status: 404 }));
  });
});
