import { describe, expect, it } from 'vitest';
import { assertCsrf, csrfOf } from './csrf.ts';

describe('the token against requests of other sites', () => {
  it('belongs to one session, and does not tell it', () => {
    const token = csrfOf('parlance_1_2');
    expect(() => assertCsrf('parlance_1_2', token)).not.toThrow();
    expect(token).not.toContain('parlance_1_2');
    for (const wrong of [undefined, '', 'x', csrfOf('parlance_1_3'), [token]]) {
      expect(() => assertCsrf('parlance_1_2', wrong)).toThrow('This request does not come from a page of the console: reload it.');
    }
  });
});
