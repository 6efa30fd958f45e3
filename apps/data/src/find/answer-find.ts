import type { data, RequestContext, RestReply } from '@parlance/contracts';
import { includedPaths, selectionIn, type FindQuery } from '@parlance/query';
import type { StoredDocument } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { classForReading } from '../classes/class-for.ts';
import { assertMayExplain, explainedFinding } from '../explain/explain-finding.ts';
import { printedReply, restReply } from '../reply/rest-reply.ts';
import type { ClassTriggers, TriggerJson } from '../triggers/class-triggers.ts';
import { runOf, type Triggering } from '../triggers/trigger-run.ts';
import { askable, parseAllowedFind, withCondition } from './assert-query.ts';
import { findTriggersOf, shownQuery } from './find-triggers.ts';
import { countMatches, findDocuments, type Finding, findRawDocuments, nextAfter, readyToFind } from './finding.ts';
import { unshownFields } from './page-selection.ts';
import { printFound } from './read-as-caller.ts';
import { queryLimits } from './query-limits.ts';
import { readSelection } from './read-selection.ts';
import { redirectTarget } from './redirect.ts';

/** The results of a query, with the number and the token that were asked for beside them. */
export interface FoundObjects {
  readonly results: readonly TriggerJson[];
  readonly count?: number | undefined;
  readonly after?: string | null | undefined;
}

/** A query that was parsed and let in. */
export type AllowedFind =
  | { readonly kind: 'nothing'; readonly asked: FindQuery }
  | { readonly kind: 'finding'; readonly finding: Finding; readonly redirectedTo: string | undefined };

/** Reads and prints a find of a class that has no triggers of finds. */
export async function answerFind(app: App, request: data.FindRequest, context: RequestContext): Promise<RestReply> {
  const allowed = await allowedFind(app, request, context, context);
  if (allowed.kind === 'nothing') return restReply(nothingFound(allowed.asked));
  const { finding, redirectedTo } = allowed;
  const { explain } = finding.asked;
  if (explain !== undefined) return explainedFinding(finding, explain);
  if (redirectedTo === undefined && isPrintable(finding)) return printed(finding);
  const found = await readFound(finding);
  if (redirectedTo === undefined) return restReply(found);
  const afterFind = findTriggersOf(app, redirectedTo, context.identity)?.afterFind;
  return restReply(await finishedFound(found, { afterFind, redirectedTo, query: request.parameters, isGet: false, run: context }));
}

/** @throws as classForReading, assertMayExplain, parseAllowedFind, redirectTarget, askable and readyToFind */
export async function allowedFind(
  app: App,
  { className, parameters }: data.FindRequest,
  { identity, deadline }: RequestContext,
  triggering: Triggering,
): Promise<AllowedFind> {
  const named = await classForReading(app, className, identity);
  assertMayExplain(parameters, app.settings, identity);
  const asked = parseAllowedFind(parameters, queryLimits(app.settings, identity), named, identity);
  if (named === undefined) return { kind: 'nothing', asked };
  const redirected = await redirectTarget(app, named, identity, asked);
  const schema = redirected ?? named;
  const condition = askable(asked, schema, identity, app.settings);
  const finding = await readyToFind(app, schema, identity, selectionIn(withCondition(asked, condition), schema), deadline, triggering);
  return { kind: 'finding', finding, redirectedTo: redirected?.className };
}

export function nothingFound({ count, after }: FindQuery): FoundObjects {
  return { results: [], ...(count ? { count: 0 } : {}), ...(after === undefined ? {} : { after: null }) };
}

/** True when the answer shows documents as they are. A single object is read as a get is, together with those that others get. */
function isPrintable({ asked, schema, operation }: Finding): boolean {
  return operation === 'find' && includedPaths(asked, schema).length === 0;
}

async function printed(finding: Finding): Promise<RestReply> {
  const { app, schema, identity, asked, needed } = finding;
  const [documents, count] = await Promise.all([findRawDocuments(finding), countMatches(finding)]);
  const after = nextAfter(finding, documents.length, () => app.reads.decode(documents.at(-1) as Uint8Array));
  return printedReply(await printFound(app, schema, identity, unshownFields(asked, needed), { documents, count, after }));
}

/** Reads a find whose answer is not printed straight from documents. */
export async function readFound(finding: Finding): Promise<FoundObjects> {
  const { app, schema, identity, asked, needed, deadline, triggering } = finding;
  const [documents, count] = await Promise.all([findDocuments(finding), countMatches(finding)]);
  const after = nextAfter(finding, documents.length, () => documents.at(-1) as StoredDocument);
  const selection = { ...asked, excludeKeys: unshownFields(asked, needed) };
  const results = await readSelection(app, schema, identity, selection, documents, deadline, triggering);
  return { results, ...(count === undefined ? {} : { count }), ...(after === undefined ? {} : { after }) };
}

/** The last steps of results: the triggers of the class that they are of, and its name where that is not the class that was asked. */
export interface Finishing {
  readonly afterFind: ClassTriggers['afterFind'];
  readonly redirectedTo: string | undefined;
  /** The parameters of the find. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly isGet: boolean;
  readonly run: Triggering;
}

export async function finishedFound(found: FoundObjects, finishing: Finishing): Promise<FoundObjects> {
  const { afterFind, redirectedTo, query, isGet, run } = finishing;
  const { results: objects } = found;
  const results = afterFind === undefined ? objects : await afterFind({ objects, query: shownQuery(query), isGet }, runOf(run));
  return { ...found, results: redirectedTo === undefined ? results : results.map((object) => ({ ...object, className: redirectedTo })) };
}
