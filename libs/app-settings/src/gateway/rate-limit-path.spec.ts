import { describe, expect, it } from 'vitest';
import { rateLimitPath } from './rate-limit-path.ts';

const segments = (path: string) => path.split('/').filter((part) => part !== '');

describe('paths of rate limits', () => {
  it.each([
    ['/login', ['/login', '/Login'], ['/login/x', '/logins', '/']],
    ['login/', ['/login'], ['/logi']],
    ['/functions/*', ['/functions/a', '/functions/a/b'], ['/functions', '/classes/a']],
    ['/functions/*path', ['/functions/a'], ['/functions']],
    ['/functions/(.*)', ['/functions/a'], ['/functions']],
    ['/classes/:className', ['/classes/Game'], ['/classes', '/classes/Game/x']],
    ['/classes/Game/:id', ['/classes/Game/x', '/CLASSES/Game/y'], ['/classes/game/x', '/classes/Game']],
    ['/classes/Game{/*id}', ['/classes/Game', '/classes/Game/x'], ['/classes', '/classes/Games']],
    ['/files/a.png', ['/files/a.png'], ['/files/axpng']],
    ['*', ['/', '/login', '/a/b/c'], []],
    ['/*', ['/', '/login'], []],
    ['(.*)', ['/login'], []],
  ] as const)('%s', (text, fitting, others) => {
    const test = rateLimitPath(text);
    for (const path of fitting) expect(test?.(segments(path)), path).toBe(true);
    for (const path of others) expect(test?.(segments(path)), path).toBe(false);
  });

  it.each(['', '/', '/a//b', '/*/b', '/a*', '/a(b|c)', '/a{/b}', '/a{/*b}/c', '{/*b}', '/:', '/:1', '/a+', '/[a-z]', '/a\\b', '/a?'])(
    'does not read %j',
    (text) => {
      expect(rateLimitPath(text)).toBeUndefined();
    },
  );
});
