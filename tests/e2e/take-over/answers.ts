import { MODES } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Step } from '../../conformance/subject.ts';
import { alike } from '../../conformance/verdict.ts';
import { takeOver, type TakenOver } from './deployment.ts';
import { DIFFERENCES, explained } from './differences.ts';
import type { OldApp } from './old-app/old-app.ts';
import { playBoth, type Outcome } from './play.ts';
import { futileLogIns, logIns } from './questions/log-ins.ts';
import { classReads, platformReads } from './questions/reads.ts';
import { whereQuestions } from './questions/wheres.ts';
import { objectWrites, platformWrites, ruledWrites } from './questions/writes.ts';

/** In the order in which they are asked: each topic reads the writes of those before it. */
const TOPICS: Readonly<Record<string, (app: OldApp) => readonly Step[]>> = {
  'reads of every class': classReads,
  'reads of the platform': platformReads,
  constraints: whereQuestions,
  'log-ins that change nothing': futileLogIns,
  'log-ins of everybody': logIns,
  'writes of objects': objectWrites,
  'writes where rules decide': ruledWrites,
  'writes of the platform': platformWrites,
};

export function describeAnswers(app: () => OldApp): void {
  describe.each(MODES)('the same requests to Parlance, %s, and to Parse Server', (mode) => {
    let taken: TakenOver;
    const outcomes = new Map<string, readonly Outcome[]>();
    beforeAll(async () => {
      const [ours, theirs] = [await app().copy(), await app().copy()];
      const peer = await app().startPeer(theirs);
      taken = await takeOver(ours, mode);
      for (const [topic, steps] of Object.entries(TOPICS)) {
        outcomes.set(topic, await playBoth(steps(app()), taken.server, { name: 'Parse Server', url: peer.url }));
      }
    }, 300_000);
    afterAll(() => taken?.close());

    it.each(Object.keys(TOPICS))('%s', (topic) => {
      const played = outcomes.get(topic) ?? [];
      expect(played.length).toBeGreaterThan(10);
      const unexplained = played.filter((outcome) => !alike(outcome.parlance, outcome.peer) && explained(outcome) === undefined);
      expect(unexplained.map(({ step, parlance, peer }) => ({ asked: step.title, parlance, peer }))).toEqual([]);
      expect(played.filter(({ parlance }) => parlance.status >= 500)).toEqual([]);
    });

    it('differ for each reason that is decided, in hundreds of answers', () => {
      const played = [...outcomes.values()].flat();
      expect(played.length).toBeGreaterThan(1_000);
      const shown = new Set(played.flatMap((outcome) => (alike(outcome.parlance, outcome.peer) ? [] : (explained(outcome) ?? []))));
      const decided = Object.keys(DIFFERENCES).filter((reason) => DIFFERENCES[reason]?.isSettled === true);
      expect(decided.filter((reason) => !shown.has(reason))).toEqual([]);
    });
  });
}
