import { describe, expect, it } from 'vitest';
import { Gate } from './gate.ts';

const LONG = 60_000;

describe('the gate before a provider', () => {
  it('lets messages in until as many are under way as may, and the next ones in turn when some have left', async () => {
    const gate = new Gate(() => 200);
    expect([await gate.enter(100, LONG), await gate.enter(100, LONG), gate.isFull]).toEqual([true, true, true]);
    const order: number[] = [];
    const waiting = [1, 2, 3].map((number) => gate.enter(100, LONG).then(() => order.push(number)));
    gate.leave(100);
    await waiting[0];
    expect([order, gate.underWay]).toEqual([[1], 200]);
    gate.leave(200);
    await Promise.all(waiting);
    expect([order, gate.underWay]).toEqual([[1, 2, 3], 200]);
  });

  it('keeps nobody longer than they wait', async () => {
    const gate = new Gate(() => 1);
    await gate.enter(1, LONG);
    expect(await gate.enter(1, 1)).toBe(false);
    gate.leave(1);
    expect([gate.underWay, await gate.enter(1, LONG)]).toEqual([0, true]);
  });

  it('I6 holds small pushes up for nobody', () => {
    const gate = new Gate(() => 1);
    gate.pass(10);
    expect([gate.isFull, gate.underWay]).toEqual([true, 10]);
  });
});
