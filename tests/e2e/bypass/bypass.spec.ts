import type { RouteEntry } from '@parlance/gateway';
import { MODES, type RestAnswer } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD } from '../accounts.ts';
import { allRoutes } from '../served-routes.ts';
import { canariesIn, comparable } from './answers.ts';
import { nameOf, questionsOf, staleWays } from './asking.ts';
import type { Question } from './question.ts';
import { CANARY, SESSIONS, tokenOf } from './seed.ts';
import { INSIDERS, SIDES, STRANGERS, World, type Caller } from './world.ts';

const AT_A_TIME = 8;
const routes = await allRoutes();
const writes = (route: RouteEntry): boolean => route.effect === 'write' || nameOf(route) === 'POST /batch';

/**
 * Two apps that differ in nothing but facts that strangers must not learn. Whatever a stranger asks of any route, both apps answer by the
 * same bytes: no count, no error, no order, no page says whether the hidden is there. Owner and master key get other answers to the same
 * questions, which proves that the questions would tell.
 */
describe.each(MODES)('hidden objects and fields stay hidden on every route, %s', { timeout: 300_000 }, (mode) => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(mode);
  });
  afterAll(() => world?.close());

  it('every route is asked, and nothing else', () => {
    for (const route of routes) expect([nameOf(route), questionsOf(route).length]).not.toContain(0);
    expect(staleWays(routes)).toEqual([]);
  });

  it.each(routes)('ACL-09 ACL-12 SEC-09 SPC-13 SPC-14 $method $path tells strangers nothing', async (route) => {
    const all = questionsOf(route);
    for (const [turn, caller] of STRANGERS.entries()) {
      // With a process per service only the way between them differs, so there the callers take turns at the questions.
      const questions = mode === 'fused' || all.length <= STRANGERS.length ? all : all.filter((_, n) => n % STRANGERS.length === turn);
      const answers = await askAll(route, questions, caller);
      for (const [at, { told, untold }] of answers.entries()) {
        const question = questions[at] as Question;
        const asked = `${caller}: ${question.what} (${question.method} ${decodeURIComponent(question.path)})`;
        expect([asked, canariesIn(told, question)]).toEqual([asked, []]);
        expect([asked, comparable(told)]).toEqual([asked, comparable(untold)]);
        expect([asked, told.status < 500]).toEqual([asked, true]);
      }
      expect([caller, await world.changed()]).toEqual([caller, []]);
      if (writes(route)) await world.restore();
    }
  });

  it('every kind of question would tell: owner or master key sees the difference', async () => {
    const mute = new Map<string, Question>();
    const telling = new Set<string>();
    for (const route of routes.filter(({ scope }) => scope === 'app')) {
      for (const question of questionsOf(route)) {
        const kind = `${route.operation}: ${question.what}`;
        if (question.silent !== undefined || telling.has(kind)) continue;
        if (await tellsAnInsider(question)) telling.add(kind);
        else mute.set(kind, question);
        if (writes(route)) await world.restore();
      }
    }
    expect([...mute].filter(([kind]) => !telling.has(kind))).toEqual([]);
  });

  it('SEC-31 nothing of it is in the log, nor tokens, keys and passwords of those who asked', () => {
    const keys = SIDES.flatMap((side) => Object.values(world.parlance.app(side).keys));
    const secrets = [...keys, ...SESSIONS.map(tokenOf), PASSWORD];
    const tells = (line: string): boolean => line.match(CANARY) !== null || secrets.some((secret) => line.includes(secret));
    expect(world.parlance.logs.map((line) => JSON.stringify(line)).filter(tells)).toEqual([]);
  });

  async function tellsAnInsider(question: Question): Promise<boolean> {
    for (const caller of INSIDERS) {
      const { told, untold } = await askBoth(question, caller);
      if (comparable(told) !== comparable(untold)) return true;
    }
    return false;
  }

  interface Pair {
    readonly told: RestAnswer;
    readonly untold: RestAnswer;
  }

  /** Asks both apps. Reads go out together; writes go one by one. */
  async function askAll(route: RouteEntry, questions: readonly Question[], caller: Caller): Promise<readonly Pair[]> {
    const pairs: Pair[] = [];
    const step = writes(route) ? 1 : AT_A_TIME;
    for (let at = 0; at < questions.length; at += step)
      pairs.push(...(await Promise.all(questions.slice(at, at + step).map((question) => askBoth(question, caller)))));
    return pairs;
  }

  async function askBoth({ method, path, body, endsSession }: Question, caller: Caller): Promise<Pair> {
    const [told, untold] = await Promise.all(
      SIDES.map((side) => world.parlance.rest(method, path, body, world.options(side, caller, endsSession))),
    );
    return { told: told as RestAnswer, untold: untold as RestAnswer };
  }
});
