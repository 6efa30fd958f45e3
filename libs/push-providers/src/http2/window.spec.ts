import { beforeEach, describe, expect, it } from 'vitest';
import { Window } from './window.ts';

let now: number;
let window: Window;
beforeEach(() => {
  now = 0;
  window = new Window(() => now);
  window.limitTo(10_000);
});

function results(clean: number, trouble = 0): void {
  for (let n = 0; n < clean + trouble; n++) window.open();
  for (let n = 0; n < clean; n++) window.close('clean');
  for (let n = 0; n < trouble; n++) window.close('trouble');
}
const passSecond = () => (now += 1_000);

describe('the window of a connection', () => {
  it('lets one request pass until the peer has said how many it takes', () => {
    const fresh = new Window(() => now);
    expect(fresh.free).toBe(1);
    fresh.open();
    expect(fresh.free).toBe(0);
    fresh.limitTo(1_000);
    expect(fresh.free).toBe(99);
  });

  it('starts at 100 and grows by 50 after each clean second, up to 1,000', () => {
    expect(window.size).toBe(100);
    results(100);
    passSecond();
    results(1);
    expect(window.size).toBe(150);
    for (let second = 0; second < 50; second++) {
      passSecond();
      results(1);
    }
    expect(window.size).toBe(1_000);
  });

  it('does not grow while nothing is sent, nor because connections break', () => {
    passSecond();
    window.open();
    window.close('lost');
    passSecond();
    results(1);
    expect(window.size).toBe(100);
  });

  it('T7 halves once a second when more than 2 % are in trouble, and recovers', () => {
    results(97, 3);
    expect(window.size).toBe(50);
    results(0, 50);
    expect(window.size).toBe(50);
    passSecond();
    results(10, 40);
    expect(window.size).toBe(25);
    passSecond();
    results(30);
    expect(window.size).toBe(25); // the last second was no clean one
    passSecond();
    results(1);
    expect(window.size).toBe(75);
  });

  it('stays as it is at 2 %, and never falls below one', () => {
    results(98, 2);
    expect(window.size).toBe(100);
    for (let second = 0; second < 20; second++) {
      passSecond();
      results(0, 30);
    }
    expect(window.size).toBe(1);
  });

  it('never passes the limit of the peer, whenever that changes', () => {
    window.limitTo(40);
    expect([window.size, window.free]).toEqual([40, 40]);
    for (let n = 0; n < 40; n++) window.open();
    window.limitTo(10);
    expect([window.free, window.inFlight]).toEqual([0, 40]);
  });
});
