import { describe, expect, it } from 'vitest';
import type { When } from './condition.ts';
import { compareVersions } from './compare-versions.ts';
import { obstacle, type Facts } from './holds.ts';
import { shareOf } from './share-of.ts';

const DEVICE: Facts = {
  installationId: 'd',
  deviceType: 'ios',
  appVersion: '1.10',
  localeIdentifier: 'pt_BR',
  userId: 'u',
  roles: ['Beta'],
};
const NOBODY: Facts = { roles: [] };

describe('a condition', () => {
  it.each<[string, When, boolean]>([
    ['a device type', { deviceType: ['android', 'ios'] }, true],
    ['another device type', { deviceType: ['android'] }, false],
    ['from a version', { appVersion: { from: '1.10' } }, true],
    ['from a version by numbers, not letters', { appVersion: { from: '1.9' } }, true],
    ['below a version', { appVersion: { below: '1.10.1' } }, true],
    ['below its own version', { appVersion: { below: '1.10' } }, false],
    ['from a later version', { appVersion: { from: '1.11', below: '2' } }, false],
    ['its language', { localeIdentifier: ['pt'] }, true],
    ['its language with the region', { localeIdentifier: ['pt-br'] }, true],
    ['another region', { localeIdentifier: ['pt-PT'] }, false],
    ['a beginning of its language', { localeIdentifier: ['p'] }, false],
    ['everybody', { percentage: { from: 0, below: 100 } }, true],
    ['nobody', { percentage: { from: 0, below: 0 } }, false],
    ['the user', { users: ['u'] }, true],
    ['the role of another user', { users: ['v'], roles: ['Beta'] }, true],
    ['another user', { users: ['v'] }, false],
    ['all members together', { deviceType: ['ios'], roles: ['Admin'] }, false],
  ])('for %s', (_title, when, holds) => {
    expect(obstacle(when, DEVICE, 'banner') === undefined).toBe(holds);
    const because = obstacle(when, NOBODY, 'banner');
    expect(because).toMatch(/^[A-Z a-z].*\.$/); // none holds for an unknown caller
  });
});

describe('versions', () => {
  it.each<[string | undefined, string, number | undefined]>([
    ['1', '1.0.0', 0],
    ['2.0-beta', '2.0', 0],
    ['1.9', '1.10', -1],
    ['10', '9.9', 1],
    ['beta', '1', undefined],
    [undefined, '1', undefined],
    ['', '1', undefined],
  ])('%s and %s', (one, other, order) => {
    const compared = compareVersions(one, other);
    expect(compared === undefined ? undefined : Math.sign(compared)).toBe(order);
  });
});

describe('shares', () => {
  it('are the same for ever: a new release moves no installation', () => {
    expect(['a', 'b', 'c'].map((id) => Math.floor(shareOf('salt', id)))).toEqual([63, 15, 64]);
  });

  it('are spread evenly, and by another salt otherwise', () => {
    const ids = Array.from({ length: 10_000 }, (_, n) => `device-${n}`);
    const tenths = Array<number>(10).fill(0);
    for (const id of ids) tenths[Math.floor(shareOf('x', id) / 10)]!++;
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
    const both = ids.filter((id) => shareOf('x', id) < 10 && shareOf('y', id) < 10).length;
    expect(Math.abs(both - 100)).toBeLessThan(60);
  });
});
