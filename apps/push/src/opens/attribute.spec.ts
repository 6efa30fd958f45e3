import { describe, expect, it } from 'vitest';
import type { WaveDocument } from '../database/documents.ts';
import { attribute, hasChangedSince, waveFor, type OpenedPush } from './attribute.ts';

const NOON = new Date('2026-11-30T12:00:00Z');
const at = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);
const BY = { objectId: 'o1', installationId: 'i1', timeZone: 'Asia/Kolkata', createdAt: at(-60).getTime(), updatedAt: at(-60).getTime() };

const push = (objectId: string, more: Partial<OpenedPush> = {}): OpenedPush => ({
  _id: `app.${objectId}`,
  objectId,
  pushHash: 'h',
  state: 'running',
  createdAt: NOON,
  startedAt: NOON,
  timing: { lateZones: 'skip', maxDelayMs: 0 },
  where: '{}',
  ...more,
});
const waiting = (objectId: string): OpenedPush => {
  const { startedAt: _startedAt, ...pushed } = push(objectId, { state: 'scheduled' });
  return pushed;
};
const opening = (names: { readonly pushId?: string; readonly pushHash?: string }) => ({
  sent: { installation: 'i1', at: 0, ...names },
  by: BY,
});

describe('the push that an open is of', () => {
  const candidates = {
    byId: new Map([push('old'), waiting('next')].map((one) => [one.objectId, one])),
    byHash: new Map([['h', [waiting('next'), push('new'), push('old')]]]),
  };

  it.each([
    [{ pushId: 'old', pushHash: 'h' }, 'old', 'push_id'],
    [{ pushHash: 'h' }, 'new', 'push_hash'],
    [{ pushId: 'next', pushHash: 'h' }, 'new', 'push_hash'],
    [{ pushId: 'next' }, 'next', 'push_id'],
    [{ pushId: 'strange', pushHash: 'h' }, 'new', 'push_hash'],
  ])('PSH-30 named %j is %s', (names, objectId, source) => {
    expect(attribute(opening(names), candidates)).toMatchObject({ push: { objectId }, source });
  });

  it('PSH-34 is none where the app has none of the name', () => {
    expect(attribute(opening({ pushHash: 'x', pushId: 'y' }), candidates)).toBeUndefined();
    expect(attribute(opening({}), candidates)).toBeUndefined();
  });

  it('EXP-07 is the variant of the group of the device', () => {
    // 30-push-engine.md section 9.2: this installation is in the launch group at 20 %, and in group A at 100 %.
    const by = { ...BY, installationId: 'ffffffff-ffff-4fff-bfff-ffffffffffff' };
    const group = (index: number | 'launch', sizePercent = 20) => ({ experiment: 'exp0000001', sizePercent, variants: 2, index });
    const variants = [push('launched', { group: group('launch') }), push('b', { group: group(1) }), push('a', { group: group(0) })];
    const named = { ...opening({ pushHash: 'h' }), by };
    const found = (pushes: readonly OpenedPush[]) => attribute(named, { byId: new Map(), byHash: new Map([['h', pushes]]) });
    expect(found(variants.toReversed())?.push.objectId).toBe('launched');
    const whole = variants.slice(1).map((one, at) => ({ ...one, group: group(at === 0 ? 1 : 0, 100) }));
    expect(found(whole)?.push.objectId).toBe('b');
    const first = { ...named, push: { ...push('a'), group: group(0, 100) }, source: 'push_id' as const };
    expect(waveFor(first, [wave('w', { push: 'app.a' })])).toBeUndefined();
  });
});

const wave = (_id: string, more: Partial<WaveDocument> = {}): WaveDocument => ({ _id, push: 'app.p', state: 'done', dueAt: NOON, ...more });

describe('the wave by which a device has got a push', () => {
  const by = (registration: Partial<typeof BY>, pushed = push('p')) => ({
    ...opening({ pushHash: 'h' }),
    by: { ...BY, ...registration },
    push: pushed,
    source: 'push_hash' as const,
  });

  it('is the one that has begun, of its zone', () => {
    expect(waveFor(by({}), [wave('w')])?._id).toBe('w');
    expect(waveFor(by({}), [wave('w', { state: 'ready' })])).toBeUndefined();
    const zones = [wave('east', { zones: ['Asia/Kolkata'] }), wave('west', { zones: ['America/New_York'], state: 'ready' })];
    expect(waveFor(by({}), zones)?._id).toBe('east');
    expect(waveFor(by({ timeZone: 'America/New_York' }), zones)).toBeUndefined();
  });

  it('is that of its old zone for a device that has moved since', () => {
    const moved = { timeZone: 'America/New_York', updatedAt: at(5).getTime() };
    expect(waveFor(by(moved), [wave('east', { zones: ['Asia/Kolkata'] })])?._id).toBe('east');
  });

  it('is none for a device that was registered after the end', () => {
    const pushed = push('p', { finishedAt: at(10) });
    expect(waveFor(by({ createdAt: at(11).getTime() }, pushed), [wave('w')])).toBeUndefined();
    expect(waveFor(by({ createdAt: at(9).getTime() }, pushed), [wave('w')])?._id).toBe('w');
  });

  it('may be of a query that a device has left since, but not of one that it was never changed for', () => {
    expect(hasChangedSince({ ...BY, updatedAt: at(1).getTime() }, push('p'))).toBe(true);
    expect(hasChangedSince(BY, push('p'))).toBe(false);
    expect(hasChangedSince({ ...BY, createdAt: at(1).getTime(), updatedAt: at(1).getTime() }, push('p'))).toBe(false);
    expect(hasChangedSince({ ...BY, updatedAt: at(1).getTime() }, waiting('p'))).toBe(false);
  });
});
