import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { includedPaths, selectionIn, type FindQuery } from '@parlance/query';
import type { StoredDocument } from '@parlance/values';
import { Apps } from '../apps/apps.ts';
import { classForReading } from '../classes/class-for.ts';
import { assertMayExplain, explainedFinding } from '../explain/explain-finding.ts';
import { printedReply, restReply } from '../reply/rest-reply.ts';
import { askable, parseAllowedFind, withCondition } from './assert-query.ts';
import { countMatches, findDocuments, type Finding, findRawDocuments, nextAfter, readyToFind } from './finding.ts';
import { unshownFields } from './page-selection.ts';
import { printFound } from './read-as-caller.ts';
import { queryLimits } from './query-limits.ts';
import { readSelection } from './read-selection.ts';
import { nameClass, redirectTarget } from './redirect.ts';

/** `GET /classes/<Class>?where=…`. Results and number are read at the same time, each only if it is asked for. */
@Controller()
export class FindHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.find)
  async find(@Payload() { className, parameters }: data.FindRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    const { identity, deadline } = context;
    const app = await this.apps.of(context);
    const named = await classForReading(app, className, identity);
    assertMayExplain(parameters, app.settings, identity);
    const asked = parseAllowedFind(parameters, queryLimits(app.settings, identity), named, identity);
    if (named === undefined) return nothingFound(asked);
    const redirected = await redirectTarget(app, named, identity, asked);
    const schema = redirected ?? named;
    const condition = askable(asked, schema, identity, app.settings);
    const finding = await readyToFind(app, schema, identity, selectionIn(withCondition(asked, condition), schema), deadline);
    if (asked.explain !== undefined) return explainedFinding(finding, asked.explain);
    return redirected === undefined && isPrintable(finding) ? printed(finding) : read(finding, redirected?.className);
  }
}

function nothingFound({ count, after }: FindQuery): RestReply {
  return restReply({ results: [], ...(count ? { count: 0 } : {}), ...(after === undefined ? {} : { after: null }) });
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

/** @param className to name in the results, where they are not of the class that was asked */
async function read(finding: Finding, className: string | undefined): Promise<RestReply> {
  const { app, schema, identity, asked, needed, deadline } = finding;
  const [documents, count] = await Promise.all([findDocuments(finding), countMatches(finding)]);
  const after = nextAfter(finding, documents.length, () => documents.at(-1) as StoredDocument);
  const selection = { ...asked, excludeKeys: unshownFields(asked, needed) };
  const results = await readSelection(app, schema, identity, selection, documents, deadline);
  if (className !== undefined) nameClass(results, className);
  return restReply({ results, ...(count === undefined ? {} : { count }), ...(after === undefined ? {} : { after }) });
}
