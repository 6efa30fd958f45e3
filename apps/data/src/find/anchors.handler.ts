import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { tokenAfter, type Page } from '@parlance/query';
import { decodeDocument } from '@parlance/values';
import { Apps } from '../apps/apps.ts';
import { allowedFind } from './answer-find.ts';
import { findDocuments, type Finding } from './finding.ts';

/** Objects that are read at a time, of which the members alone that they are ordered by. */
const READ_MAX = 10_000;

/** The beginnings of pages far into a class. */
@Controller()
export class AnchorsHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.findAnchors)
  async find(@Payload() request: data.AnchorsRequest, @Ctx() context: RequestContext): Promise<data.Anchors> {
    const app = await this.apps.of(context);
    const { className, where, order, after, every, limit } = request;
    const perRead = Math.max(1, Math.floor(READ_MAX / every)) * every;
    const keys = order.replaceAll('-', '');
    const anchors = [after];
    for (let isMore = true; isMore && anchors.length <= limit;) {
      const parameters = { where, order, after: anchors.at(-1), limit: perRead, keys };
      const allowed = await allowedFind(app, { className, parameters }, context, context);
      const read = allowed.kind === 'nothing' ? { tokens: [], objects: 0 } : await anchorsOf(allowed.finding, every);
      anchors.push(...read.tokens);
      isMore = read.objects === perRead;
      // Behind the last object nothing begins.
      if (!isMore && read.objects % every === 0 && anchors.length > 1) anchors.pop();
    }
    const next = anchors[limit];
    return { anchors: anchors.slice(0, limit), ...(next === undefined ? {} : { next }) };
  }
}

async function anchorsOf(finding: Finding, every: number): Promise<{ readonly tokens: readonly string[]; readonly objects: number }> {
  const documents = await findDocuments(finding);
  const page = finding.page as Page; // asked for by "after"
  const last = documents.filter((_document, at) => at % every === every - 1);
  return { tokens: last.map((document) => tokenAfter(page, decodeDocument(document, finding.schema))), objects: documents.length };
}
