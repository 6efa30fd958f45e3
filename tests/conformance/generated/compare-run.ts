import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GENERATED_DIFFERENCES } from '../differences/generated.ts';
import { startPair, type Pair } from '../pair.ts';
import type { Outcome } from '../play.ts';
import { stepsOf } from './group.ts';
import { GROUPS, GROUPS_APART, GROUPS_OF_FILES, GROUPS_OF_PUSHES } from './index.ts';
import { differs, isOfKind, type Kind } from './kinds.ts';
import { KNOWN_GAPS } from './known-gaps.ts';
import { playGroup } from './play-group.ts';
import { report } from './report.ts';
import type { Run } from './runs.ts';

const explanations: readonly [name: string, kinds: readonly Kind[]][] = [
  ...Object.entries(GENERATED_DIFFERENCES).map(([reason, kinds]): [string, readonly Kind[]] => [`the difference "${reason}"`, kinds]),
  ...Object.entries(KNOWN_GAPS).map(([name, { kinds }]): [string, readonly Kind[]] => [`the known gap "${name}"`, kinds]),
];

const FILES_OF_EVERYBODY = {
  fileUpload: { enableForPublic: true, enableForAnonymousUser: true, enableForAuthenticatedUser: true },
};

/** The tests of one run: every request is sent to both servers. Each run has a file of its own, so that two are under way at a time. */
export function compareRun({ title: run, settings }: Run): void {
  describe(`Parlance answers generated requests as Parse Server, ${run}`, () => {
    const shown = new Set<Kind>();

    describe.each([
      { where: 'on one pair of servers', groups: GROUPS, more: {}, pushes: false },
      { where: 'on another pair', groups: GROUPS_APART, more: {}, pushes: false },
      { where: 'on a pair that takes files of everybody', groups: GROUPS_OF_FILES, more: FILES_OF_EVERYBODY, pushes: false },
      { where: 'on a pair that pushes', groups: GROUPS_OF_PUSHES, more: {}, pushes: true },
    ])('$where', ({ groups, more, pushes }) => {
      let pair: Pair;
      beforeAll(async () => {
        pair = await startPair('open', { ...settings, ...more }, pushes);
      }, 180_000);
      afterAll(() => pair?.close());

      describe.each(groups)('$title', (group) => {
        let outcomes: ReadonlyMap<string, Outcome>;
        beforeAll(async () => {
          outcomes = await playGroup(group, pair);
        }, 300_000);

        it.each(stepsOf(group))('$id', ({ id }) => {
          const outcome = outcomes.get(id);
          if (outcome === undefined) throw new Error('This request was not sent.');
          if (!differs(outcome)) return expect(outcome.parlance.status, 'both blame themselves').toBeLessThan(500);
          const found = explained(id, outcome);
          report(run, id, found?.name, outcome);
          if (found === undefined)
            expect(outcome.parlance, 'Parlance (received) answers otherwise than Parse Server (expected)').toEqual(outcome.peer);
          else shown.add(found.kind);
        });
      });
    });

    it.each(explanations)('shows %s', (_, kinds) => {
      expect(kinds.filter((kind) => !shown.has(kind))).toEqual([]);
    });
  });
}

function explained(id: string, outcome: Outcome): { readonly name: string; readonly kind: Kind } | undefined {
  for (const [name, kinds] of explanations) {
    const kind = kinds.find((kind) => isOfKind(kind, id, outcome));
    if (kind !== undefined) return { name, kind };
  }
  return undefined;
}
