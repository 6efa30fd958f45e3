import type { Parlance } from '@parlance/testing';
import type { Question } from './questions.ts';

/** The cost of one question at one size. */
export interface Examination {
  /** Median of one asking, in milliseconds, over HTTP. */
  readonly ms: number;
  readonly documents: number;
  readonly keys: number;
  /** As the database names it: `IXSCAN { _created_at: 1, _id: 1 }`. */
  readonly plan: string;
  /** Why the plan will not do for more objects; empty when it will. */
  readonly faults: readonly string[];
}

/**
 * Asks over REST and reads the work of the commands that the service sent for it from the database's own profiler.
 *
 * @param askings how often it is timed; the plan is that of one more asking
 * @throws Error when an answer is wrong
 */
export async function examine(parlance: Parlance, question: Question, size: number, askings: number): Promise<Examination> {
  const prepared = (await question.prepare?.(parlance, size)) ?? '';
  const times: number[] = [];
  for (let n = 0; n < askings; n++) times.push(await ask(parlance, question, n, size, prepared));
  const commands = await profiled(parlance, () => ask(parlance, question, askings, size, prepared));
  const sum = (member: 'docsExamined' | 'keysExamined') => commands.reduce((total, command) => total + (command[member] ?? 0), 0);
  const costs = { documents: sum('docsExamined'), keys: sum('keysExamined') };
  const plan = commands.map(({ planSummary = 'none' }) => planSummary).join(', ');
  return { ms: median(times), ...costs, plan, faults: faultsOf(question, commands, costs) };
}

async function ask(parlance: Parlance, question: Question, n: number, size: number, prepared: string): Promise<number> {
  const { title, method, key, path, body, holds } = question;
  const begun = performance.now();
  const answer = await parlance.rest(method, path(n, size, prepared), body, { key });
  const ms = performance.now() - begun;
  if (!holds(answer, size)) throw new Error(`"${title}" was answered wrongly: ${answer.status} ${answer.text.slice(0, 300)}`);
  return ms;
}

/** A line of system.profile, as far as it matters here. */
interface ProfiledCommand {
  readonly planSummary?: string;
  readonly docsExamined?: number;
  readonly keysExamined?: number;
  readonly hasSortStage?: boolean;
}

async function profiled(parlance: Parlance, work: () => Promise<unknown>): Promise<readonly ProfiledCommand[]> {
  const database = await parlance.database();
  const profile = database.collection<ProfiledCommand & { ns: string }>('system.profile');
  await profile.drop();
  await database.command({ profile: 2 });
  try {
    await work();
  } finally {
    await database.command({ profile: 0 });
  }
  return profile.find({ ns: `${database.databaseName}.Game` }).toArray();
}

function faultsOf({ examinedMax }: Question, commands: readonly ProfiledCommand[], costs: { documents: number; keys: number }): string[] {
  const faults: string[] = [];
  if (commands.length === 0) faults.push('the database was not asked');
  if (commands.some(({ planSummary }) => planSummary?.includes('COLLSCAN') === true)) faults.push('it scans the collection');
  if (commands.some(({ hasSortStage }) => hasSortStage === true)) faults.push('it sorts in memory');
  for (const [name, examined] of Object.entries(costs))
    if (examined > examinedMax) faults.push(`it looks at ${examined} ${name}, more than ${examinedMax}`);
  return faults;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
