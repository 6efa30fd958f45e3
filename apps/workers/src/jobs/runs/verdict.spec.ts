import { jobPolicyOf, type JobPolicy } from '@parlance/app-settings';
import { ParseError } from '@parlance/errors';
import { describe, expect, it } from 'vitest';
import { LOST, retryAfterMs, verdictOf } from './verdict.ts';

const policy = (members: Partial<JobPolicy>): JobPolicy => ({ ...jobPolicyOf({}, 'any'), ...members });

describe('the verdict on an attempt at a job', () => {
  it.each([
    ['an attempt that provably did not begin costs none', new ParseError('ServiceUnavailable', 'x'), false, { kind: 'not-begun' }],
    ['an error of the code is its own text', ParseError.custom(9_001, 'out of tea'), false, { kind: 'failed', message: 'out of tea' }],
    ['a lost process', new ParseError('RequestTimeout', 'x'), false, { kind: 'failed', message: LOST }],
    [
      'an attempt whose time is up',
      new ParseError('RequestTimeout', 'x'),
      true,
      { kind: 'failed', message: 'The job took longer than 60 seconds and was ended.' },
    ],
    ['a fault of ours tells nothing of the inside', new TypeError('secret'), false, { kind: 'failed', message: LOST }],
  ])('CLD-20 %s', (_, error, timeIsUp, verdict) => {
    expect(verdictOf(error, 60, timeIsUp)).toEqual(verdict);
  });

  it('one attempt is all there is by default; further ones come later and later', () => {
    expect(retryAfterMs(policy({}), 1)).toBeUndefined();
    const thrice = policy({ attempts: 3, retryAfterSeconds: 10 });
    expect([1, 2, 3].map((attempt) => retryAfterMs(thrice, attempt))).toEqual([10_000, 20_000, undefined]);
  });

  it('rules are those of the job, else those of all jobs, and no name is one of an object', () => {
    const own = policy({ attempts: 5 });
    const all = policy({ attempts: 2 });
    expect(jobPolicyOf({ nightly: own, '*': all }, 'nightly').attempts).toBe(5);
    expect(jobPolicyOf({ nightly: own, '*': all }, 'constructor').attempts).toBe(2);
    const declared = { nightly: policy({ attempts: 7 }), weekly: policy({ attempts: 9 }) };
    const attempts = (name: string) => jobPolicyOf({ nightly: own, '*': all }, name, declared).attempts;
    expect(['nightly', 'weekly', 'other', 'toString'].map(attempts)).toEqual([5, 9, 2, 2]); // those of the code stand in between
    expect(jobPolicyOf({}, '__proto__')).toMatchObject({ attempts: 1, oneAtATime: false });
  });
});
