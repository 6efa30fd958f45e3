import { describe, expect, it } from 'vitest';
import { FRESH_MS, PING_AFTER_MS, PROVEN_CALLS, SILENT_MS } from './limits.ts';
import { SignsOfLife } from './signs-of-life.ts';

function signs() {
  const clock = { now: 1_000 };
  return { clock, signs: new SignsOfLife(() => clock.now) };
}

describe('signs of life of a process', () => {
  it('make it fresh for a moment', () => {
    const { clock, signs: life } = signs();
    expect(life.isFresh).toBe(false);
    life.heard('result');
    clock.now += FRESH_MS;
    expect(life.isFresh).toBe(true);
    clock.now += 1;
    expect(life.isFresh).toBe(false);
  });

  it('are none where it has only called code: it may never come back', () => {
    const { signs: life } = signs();
    life.heard('result');
    life.heard('begun');
    expect(life.isFresh).toBe(false);
    life.heard('pong');
    expect(life.isFresh).toBe(true);
  });

  it('of the time before it got something to do say nothing', () => {
    const { signs: life } = signs();
    life.heard('result');
    life.woken();
    expect(life.isFresh).toBe(false);
  });

  it('of the time before it got something to do count for a process that has proven itself, until it is doubted', () => {
    const { signs: life } = signs();
    for (let call = 0; call < PROVEN_CALLS; call++) life.ended();
    life.heard('result');
    life.woken();
    expect([life.isProven, life.isFresh]).toEqual([true, true]);
    life.doubt();
    life.woken();
    expect([life.isProven, life.isFresh]).toEqual([false, false]);
  });

  it('are missed after a while, counted from when it got something to do', () => {
    const { clock, signs: life } = signs();
    clock.now += 60_000;
    life.woken();
    clock.now += PING_AFTER_MS - 1;
    expect([life.isQuiet, life.isSilent]).toEqual([false, false]);
    clock.now += 1;
    expect([life.isQuiet, life.isSilent]).toEqual([true, false]);
    clock.now += SILENT_MS - PING_AFTER_MS;
    expect([life.isQuiet, life.isSilent]).toEqual([true, true]);
  });

  it('are asked for once until it says something', () => {
    const { clock, signs: life } = signs();
    clock.now += 1;
    expect([life.ask(), life.ask()]).toEqual([true, false]);
    clock.now += 1;
    life.heard('pong');
    clock.now += 1;
    expect(life.ask()).toBe(true);
  });
});
