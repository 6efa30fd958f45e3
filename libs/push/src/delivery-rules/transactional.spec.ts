import { describe, expect, it } from 'vitest';
import type { PushCaller } from '../request/push-caller.ts';
import { parse, push, refusal } from '../request/tests/parsing.ts';
import { assertRecipients, isExempt } from './transactional.ts';

const rights = { clientPushEnabled: true, restPushEnabled: true };
const options = { lane: 'transactional' };

describe('the transactional lane', () => {
  it.each<[PushCaller, unknown]>([
    ['master', 'accepted'],
    ['cloud', 'accepted'],
    ['console', 'accepted'],
    ['rest', [115, 'The lane transactional takes the master key.']],
    ['client', [115, 'The lane transactional takes the master key.']],
  ])('is for %s: %j', (caller, expected) => {
    expect(refusal(push({ options }), { caller, rights })).toEqual(expected);
  });

  it('tests nothing', () => {
    const variants = [{ data: { alert: 'a' } }, { data: { alert: 'b' } }];
    const experiment = { name: 'x', type: 'message', variants };
    expect(refusal({ where: {}, experiment, options })).toEqual([115, 'An experiment has another lane than transactional.']);
  });

  it('takes as many installations as the app says, and not one more', () => {
    expect(() => assertRecipients(10_000, 10_000)).not.toThrow();
    expect(() => assertRecipients(1_000_000, undefined)).not.toThrow();
    expect(() => assertRecipients(10_001, 10_000)).toThrow(
      expect.objectContaining({ code: 115, message: expect.stringContaining('10000 installations at most') as string }),
    );
  });
});

describe('a push is exempt from caps and quiet hours', () => {
  const silent = { data: { 'content-available': 1 } };
  it.each<[string, Record<string, unknown>, PushCaller, boolean]>([
    ['in the transactional lane', { options }, 'master', true],
    ['in the fast lane', { options: { lane: 'fast' } }, 'master', false],
    ['that nobody notices', silent, 'master', true],
    ['that wakes the app and shows a text', { data: { 'content-available': 1, alert: 'x' } }, 'master', false],
    ['that nobody notices, of a client', silent, 'client', true],
    ['to one installation, as a test', { where: undefined, push_to_id: 'one' }, 'master', true],
    ['to one installation, of a client', { where: undefined, push_to_id: 'one' }, 'client', false],
  ])('%s', (_, more, caller, expected) => {
    expect(isExempt(parse(push({ ...more }), { caller, rights }))).toBe(expected);
  });
});
