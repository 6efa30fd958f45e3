import { QuotaWatch } from '@parlance/apps';
import { createLogger } from '@parlance/telemetry';
import { describe, expect, it } from 'vitest';
import { StorageUse } from './storage-use.ts';

const NONE = { soft: null, hard: null };
const objects = (hard: number | null, soft: number | null = null) => ({ objects: { soft, hard }, objectBytes: NONE });
const bytes = (hard: number) => ({ objects: NONE, objectBytes: { soft: null, hard } });

function storage(stored: { objects: number; bytes: number }) {
  const state = { ...stored, now: 0, counts: 0 };
  const count = async () => {
    state.counts++;
    return { objects: state.objects, bytes: state.bytes };
  };
  const watch = new QuotaWatch(createLogger({ service: 'test', level: 'silent' }));
  const use = new StorageUse({ app: 'shop', count, watch, now: () => state.now });
  const verdict = async (quotas: Parameters<StorageUse['assertRoom']>[0], added = 1) => {
    try {
      await use.assertRoom(quotas, added);
      return 'room';
    } catch (error) {
      return (error as { code: number; message: string }).code;
    }
  };
  return { state, watch, verdict };
}

describe('the objects that an app may store', () => {
  it('are not counted for an app without a quota', async () => {
    const { state, verdict } = storage({ objects: 10, bytes: 1_000 });
    expect(await verdict(objects(null))).toBe('room');
    expect(state.counts).toBe(0);
  });

  it('are counted once, and those that this process creates are added', async () => {
    const { state, verdict } = storage({ objects: 8, bytes: 800 });
    expect([await verdict(objects(10)), await verdict(objects(10)), await verdict(objects(10))]).toEqual(['room', 'room', 140]);
    expect(state.counts).toBe(1);
  });

  it('are counted anew when room may have been made, and not with each refusal', async () => {
    const { state, verdict } = storage({ objects: 10, bytes: 1_000 });
    expect([await verdict(objects(10)), await verdict(objects(10))]).toEqual([140, 140]);
    expect(state.counts).toBe(1);
    Object.assign(state, { objects: 9, now: 1_001 });
    expect([await verdict(objects(10)), await verdict(objects(10))]).toEqual(['room', 140]);
    expect(state.counts).toBe(2);
  });

  it('hold a quota in bytes, by the size of the others', async () => {
    const { verdict } = storage({ objects: 10, bytes: 1_000 });
    expect([await verdict(bytes(1_100)), await verdict(bytes(1_100)), await verdict(bytes(1_200))]).toEqual(['room', 140, 'room']);
  });

  it('may be none, and a group of them goes beyond by its own number at most', async () => {
    expect(await storage({ objects: 0, bytes: 0 }).verdict(objects(0))).toBe(140);
    const { verdict } = storage({ objects: 9, bytes: 900 });
    expect([await verdict(objects(10), 50), await verdict(objects(10))]).toEqual(['room', 140]);
  });

  it('tell a soft limit to the watch, and refuse nothing', async () => {
    const { watch, verdict } = storage({ objects: 10, bytes: 1_000 });
    expect(await verdict(objects(null, 5))).toBe('room');
    expect(watch.reached()).toMatchObject([{ app: 'shop', quota: 'objects', state: 'soft' }]);
  });
});
