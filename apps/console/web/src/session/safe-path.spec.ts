import { describe, expect, it } from 'vitest';
import { safePath } from './safe-path.ts';

describe('the path after the sign-in', () => {
  it.each(['/', '/apps/shop/data/Game?order=score', '/first-run'])('is %s where it belongs to the console', (path) => {
    expect(safePath(path)).toBe(path);
  });

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '', '/\t/evil.example', '/\n/evil.example'])(
    'is the first page instead of %j',
    (path) => {
      expect(safePath(path)).toBe('/');
    },
  );
});
