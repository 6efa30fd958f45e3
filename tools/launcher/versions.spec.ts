import { describe, expect, it } from 'vitest';
import { isAtLeast, versionIn } from './versions.ts';

describe('versionIn', () => {
  it.each([
    ['db version v6.0.5\nBuild Info: { "version": "6.0.5" }', '6.0.5'],
    ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64', '7.0.15'],
    ['Valkey server v=9.1.2 sha=00000000:1 malloc=libc', '9.1.2'],
    ['nats-server: v2.15.1', '2.15.1'],
    ['no number here', undefined],
  ])('reads what programs print: %j', (output, version) => {
    expect(versionIn(output)).toBe(version);
  });
});

describe('isAtLeast', () => {
  it.each([
    ['2.10', '2.10', true],
    ['2.10.0', '2.10', true],
    ['2.9.10', '2.10', false],
    ['10.0', '9.9.9', true],
    ['6', '6.0', true],
    ['6.1.9', '6.2', false],
  ])('%s against a minimum of %s: %s', (version, minimum, expected) => {
    expect(isAtLeast(version, minimum)).toBe(expected);
  });
});
