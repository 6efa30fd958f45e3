import { alike } from '../../conformance/verdict.ts';
import type { Normal } from '../../conformance/normalise.ts';
import type { Outcome } from './play.ts';

/** Status, and the code of an error; 0 for an answer without one. */
type Verdict = readonly [status: number, code: number];

/** Requests that both servers do not answer alike, and how the answers differ. */
interface Difference {
  /** Titles of the steps. */
  readonly steps: RegExp;
  /** Members, at any depth, in which the answers may differ. */
  readonly members?: readonly string[];
  /** Or the answer of each. */
  readonly answers?: { readonly parlance: Verdict; readonly peer: Verdict };
  /** It is decided, and a row of docs/compatibility.md or the contract says so: it has to show. Others may vanish. */
  readonly isSettled: boolean;
}

/** Every difference that a take-over of the old app shows, by its reason. */
export const DIFFERENCES: Readonly<Record<string, Difference>> = {
  'an unknown class with an include is an HTML page at the peer': {
    steps: /GET \/classes\/NoSuchClass .*includeAll/,
    answers: { parlance: [200, 0], peer: [404, 0] },
    isSettled: true,
  },
  'the peer counts a list where nobody may see anything': {
    steps: /GET \/classes\/RuledByPointer .*"count"/,
    members: ['count'],
    isSettled: true,
  },
  'secrets of the second factor are shown to no key': { steps: /^the master key GET \/users /, members: ['mfa'], isSettled: true },
  'errors have a code': { steps: /GET \/schemas/, members: ['code'], isSettled: true },
  'sessions of the hosted service let their users in': {
    steps: /^a session of the hosted service /,
    answers: { parlance: [200, 0], peer: [400, 209] },
    isSettled: true,
  },
  'a session that is over shows itself to nobody': {
    steps: /^expired GET \/sessions\/me/,
    answers: { parlance: [400, 209], peer: [200, 0] },
    isSettled: false,
  },
  'whole objects are no operands': { steps: /"anEmptyObject":\{\}\}/, answers: { parlance: [400, 107], peer: [200, 0] }, isSettled: true },
  'patterns in $all begin with a literal at the peer': {
    steps: /"\$all":\[\{"\$regex"/,
    answers: { parlance: [200, 0], peer: [400, 107] },
    isSettled: false,
  },
  'texts of refusals say more': {
    steps: /^a client GET \/(users\/me|installations)|PUT \/users\/\w+ .*"stolen"/,
    members: ['error'],
    isSettled: false,
  },
  'included users show their own accounts to themselves': {
    steps: /^ada GET \/classes\/Ruled.*includeAll/,
    members: ['authData'],
    isSettled: false,
  },
  'log-ins answer nothing of the second factor': {
    steps: /\/(login|verifyPassword) /,
    members: ['authDataResponse'],
    isSettled: false,
  },
  'the registration of a known device names its object': { steps: /POST \/installations/, members: ['objectId'], isSettled: false },
  'a new field of a hidden object': {
    steps: /PUT \/classes\/RuledGetOnly\/\w+ .*"new/,
    answers: { parlance: [404, 101], peer: [400, 119] },
    isSettled: false,
  },
  'pointer permissions without a user': {
    steps: /^a client PUT \/classes\/RuledBy(Pointer|Fields)\/\w+ .*"new/,
    answers: { parlance: [404, 101], peer: [500, 1] },
    isSettled: true,
  },
  'writeUserFields cover new fields of an update': {
    steps: /^bob PUT \/classes\/RuledByPointer\/\w+ .*"new/,
    answers: { parlance: [400, 119], peer: [200, 0] },
    isSettled: false,
  },
  'and of a creation': { steps: /POST \/classes\/RuledByPointer/, answers: { parlance: [400, 119], peer: [201, 0] }, isSettled: false },
};

/** The reasons for which two answers may differ as they do; undefined when they differ further. */
export function explained({ step, parlance, peer }: Outcome): readonly string[] | undefined {
  const reasons = Object.entries(DIFFERENCES).filter(([, { steps }]) => steps.test(step.title));
  const decided = reasons.filter(([, { answers }]) => answers !== undefined && is(parlance, answers.parlance) && is(peer, answers.peer));
  if (decided.length > 0) return decided.map(([reason]) => reason);
  const members = new Set(reasons.flatMap(([, difference]) => difference.members ?? []));
  return alike(without(parlance, members), without(peer, members)) ? reasons.map(([reason]) => reason) : undefined;
}

function is({ status, body }: Normal, [expected, code]: Verdict): boolean {
  const told = typeof body === 'object' && body !== null && 'code' in body ? body.code : 0;
  return status === expected && told === code;
}

function without(normal: Normal, members: ReadonlySet<string>): Normal {
  const body = JSON.parse(JSON.stringify(normal.body ?? null), (key, value: unknown) => (members.has(key) ? undefined : value)) as unknown;
  return { ...normal, body };
}
