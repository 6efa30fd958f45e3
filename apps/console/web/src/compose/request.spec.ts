import { describe, expect, it } from 'vitest';
import { NEW_DRAFT, NEW_MESSAGE, withTest, type Draft } from './draft.ts';
import { requestOf } from './request.ts';

const HELLO = { ...NEW_MESSAGE, alert: 'Hello' };
const GOOD: Draft = { ...NEW_DRAFT, messages: [HELLO] };

describe('PSH-38 the request of a draft', () => {
  it('is the audience and the message', () => {
    expect(requestOf(GOOD)).toEqual({ where: {}, data: { alert: 'Hello' } });
    expect(requestOf({ ...GOOD, label: ' News ' })).toMatchObject({ title: 'News' });
  });

  it.each<[Partial<Draft['audience']>, object | undefined]>([
    [{ kind: 'everyone', platforms: ['ios'] }, { where: {} }],
    [{ kind: 'saved', saved: 'abc' }, { audience_id: 'abc' }],
    [{ kind: 'saved' }, undefined],
    [{ kind: 'segment' }, { where: {} }],
    [
      { kind: 'segment', platforms: ['ios', 'web'], channels: ['News'], query: '{"a": 1}' },
      { where: { deviceType: { $in: ['ios', 'web'] }, channels: { $in: ['News'] }, a: 1 } },
    ],
    [
      { kind: 'segment', channels: ['News'], query: '{"channels": "Sport"}' },
      { where: { $and: [{ channels: { $in: ['News'] } }, { channels: 'Sport' }] } },
    ],
    [{ kind: 'segment', query: 'x' }, undefined],
  ])('has the audience of %j', (audience, expected) => {
    const request = requestOf({ ...GOOD, audience: { ...GOOD.audience, ...audience } });
    expect(request).toEqual(expected && { ...expected, data: { alert: 'Hello' } });
  });

  it('has title, badge, languages and members of the app', () => {
    const message = {
      ...HELLO,
      title: 'News',
      badge: 'increment',
      more: '{"objectId": "aBcD", "alert": "ignored"}',
      locales: [{ locale: 'de', title: '', alert: 'Hallo' }],
    } as const;
    const data = { alert: 'Hello', title: 'News', badge: 'Increment', objectId: 'aBcD', 'alert-de': 'Hallo' };
    expect(requestOf({ ...GOOD, messages: [message] })).toEqual({ where: {}, data });
  });

  it('has an instant for a time of the viewer, and a wall time for that of each device', () => {
    const at = '2026-12-02T09:00';
    expect(requestOf({ ...GOOD, when: { kind: 'later', at } })).toMatchObject({ push_time: new Date(at).toISOString() });
    const expiry = { ...GOOD.expiry, kind: 'time', at: '2026-12-03T09:00' } as const;
    expect(requestOf({ ...GOOD, when: { kind: 'local', at }, expiry })).toMatchObject({
      push_time: '2026-12-02T09:00:00',
      expiration_time: '2026-12-03T09:00:00',
    });
    expect(requestOf({ ...GOOD, expiry: { ...expiry, kind: 'interval', amount: '2', unit: 'days' } })).toMatchObject({
      expiration_interval: 172_800,
    });
  });

  it('EXP-20 has the messages or the times of an A/B test', () => {
    const messages = withTest(
      { ...GOOD, messages: [HELLO, { ...HELLO, alert: 'Hi' }], label: 'x' },
      { on: true, name: ' Words ', size: '20' },
    );
    expect(requestOf(messages)).toEqual({
      where: {},
      experiment: { name: 'Words', type: 'message', size_percent: 20, variants: [{ data: { alert: 'Hello' } }, { data: { alert: 'Hi' } }] },
    });
    const times = withTest(
      { ...GOOD, times: ['2026-12-02T09:00', '2026-12-02T18:00'].map((at) => ({ kind: 'local', at })) },
      { on: true, name: 'Hours', type: 'time' },
    );
    expect(requestOf(times)).toEqual({
      where: {},
      data: { alert: 'Hello' },
      experiment: { name: 'Hours', type: 'time', variants: [{ push_time: '2026-12-02T09:00:00' }, { push_time: '2026-12-02T18:00:00' }] },
    });
  });
});
