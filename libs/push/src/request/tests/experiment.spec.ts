import { describe, expect, it } from 'vitest';
import { NOW, parse, refusal, code } from './parsing.ts';

describe('an experiment', () => {
  const message = (more: Record<string, unknown> = {}) => ({
    where: {},
    experiment: { name: 'Words', type: 'message', variants: [{ data: { alert: 'a' } }, { data: { alert: 'b' } }], ...more },
  });
  const time = (more: Record<string, unknown> = {}) => ({
    where: {},
    data: { alert: 'a' },
    experiment: { name: 'Hours', type: 'time', variants: [{ push_time: '2026-12-26T09:00' }, { push_time: '2026-12-26T18:00' }], ...more },
  });

  it('EXP-02 of messages has a payload for each variant and one time', () => {
    const { experiment, variants } = parse({ ...message(), push_time: '2026-12-26T09:00Z', apns: { a: 1 } });
    expect(experiment).toEqual({ name: 'Words', type: 'message', sizePercent: 50 });
    const pushTime = { kind: 'instant', at: Date.UTC(2026, 11, 26, 9) };
    expect(variants).toEqual([
      { key: 'A', content: { data: { alert: 'a' }, apns: { a: 1 } }, pushTime },
      { key: 'B', content: { data: { alert: 'b' }, apns: { a: 1 } }, pushTime },
    ]);
  });

  it('EXP-03 of times has one payload and a time for each variant', () => {
    const { experiment, variants } = parse(time());
    expect(experiment).toEqual({ name: 'Hours', type: 'time', sizePercent: 100 });
    expect(variants.map(({ key, pushTime }) => [key, pushTime])).toEqual([
      ['A', { kind: 'local', wall: '2026-12-26T09:00:00.000' }],
      ['B', { kind: 'local', wall: '2026-12-26T18:00:00.000' }],
    ]);
  });

  it('has ten variants at most', () => {
    const variants = (count: number) => Array.from({ length: count }, (_, n) => ({ data: { alert: `${n}` } }));
    expect(
      parse(message({ variants: variants(10) }))
        .variants.map(({ key }) => key)
        .join(''),
    ).toBe('ABCDEFGHIJ');
    expect(code(message({ variants: variants(11) }))).toBe(115);
    expect(code(message({ variants: variants(1) }))).toBe(115);
  });

  it.each<[string, unknown]>([
    ['EXP-15 no name', message({ name: undefined })],
    ['EXP-15 a blank name', message({ name: '  ' })],
    ['a type that there is not', message({ type: 'colour' })],
    ['variants that are none', message({ variants: ['a', 'b'] })],
    ['variants of another type', message({ variants: { length: 2 } })],
    ['EXP-15 an empty message', message({ variants: [{ data: { alert: ' ' } }, { data: { alert: 'b' } }] })],
    ['EXP-15 no message', message({ variants: [{ data: { badge: 1 } }, { data: { alert: 'b' } }] })],
    ['a variant without data', message({ variants: [{ data: { alert: 'a' } }, {}] })],
    ['EXP-17 texts in several languages', message({ variants: [{ data: { alert: 'a', 'alert-de': 'x' } }, { data: { alert: 'b' } }] })],
    ['EXP-17 titles in several languages', { ...time(), data: { alert: 'a', 'title-de': 'x' } }],
    ['a message test with two times', message({ variants: [{ data: { alert: 'a' }, push_time: NOW / 1_000 }, { data: { alert: 'b' } }] })],
    ['a time test with two messages', time({ variants: [{ push_time: '2026-12-26', data: {} }, { push_time: '2026-12-27' }] })],
    ['a time test with a time of its own', { ...time(), push_time: '2026-12-26' }],
    ['a time test without data', { ...time(), data: undefined }],
    ['a time test without a time', time({ variants: [{ push_time: '2026-12-26' }, {}] })],
    ['a time test with equal times', time({ variants: [{ push_time: '2026-12-26' }, { push_time: '2026-12-26T00:00' }] })],
    ['EXP-13 a time test with a launch group', time({ size_percent: 50 })],
    ['a size below one', message({ size_percent: 0.5 })],
    ['a size above 100', message({ size_percent: 101 })],
    ['a size of another type', message({ size_percent: '50' })],
    ['a list', { ...message(), experiment: [] }],
    ['a variant that is too large', message({ variants: [{ data: { alert: 'a' } }, { data: { alert: 'x'.repeat(5_000) } }] })],
  ])('is refused: %s', (_, body) => {
    expect(code(body)).toBe(115);
  });

  it('refuses a time of a variant as of a push', () => {
    expect(code(time({ variants: [{ push_time: '2026-12-26' }, { push_time: 'x' }] }))).toBe(152);
    const body = { ...time(), expiration_time: '2026-12-26T12:00' };
    expect(refusal(body)).toEqual([138, 'expiration_time must be after push_time.']);
  });

  it('takes the master key', () => {
    const rights = { clientPushEnabled: true, restPushEnabled: true };
    expect([
      code(message(), { caller: 'client', rights }),
      code(message(), { caller: 'rest', rights }),
      code(message(), { caller: 'console' }),
    ]).toEqual([...[115, 115, 'accepted']]);
  });
});
