import { expect, it } from 'vitest';
import { styleDigest } from './page-reply.ts';

it('names an inline style by its digest', () => {
  expect(styleDigest('')).toBe("'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
});
