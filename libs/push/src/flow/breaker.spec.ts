import { describe, expect, it } from 'vitest';
import { Breaker } from './breaker.ts';

function breakerAt() {
  let now = 0;
  const breaker = new Breaker(() => now);
  return {
    breaker,
    pass: (ms: number) => void (now += ms),
    /** Hands messages over, of which so many go wrong. @returns how many were admitted */
    send: (wanted: number, errors: number) => {
      const { admitted, round } = breaker.admit(wanted);
      const ill = Math.min(admitted, errors);
      breaker.record(round, admitted - ill, ill);
      return admitted;
    },
  };
}

describe('T7 the breaker of a credential', () => {
  it('opens when more than half of a hundred results or more are errors', () => {
    const one = breakerAt();
    expect([one.send(99, 99), one.breaker.state]).toEqual([99, 'closed']);
    expect([one.send(1, 1), one.breaker.state]).toEqual([1, 'open']);
    const half = breakerAt();
    expect([half.send(200, 100), half.breaker.state]).toEqual([200, 'closed']);
    expect([half.send(1, 1), half.breaker.state]).toEqual([1, 'open']);
  });

  it('looks at the results of ten seconds and no more', () => {
    const { breaker, send, pass } = breakerAt();
    for (let second = 0; second < 60; second++) {
      send(9, 9);
      pass(1_000);
    }
    expect(breaker.state).toBe('closed');
    send(10, 10);
    expect(breaker.state).toBe('closed');
    send(10, 10);
    expect(breaker.state).toBe('open');
  });

  it('lets nothing pass for 30 seconds, and then ten messages that try', () => {
    const { breaker, send, pass } = breakerAt();
    send(100, 100);
    pass(29_999);
    expect([send(100, 0), breaker.state, breaker.waitMs]).toEqual([0, 'open', 1]);
    pass(1);
    expect(breaker.admit(4).admitted).toBe(4);
    expect(breaker.admit(100).admitted).toBe(6);
    expect([breaker.admit(100).admitted, breaker.state]).toEqual([0, 'halfOpen']);
    expect(breaker.waitMs).toBe(1_000);
  });

  it('closes when they do well, and opens again when they do not', () => {
    const { breaker, send, pass } = breakerAt();
    send(100, 100);
    pass(30_000);
    expect([send(100, 10), breaker.state]).toEqual([10, 'open']);
    pass(30_000);
    expect([send(100, 5), breaker.state]).toEqual([10, 'closed']);
    expect([send(100, 50), breaker.state]).toEqual([100, 'closed']);
  });

  it('judges when all that try are back, and by their results alone', () => {
    const { breaker, send, pass } = breakerAt();
    const before = breaker.admit(50);
    send(100, 100);
    pass(30_000);
    const [first, second] = [breaker.admit(6), breaker.admit(6)];
    breaker.record(before.round, 50, 0);
    breaker.record(first.round, 0, 6);
    expect(breaker.state).toBe('halfOpen');
    breaker.record(second.round, 4, 0);
    expect(breaker.state).toBe('open');
  });

  it('tries again when nobody tells how those that tried did', () => {
    const { breaker, pass } = breakerAt();
    const { round } = breaker.admit(100);
    breaker.record(round, 0, 100);
    pass(30_000);
    const lost = breaker.admit(10);
    pass(15_001);
    const next = breaker.admit(10);
    expect(next.admitted).toBe(10);
    breaker.record(lost.round, 10, 0);
    expect(breaker.state).toBe('halfOpen');
    breaker.record(next.round, 10, 0);
    expect(breaker.state).toBe('closed');
  });
});
