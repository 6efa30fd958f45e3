import { ask, type Answer } from '../../conformance/ask.ts';
import { normalised, type Normal } from '../../conformance/normalise.ts';
import type { Server } from '../../conformance/pair.ts';
import { withTheirTexts } from '../../conformance/quoted-texts.ts';
import type { Step } from '../../conformance/subject.ts';
import { withDeclaredIndexes } from '../../conformance/schema-view.ts';
import { OLD_ADDRESS } from './old-app/settings.ts';

/** Both answers to one step, made comparable. */
export interface Outcome {
  readonly step: Step;
  readonly parlance: Normal;
  readonly peer: Normal;
}

const READS_AT_ONCE = 6;
const SESSION_TOKEN = /^r:[0-9a-f]{32}$/;
const TIMES = ['createdAt', 'updatedAt', 'expiresAt'];

/** Sends the steps to both, one after the other, each server on its copy of one database: ids of the objects that are there are the same on both. */
export async function playBoth(steps: readonly Step[], parlance: Server, peer: Server): Promise<readonly Outcome[]> {
  const [ours, theirs] = await Promise.all([playOn(parlance, steps), playOn(peer, steps)]);
  return steps.map((step, at) => {
    const [our, their] = [ours[at], theirs[at]];
    if (our === undefined || their === undefined) throw new Error(`"${step.title}" was not played.`);
    return { step, parlance: withTheirTexts(our, their), peer: their };
  });
}

/** Reads that follow each other are sent some at a time; writes are sent alone, in their order. */
async function playOn(server: Server, steps: readonly Step[]): Promise<readonly Normal[]> {
  const names = new Map<string, string>();
  const normal: Normal[] = [];
  for (let at = 0; at < steps.length;) {
    const next = together(steps, at);
    normal.push(...(await Promise.all(next.map((step) => playStep(server, step, names)))));
    at += next.length;
  }
  return normal;
}

function together(steps: readonly Step[], from: number): readonly Step[] {
  const isRead = ({ method, path }: Step): boolean => method === 'GET' && path !== '/login';
  const end = steps.findIndex((step, at) => at >= from && (!isRead(step) || at === from + READS_AT_ONCE));
  return steps.slice(from, Math.max(end === -1 ? steps.length : end, from + 1));
}

async function playStep(server: Server, step: Step, names: Map<string, string>): Promise<Normal> {
  const answer = await ask(server, step, names);
  remember(answer, step, names);
  const location = answer.location?.replace(OLD_ADDRESS, server.url);
  return normalised({ ...answer, location }, { step: { ...step, view: comparable(server) }, names, url: server.url });
}

/** Keeps the ids of created objects under the names that steps give; without one, under the step's title. */
function remember({ status, body }: Answer, { save, title, method }: Step, names: Map<string, string>): void {
  if (status > 299 || method !== 'POST') return;
  const parts = Array.isArray(body) ? (body as { success?: unknown }[]).map(({ success }) => success) : [body];
  const given = typeof save === 'string' ? [save] : (save ?? []);
  for (const [at, part] of parts.entries()) {
    const { objectId, createdAt } = (part ?? {}) as { objectId?: unknown; createdAt?: unknown };
    if (typeof objectId === 'string' && createdAt !== undefined) names.set(given[at] ?? `${title} ${at}`, objectId);
  }
}

/**
 * An answer without the values that are each server's own: tokens of new sessions, times of this run, addresses. Two differences that every object
 * with such values shows are taken out here: Bytes inside of values come back as they were sent, and files there with an address that works.
 */
const comparable =
  ({ url }: Server) =>
  (body: unknown): unknown => {
    const seen = typeof body === 'object' && body !== null && 'classLevelPermissions' in body ? withDeclaredIndexes(body) : body;
    return JSON.parse(JSON.stringify(seen ?? null), (key, value: unknown) => {
      if (typeof value === 'string') return comparableString(key, value, url);
      if (typeof value !== 'object' || value === null) return value;
      if ('sub_type' in value && 'buffer' in value) {
        return { __type: 'Bytes', base64: Buffer.from(Object.values(value.buffer as object) as number[]).toString('base64') };
      }
      return '__type' in value && value.__type === 'File' ? { ...value, url: '{{file}}' } : value;
    }) as unknown;
  };

function comparableString(key: string, value: string, url: string): string {
  if (SESSION_TOKEN.test(value)) return '{{token}}';
  if (TIMES.includes(key) && isOfThisRun(value)) return '{{time}}';
  return value.replaceAll(url, '{{url}}').replaceAll(OLD_ADDRESS, '{{url}}');
}

const DAY_MS = 86_400_000;
const isOfThisRun = (text: string): boolean => Math.abs(Date.parse(text) - Date.now()) < DAY_MS;
