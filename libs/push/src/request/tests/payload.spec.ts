import { describe, expect, it } from 'vitest';
import { code, push, refusal } from './parsing.ts';

describe('the payload', () => {
  it.each<[string, Record<string, unknown>, number]>([
    ['PSH-06 no data', { data: undefined }, 115],
    ['data of another type', { data: 'hi' }, 115],
    ['a list as data', { data: [] }, 115],
    ['a badge of another form', { data: { badge: 'More' } }, 115],
    ['an alert of another type', { data: { alert: 5 } }, 111],
    ['an alert of null', { data: { alert: null } }, 111],
    ['a list as alert', { data: { alert: [] } }, 111],
    ['a localised alert of another type', { data: { 'alert-de': 5 } }, 111],
    ['a title of another type', { data: { title: {} } }, 111],
    ['a localised title of another type', { data: { 'title-de': 5 } }, 111],
    ['an override that is none', { apns: 'x' }, 115],
    ['aps of another type', { data: { aps: [] } }, 115],
    ['a priority that there is not', { data: { priority: 7 } }, 115],
    ['a push type that there is not', { data: { push_type: 'toString' } }, 115],
    ['a topic of another type', { data: { topic: {} } }, 115],
    ['a collapse id of 65 bytes', { data: { collapse_id: `ü${'x'.repeat(63)}` } }, 115],
    ['a collapse id of another type', { data: { collapse_id: 5 } }, 115],
  ])('is refused: %s', (_, more, expected) => {
    expect(code(push(more))).toBe(expected);
  });

  it.each([
    { alert: '' },
    { alert: { title: 't' } },
    { 'alert-de': 'nur deutsch' },
    { collapse_id: `ü${'x'.repeat(62)}` },
    { 'com.example.key': 1, $key: 2, priority: 'high', badge: 0 },
    {},
  ])('is accepted: %j', (data) => {
    expect(code(push({ data }))).toBe('accepted');
  });

  it('PSH-08 is refused where a targeted platform would not take it', () => {
    const data = { alert: 'a', x: 'x'.repeat(4_200) };
    expect(refusal(push({ data }))[1]).toMatch(/^The payload for APNs in locale default has \d+ bytes; at most 4096 are allowed\.$/);
    expect(refusal(push({ data, where: { deviceType: 'winrt' } }))).toBe('accepted');
    expect(code(push({ data: { alert: 'x'.repeat(6_000) }, where: { deviceType: 'winrt' } }))).toBe(115);
    const phone = { data: { ...data, a: 'ü'.repeat(400) }, where: { deviceType: { $in: ['winrt', 'winphone'] } } };
    expect(refusal(push(phone))[1]).toMatch(/^The payload for (?:WNS|Windows Phone) in locale/);
  });

  it('PSH-08 is refused with a query of more than 16 KB', () => {
    const where = (length: number) => ({ a: 'x'.repeat(length - '{"a":""}'.length) });
    expect(code(push({ where: where(16_384) }))).toBe('accepted');
    expect(refusal(push({ where: where(16_385) }))).toEqual([115, 'The query has 16385 bytes; at most 16384 are allowed.']);
  });
});

describe('hostile input', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

  it.each<[string, unknown, number]>([
    ['no object', null, 107],
    ['a list', [], 107],
    ['a string', 'push', 107],
    ['a polluting key in data', JSON.parse('{"where":{},"data":{"alert":"a","__proto__":{"x":1}}}'), 105],
    ['a polluting key deep in data', push({ data: { alert: 'a', b: [{ constructor: 1 }] } }), 105],
    ['a polluting key in an override', JSON.parse('{"where":{},"data":{"alert":"a"},"apns":{"aps":{"prototype":1}}}'), 105],
    ['a polluting key beside them', JSON.parse('{"where":{},"data":{"alert":"a"},"__proto__":{}}'), 105],
    ['a polluting key in where', JSON.parse('{"where":{"__proto__":{"x":1}},"data":{"alert":"a"}}'), 102],
    ['data that is too deep', push({ data: deep(101) }), 107],
    ['a where that is too deep', push({ where: { a: deep(5_000) } }), 102],
    ['a lone surrogate', push({ data: { alert: '\ud800' } }), 107],
    ['a lone surrogate in a key', push({ data: { '\ud800': 1 } }), 107],
    ['a key of 1,025 characters', push({ data: { ['k'.repeat(1_025)]: 1 } }), 107],
    ['a number that is none', push({ data: { a: Infinity } }), 107],
  ])('is refused: %s', (_, body, expected) => {
    expect(code(body)).toBe(expected);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it.each([
    { policy: 'twice' },
    { lane: 'vip' },
    { maxRate: 0 },
    { maxRate: 1.5 },
    { lateZones: 'x' },
    { maxDelay: 59 },
    { maxDelay: '3600' },
    { maxDelay: 1_209_601 },
    { dryRun: 'yes' },
    { idempotencyKey: '' },
    { polcy: 1 },
    5,
  ])('is refused: options %j', (options) => {
    expect(refusal(push({ options }))[0]).toBe(115);
  });
});
