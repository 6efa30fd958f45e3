import { describe, expect, it } from 'vitest';
import { hasIsoBytes, ISO_BYTES, writeIsoBytes } from './iso-bytes.ts';

const DAY_MS = 86_400_000;

function iso(ms: number): string {
  const bytes = new Uint8Array(ISO_BYTES);
  writeIsoBytes(bytes, 0, ms);
  return Buffer.from(bytes).toString();
}

describe('writeIsoBytes', () => {
  it('prints each day of its years as JavaScript does', () => {
    let day = Date.UTC(1_000, 0, 1);
    let different = 0;
    for (let time = 0; hasIsoBytes(day); day += DAY_MS, time = (time + 8_191_019) % DAY_MS) {
      if (iso(day + time) !== new Date(day + time).toISOString()) different++;
    }
    expect(new Date(day).getUTCFullYear()).toBe(10_000);
    expect(different).toBe(0);
  });

  it.each([Date.UTC(1_000, 0, 1), Date.UTC(1969, 11, 31, 23, 59, 59, 999), Date.UTC(10_000, 0, 1) - 1])('prints the moment %d', (ms) => {
    expect(iso(ms)).toBe(new Date(ms).toISOString());
  });

  it.each([Date.UTC(1_000, 0, 1) - 1, Date.UTC(10_000, 0, 1), Number.NaN])('is not for %d', (ms) => {
    expect(hasIsoBytes(ms)).toBe(false);
  });
});
