import { ask, type Answer } from '../ask.ts';
import { normalised, type Normal } from '../normalise.ts';
import type { Pair, Server } from '../pair.ts';
import { prepare, remember, type Outcome } from '../play.ts';
import type { Group } from './group.ts';
import { withTheirBeginnings } from './texts.ts';
import { tidied } from './tidy.ts';

/** Requests under way on one server at a time: enough to keep two cores busy with two servers. */
const SIDE_BY_SIDE = 6;

/** Plays a group on both servers at the same time and returns the outcomes by the ids of their steps. */
export async function playGroup(group: Group, pair: Pair): Promise<ReadonlyMap<string, Outcome>> {
  const [parlance, peer] = await Promise.all([playOn(pair.parlance, group), playOn(pair.peer, group)]);
  const outcomes = group.cases.flat().map((step): [string, Outcome] => {
    const theirs = answered(peer, step.title);
    return [`${group.title}: ${step.title}`, { step, parlance: withTheirBeginnings(answered(parlance, step.title), theirs), peer: theirs }];
  });
  return new Map(outcomes);
}

async function playOn(server: Server, group: Group): Promise<ReadonlyMap<string, Normal>> {
  const names = new Map<string, string>();
  await prepare(server, group, names);
  const answers = new Map<string, Answer>();
  const waiting = group.cases[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const steps of waiting) {
      for (const step of steps) {
        const answer = await ask(server, step, names);
        remember(answer, { save: step.title, ...step }, names);
        answers.set(step.title, answer);
      }
    }
  };
  await Promise.all(Array.from({ length: group.inOrder === true ? 1 : SIDE_BY_SIDE }, work));
  // Names are complete only now: objects that one case has created may be seen by another.
  return new Map(
    group.cases.flat().map((step) => [step.title, tidied(normalised(answered(answers, step.title), { step, names, url: server.url }))]),
  );
}

function answered<Found>(answers: ReadonlyMap<string, Found>, title: string): Found {
  const answer = answers.get(title);
  if (answer === undefined) throw new Error(`"${title}" was not played.`);
  return answer;
}
