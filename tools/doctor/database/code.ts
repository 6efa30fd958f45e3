import { isIP } from 'node:net';
import { TRIGGER_KINDS } from '@parlance/contracts';
import { HOOKS, JOB_SCHEDULE, JOB_STATUS } from '@parlance/platform-classes';
import { counted, type Finding } from '../finding.ts';
import type { Examination, Looking } from './looking.ts';

const HOOKS_MAX = 10_000;
const EXAMPLES = 5;
const KNOWN_TRIGGERS: ReadonlySet<string> = new Set(TRIGGER_KINDS);
/** Addresses of the machine itself, of private networks, and names without a domain. */
const PRIVATE = /^(?:localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|\[?(?:::1|f[cd]|fe80))/i;

/** Webhooks, and jobs that run by themselves. */
export const code: Examination = {
  subject: 'webhooks and jobs',
  async *look(looking: Looking): AsyncIterable<Finding> {
    if (looking.collections.has(HOOKS)) yield* hooks(looking);
    if (looking.collections.has(JOB_SCHEDULE)) yield* schedules(looking);
    if (looking.collections.has(JOB_STATUS)) {
      const count = await looking.database.count(JOB_STATUS, { status: 'running' });
      const text = `${counted(count, 'job')} ${count === 1 ? 'is' : 'are'} running, or ${count === 1 ? 'was' : 'were'} when a server ended. Let them end before the move.`;
      if (count > 0) yield { id: 'running-jobs', level: 'act', about: JOB_STATUS, text, count };
    }
  },
};

async function* hooks({ database }: Looking): AsyncIterable<Finding> {
  const stored = await database.find(HOOKS, {}, HOOKS_MAX);
  const nameOf = (hook: (typeof stored)[number]): string =>
    String(hook['functionName'] ?? `${String(hook['className'])}.${String(hook['triggerName'])}`);
  const named = (list: typeof stored) => ({ count: list.length, examples: list.slice(0, EXAMPLES).map(nameOf) });
  if (stored.length > 0) {
    const text = `${counted(stored.length, 'webhook')} ${stored.length === 1 ? 'is' : 'are'} called as before. Calls have the key of keys.webhook of the app.`;
    yield { id: 'webhooks', level: 'note', about: HOOKS, text, ...named(stored), see: 'docs/cloud-webhooks.md' };
  }
  const unknown = stored.filter(({ functionName, triggerName }) => functionName === undefined && !KNOWN_TRIGGERS.has(String(triggerName)));
  if (unknown.length > 0) {
    const text = 'Nobody calls these triggers here: they are those of live queries, or unknown.';
    yield { id: 'uncalled-triggers', level: 'act', about: HOOKS, text, ...named(unknown) };
  }
  const inside = stored.filter(({ url }) => isPrivate(String(url)));
  if (inside.length > 0) {
    const text =
      'Webhooks at private addresses are called only where PARLANCE_OUTBOUND_ALLOWED of the deployment and the setting webhooks.allowedAddresses of ' +
      'the app list the address.';
    yield { id: 'private-webhooks', level: 'act', about: HOOKS, text, ...named(inside), see: 'docs/cloud-webhooks.md' };
  }
}

/** True for addresses that calls do not leave for. A name with a domain may lead to one too, which only a call tells. */
export function isPrivate(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return PRIVATE.test(hostname) || (isIP(hostname) === 0 && !hostname.includes('.') && !hostname.startsWith('['));
}

async function* schedules({ database }: Looking): AsyncIterable<Finding> {
  const stored = await database.find(JOB_SCHEDULE, {}, HOOKS_MAX, { jobName: 1 });
  if (stored.length === 0) return;
  const names = [...new Set(stored.map(({ jobName }) => String(jobName)))];
  const text =
    `${counted(stored.length, 'schedule')} of jobs will run by ${stored.length === 1 ? 'itself' : 'themselves'}: Parse Server only stores them. Stop the program that started the jobs ` +
    'until now, or remove the schedules.';
  yield {
    id: 'schedules',
    level: 'act',
    about: JOB_SCHEDULE,
    text,
    count: stored.length,
    examples: names.slice(0, EXAMPLES),
    see: 'apps/workers/README.md',
  };
}
