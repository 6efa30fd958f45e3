import { describe, expect, it } from 'vitest';
import { bytesOf } from './rendered.ts';
import { previewsOf } from './previews.ts';

const CONTEXT = { pushId: '0'.repeat(10), pushHash: '0'.repeat(32), time: Date.UTC(2026, 11, 25, 9) };

describe('PSH-38 the preview of a payload', () => {
  it('has one payload for each provider, in the default language', () => {
    const previews = previewsOf({ alert: 'Hello', 'alert-de': 'Guten Tag allerseits', title: 'News' }, CONTEXT);
    expect(previews.map(({ provider }) => provider)).toEqual(['apns', 'fcm', 'wns', 'mpns', 'webpush']);
    for (const { payload } of previews) {
      expect(payload).toContain('Hello');
      expect(payload).not.toContain('Guten Tag');
    }
  });

  it('is measured in its largest language, with the widest badge', () => {
    const [short] = previewsOf({ alert: 'Hello', badge: 'Increment' }, CONTEXT);
    const [long] = previewsOf({ alert: 'Hello', 'alert-de': 'Hello, Ä', badge: 'Increment' }, CONTEXT);
    expect(long!.bytes - short!.bytes).toBe(bytesOf(', Ä'));
    expect(short!.bytes).toBeGreaterThan(bytesOf(short!.payload));
    expect(short!.limit).toBe(4_096);
  });

  it('shows payloads that are too large, and refuses a message that no push can have', () => {
    expect(previewsOf({ alert: 'x'.repeat(5_000) }, CONTEXT)[0]!.bytes).toBeGreaterThan(5_000);
    expect(() => previewsOf({ alert: 1 }, CONTEXT)).toThrow('alert must be a string');
    expect(previewsOf({ 'alert-de': 'no default' }, CONTEXT)).toHaveLength(5);
  });
});
