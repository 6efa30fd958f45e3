import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSuspect, judgeTokens, tallied, type TokenTally } from './token-guard.ts';

const NONE: TokenTally = { seen: 0, bad: 0 };

describe('PSH-22 the guard of tokens', () => {
  it('finds a misconfiguration where more than 20 % of the first 200 are bad', () => {
    expect(judgeTokens({ seen: 200, bad: 40 })).toBe('passed');
    expect(judgeTokens({ seen: 200, bad: 41 })).toBe('misconfigured');
    expect(judgeTokens({ seen: 41, bad: 41 })).toBe('misconfigured');
    expect(judgeTokens({ seen: 199, bad: 40 })).toBe('open');
    expect(judgeTokens(NONE)).toBe('open');
  });

  it('takes the bad tokens of a push that ends before for dead', () => {
    expect(judgeTokens({ seen: 10, bad: 10 }, true)).toBe('passed');
    expect(judgeTokens({ seen: 50, bad: 41 }, true)).toBe('misconfigured');
  });

  it('looks at the first 200 answers, and at none that come later', () => {
    expect(tallied({ seen: 150, bad: 10 }, { seen: 100, bad: 20 })).toEqual({ seen: 200, bad: 30 });
    expect(tallied({ seen: 150, bad: 10 }, { seen: 100, bad: 90 })).toEqual({ seen: 200, bad: 60 });
    expect(tallied({ seen: 200, bad: 10 }, { seen: 100, bad: 90 })).toEqual({ seen: 200, bad: 10 });
  });

  it('comes to one verdict that later answers do not change', () => {
    const answers = fc.array(
      fc.nat(100).chain((seen) => fc.nat(seen).map((bad) => ({ seen, bad }))),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(answers, (all) => {
        let [tally, decided] = [NONE, 'open'];
        for (const some of all) {
          tally = tallied(tally, some);
          const verdict = judgeTokens(tally);
          if (decided !== 'open') expect([decided, verdict].sort().join()).toBe([decided, decided].join());
          decided = verdict;
        }
      }),
    );
  });

  it('looks at the answers that a wrong environment or topic causes, and at no others', () => {
    expect(['BadDeviceToken', 'DeviceTokenNotForTopic', 'Unregistered', 'UNREGISTERED', 'BadTopic'].map(isSuspect)).toEqual([
      ...[true, true, false, false, false],
    ]);
  });
});
