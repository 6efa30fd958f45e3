import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differenceOf } from './differences/index.ts';
import { startPair, type Pair } from './pair.ts';
import { play, type Outcome } from './play.ts';
import { stepId, type Profile, type Step } from './subject.ts';
import { SUBJECTS } from './subjects/index.ts';
import { alike, keepsPromise } from './verdict.ts';

describe.each<Profile>(['open', 'strict', 'cloud'])('Parlance answers as Parse Server, %s servers', (profile) => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await startPair(profile);
  }, 180_000);
  afterAll(() => pair?.close());

  for (const subject of SUBJECTS.filter(({ profile: asked = 'open' }) => asked === profile)) {
    describe(subject.title, () => {
      let outcomes: Outcome[];
      beforeAll(async () => {
        outcomes = await play(subject, pair);
      }, 180_000);

      for (const [at, step] of subject.steps.entries()) {
        it(step.title, () => judge(outcomes[at], stepId(subject, step)));
      }
    });
  }
});

/** Fails where the servers differ without a reason, where a reason no longer applies, and where Parlance blames itself. */
function judge(outcome: Outcome | undefined, id: string): void {
  if (outcome === undefined) throw new Error('This step was not played.');
  const { step, parlance, peer } = outcome;
  expect(parlance.status, `Parlance answers ${told(step)} with a fault of its own: ${JSON.stringify(parlance)}`).toBeLessThan(500);
  const difference = differenceOf(id);
  if (difference === undefined) {
    expect(parlance, `Parlance (received) answers ${told(step)} otherwise than Parse Server (expected)`).toEqual(peer);
    return;
  }
  const { reason, expected, isSteady } = difference;
  if (isSteady) expect(alike(parlance, peer), `Both answer ${told(step)} alike now: it belongs no longer to "${reason}"`).toBe(false);
  expect(keepsPromise(parlance, expected), `"${reason}" promises ${JSON.stringify(expected)}, not ${JSON.stringify(parlance)}`).toBe(true);
}

function told({ method, path, query, body }: Step): string {
  return [method, path, query, body].flatMap((part) => (part === undefined ? [] : [JSON.stringify(part)])).join(' ');
}
