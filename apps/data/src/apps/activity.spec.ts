import { describe, expect, it } from 'vitest';
import { Activity } from './activity.ts';

describe('Activity', () => {
  it('tells of requests while they come and in the second behind them', () => {
    let now = 100;
    const activity = new Activity(() => now);
    expect(activity.perSecond()).toBe(0);
    for (let n = 0; n < 3; n++) activity.note();
    expect(activity.perSecond()).toBe(3);
    now = 1_100;
    activity.note();
    expect(activity.perSecond()).toBe(3);
    now = 2_100;
    expect(activity.perSecond()).toBe(1);
    now = 3_100;
    expect(activity.perSecond()).toBe(0);
  });

  it('forgets a burst that is long ago, whatever came to ask meanwhile', () => {
    let now = 0;
    const activity = new Activity(() => now);
    activity.note();
    now = 60_500;
    expect(activity.perSecond()).toBe(0);
    activity.note();
    expect(activity.perSecond()).toBe(1);
  });
});
