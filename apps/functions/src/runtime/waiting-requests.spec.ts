import { describe, expect, it } from 'vitest';
import { REQUESTS_PER_RUN_MAX, WAITING_REQUEST_BYTES_MAX, WAITING_REQUESTS_MAX } from '../channel/request-limits.ts';
import { WaitingRequests } from './waiting-requests.ts';

function line() {
  const sent: string[] = [];
  const waiting = new WaitingRequests();
  const take = (run: number, name: string, bytes = 1) => waiting.take(run, bytes, () => sent.push(name));
  const fill = (run: number) => {
    for (let count = 0; count < REQUESTS_PER_RUN_MAX; count++) take(run, `first of ${run}`);
    sent.length = 0;
  };
  return { sent, waiting, take, fill };
}

describe('requests of a process of code', () => {
  it('wait for the answers to others of their run, in their order, and for no other run', () => {
    const { sent, waiting, take, fill } = line();
    fill(1);
    expect([take(1, 'a'), take(1, 'b'), take(2, 'other')]).toEqual([true, true, true]);
    expect(sent).toEqual(['other']);
    waiting.answered(1);
    waiting.answered(1);
    expect(sent).toEqual(['other', 'a', 'b']);
    for (let count = 0; count < REQUESTS_PER_RUN_MAX; count++) waiting.answered(1);
    expect([take(1, 'anew'), sent.at(-1)]).toEqual([true, 'anew']);
  });

  it('are refused when too many wait, or too many bytes of them', () => {
    const { waiting, take, fill } = line();
    fill(1);
    for (let count = 0; count < WAITING_REQUESTS_MAX; count++) take(1, 'a');
    expect(take(1, 'b')).toBe(false);
    waiting.answered(1);
    expect(take(1, 'b')).toBe(true);
    fill(2);
    expect([take(2, 'a', WAITING_REQUEST_BYTES_MAX), take(2, 'b', 1)]).toEqual([true, false]);
    waiting.answered(2);
    expect(take(2, 'b', 1)).toBe(true);
  });

  it('are not sent any more when their run has ended', () => {
    const { sent, waiting, take, fill } = line();
    fill(1);
    take(1, 'a');
    waiting.forget(1);
    for (let count = 0; count < REQUESTS_PER_RUN_MAX; count++) waiting.answered(1);
    expect(sent).toEqual([]);
    expect([take(1, 'b'), sent]).toEqual([true, ['b']]);
  });
});
