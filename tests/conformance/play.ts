import { setImmediate } from 'node:timers/promises';
import { ask, type Answer } from './ask.ts';
import { normalised, type Normal } from './normalise.ts';
import { withTheirTexts } from './quoted-texts.ts';
import type { Pair, Server } from './pair.ts';
import { create } from './requests.ts';
import type { Fixtures, Step, Subject } from './subject.ts';

/** Both answers to one step, without the parts that two servers cannot have in common. */
export interface Outcome {
  readonly step: Step;
  readonly parlance: Normal;
  readonly peer: Normal;
}

/** Plays a subject on both servers at the same time, and returns the outcomes in the order of its steps. */
export async function play(subject: Subject, pair: Pair): Promise<Outcome[]> {
  const [parlance, peer] = await Promise.all([playOn(pair.parlance, subject, pair), playOn(pair.peer, subject, pair)]);
  return subject.steps.map((step, at) => {
    const theirs = taken(peer, at);
    const ours = taken(parlance, at);
    return { step, parlance: subject.comparesTexts === true ? ours : withTheirTexts(ours, theirs), peer: theirs };
  });
}

async function playOn(server: Server, subject: Subject, { hooks }: Pair): Promise<Normal[]> {
  const names = new Map<string, string>(hooks === undefined ? [] : [['hooks', hooks]]);
  await prepare(server, subject, names);
  const answers: Normal[] = [];
  for (const step of subject.steps) {
    const answer = await ask(server, step, names);
    remember(answer, { save: step.title, ...step }, names);
    answers.push(normalised(answer, { step, names, url: server.url }));
  }
  return answers;
}

/** Sends the requests that steps begin with, and keeps the ids of the objects that they create. */
export async function prepare(server: Server, subject: Omit<Subject, 'steps'>, names: Map<string, string>): Promise<void> {
  for (const step of [...(subject.before ?? []), ...creations(subject.fixtures ?? {})]) {
    const answer = await ask(server, step, names);
    if (answer.status >= 300) {
      throw new Error(`${server.name} refused what "${subject.title}" begins with, ${step.title}: ${JSON.stringify(answer)}`);
    }
    remember(answer, step, names);
    await nextMillisecond();
  }
}

/** Waits until the object created next has a later time of creation, so that an order by it is the same on both servers. */
async function nextMillisecond(): Promise<void> {
  const now = Date.now();
  while (Date.now() === now) await setImmediate();
}

/** Fixtures are stored with the master key, whatever the settings let clients do. */
const creations = (fixtures: Fixtures): Step[] =>
  Object.entries(fixtures).flatMap(([className, objects]) =>
    Object.entries(objects).map(([name, body]) => create(name, className, body, { save: name, as: 'master' })),
  );

const PREFIX_OF_FILE = /^(?:[\w/-]+\/)?([0-9a-f]{32})_/;

/**
 * Keeps the ids of the objects that were created, those without a name under the step's title, so that no answer shows an id of its own.
 * Of the name of an uploaded file, the part is kept that nobody can guess: `{{pic}}_a.png` is the file that was saved as `pic`.
 * The session token of a user called `anna` is kept as `annaToken`.
 */
export function remember({ status, body, jobId }: Answer, { save = [] }: Pick<Step, 'save'>, names: Map<string, string>): void {
  if (status < 200 || status > 299) return;
  if (jobId !== undefined) names.set(typeof save === 'string' ? save : (save[0] ?? ''), jobId);
  const parts = Array.isArray(body) ? (body as unknown[]).map((part) => (part as { success?: unknown }).success) : [body];
  const given = typeof save === 'string' ? [save] : save;
  for (const [at, part] of parts.entries()) {
    const { objectId, createdAt, sessionToken, name: stored } = (part ?? {}) as Readonly<Record<string, unknown>>;
    const prefix = typeof stored === 'string' ? PREFIX_OF_FILE.exec(stored)?.[1] : undefined;
    if (prefix !== undefined && status === 201) names.set(given[at] ?? '', prefix);
    if (typeof objectId !== 'string' || (createdAt === undefined && status !== 201)) continue;
    const name = given[at] ?? `${given[0] ?? ''} ${at}`;
    if (![...names.values()].includes(objectId)) names.set(name, objectId); // A log-in answers a user who has a name.
    if (typeof sessionToken === 'string') names.set(`${name}Token`, sessionToken);
  }
}

function taken(answers: readonly Normal[], at: number): Normal {
  const answer = answers[at];
  if (answer === undefined) throw new Error('A step was not played.');
  return answer;
}
