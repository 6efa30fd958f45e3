import { describe, expect, it } from 'vitest';
import { unquote } from './unquote.ts';

describe('unquote', () => {
  it.each([
    ['a pattern without quotes is itself', '^a.b$', '^a.b$', 0],
    ['signs lose their meaning', '^\\Qa.*(b)\\E.', '^a\\.\\*\\(b\\).', 6],
    ['apostrophes and letters need no escape', "\\QBig Daddy's é\\E", "Big\\ Daddy's\\ é", 13],
    ['a literal \\E, as SDKs write it', '\\Qa\\E\\\\E\\Qb\\E', 'a\\\\Eb', 2],
    ['a backslash inside', '\\Qa\\b\\E', 'a\\\\b', 3],
    ['a quote without end', '^\\Qa.', '^a\\.', 2],
    ['an end without quote', 'a\\Eb', 'ab', 0],
    ['an escaped backslash before Q is no quote', '\\\\Qa\\E', '\\\\Qa', 0],
    ['an empty quote', '^\\Q\\E', '^', 0],
    ['a class with a quote in it', '[\\Qa-z]\\E]', '[a\\-z\\]]', 4],
  ])('%s', (_title, source, text, quotedLength) => {
    expect(unquote(source)).toMatchObject({ text, quotedLength });
  });

  it('counts what is interpreted', () => {
    expect(unquote('^\\Qabc\\E.\\d').ownLength).toBe(4);
    expect(unquote('^a.b$').ownLength).toBe(5);
  });
});
