import type { RequestTally } from '../analytics/request-tally.ts';
import type { Request, RouteTable } from '../routes/route-table.ts';
import type { Part } from './read-parts.ts';
import type { Outcome } from './run-tasks.ts';

/** How a part ended, for statistics. */
export interface PartEnd {
  readonly status: number;
  readonly code?: number;
}

const CREATED = 201;
const BAD_REQUEST = 400;
const CLASSES = '/classes/';
const ERROR = Buffer.from('{"error":');

/** Adds each part of a batch to the requests that are counted, as if it had come alone; its time is not known. */
export function countParts(
  tally: RequestTally,
  table: RouteTable,
  { app, sender, caller }: Request,
  parts: readonly Part[],
  ends: readonly PartEnd[],
): void {
  if (!app.settings.analytics.requests) return;
  const appVersion = sender.headers['x-parse-app-display-version'];
  for (const [index, { method, segments }] of parts.entries()) {
    const route = table.entryFor(method, segments);
    const { status, code } = ends[index] ?? { status: BAD_REQUEST };
    const part = {
      app,
      route,
      className: route?.path.startsWith(CLASSES) === true ? segments[1] : undefined,
      method: route === undefined ? '' : method,
      clientVersion: sender.clientVersion,
      installationId: caller.origin.installationId,
      code,
    };
    tally.record(part, typeof appVersion === 'string' ? appVersion : undefined, status);
  }
}

/** @param count parts of the batch */
export function endsOf(outcomes: readonly Outcome[], count: number): readonly PartEnd[] {
  const ends = new Array<PartEnd>(count).fill({ status: BAD_REQUEST });
  for (const outcome of outcomes) {
    if (outcome.kind === 'success') ends[outcome.index] = { status: outcome.status };
    else if (outcome.kind === 'error') ends[outcome.index] = { status: outcome.error.status, code: outcome.error.code };
    else {
      const failed = endsOfGroup(outcome.body);
      for (const [place, index] of outcome.indexes.entries()) ends[index] = failed[place] ?? { status: CREATED };
    }
  }
  return ends;
}

/** Creates of one class; taken apart, at some cost, only when one of them failed: nothing otherwise. */
function endsOfGroup(body: Uint8Array): readonly PartEnd[] {
  if (!Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes(ERROR)) return [];
  const answers = JSON.parse(Buffer.from(body).toString()) as readonly { readonly error?: { readonly code?: number } }[];
  return answers.map(({ error }) => (error === undefined ? { status: CREATED } : { status: BAD_REQUEST, code: error.code ?? 0 }));
}
