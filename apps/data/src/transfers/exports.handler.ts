import { setImmediate as nextTurn } from 'node:timers/promises';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type HttpReply, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { SESSION } from '@parlance/platform-classes';
import type { ClassSchema, StoredDocument } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { Apps } from '../apps/apps.ts';
import { classPolicy } from '../classes/class-policy.ts';
import { assertOwnName } from '../classes/service-authority.ts';
import { allowedFind } from '../find/answer-find.ts';
import { countMatches, findDocuments } from '../find/finding.ts';
import { readAsCaller } from '../find/read-as-caller.ts';
import { describeClass } from '../schemas/describe-class.ts';
import { relationsOf } from '../schemas/relations-of.ts';
import { existingClass, existingClasses } from '../schemas/system-schemas.ts';
import { printRow } from './print-row.ts';

/** Objects that are printed in one turn of the event loop. */
const ROWS_PER_TURN = 50;

/** Reads objects for exports, for `workers`. */
@Controller()
export class ExportsHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.planExport)
  async plan(@Payload() { className }: { className?: string | undefined }, @Ctx() context: RequestContext): Promise<data.ExportPlan> {
    assertOwnName(context.identity);
    const app = await this.apps.of(context);
    const schemas = className === undefined ? await existingClasses(app) : [await existing(app, className)];
    const exported = schemas.filter((schema) => isExported(schema.className));
    const classes: data.ExportPlan['classes'] = [];
    const described: Record<string, unknown>[] = [];
    for (const schema of exported) {
      classes.push({
        className: schema.className,
        objects: await countOf(app, schema, context),
        relations: await relationsWithMembers(app, schema),
      });
      described.push(describeClass(schema, await app.indexes.list(schema.className)));
    }
    return { classes, schemas: described };
  }

  @Handles(data.exportRows)
  async rows(@Payload() request: data.ExportRowsRequest, @Ctx() context: RequestContext): Promise<HttpReply> {
    assertOwnName(context.identity);
    const app = await this.apps.of(context);
    const { className, field, after, limit } = request;
    if (!isExported(className)) throw notExported(className);
    const others = this.apps.activity.perSecond();
    if (field === undefined) return objectPage(app, request, others, context);
    const { members, next } = await app.members.page(className, field, after, limit, context.deadline);
    return page(
      members.map((member) => JSON.stringify(member)),
      { next, others },
    );
  }
}

/** Log-ins are no data: a session that comes back somewhere else would let in whoever has its token. */
function isExported(className: string): boolean {
  const policy = classPolicy(className);
  return policy !== undefined && policy.readers !== 'nobody' && className !== SESSION;
}

function notExported(className: string): ParseError {
  return new ParseError('InvalidClassName', `The class ${className} is not exported.`);
}

/** @throws InvalidClassName (103) */
async function existing(app: App, className: string): Promise<ClassSchema> {
  const schema = isExported(className) ? await existingClass(app, className) : undefined;
  if (schema === undefined) throw new ParseError('InvalidClassName', `There is no class ${className} to export.`);
  return schema;
}

async function countOf(app: App, { className }: ClassSchema, context: RequestContext): Promise<number> {
  const allowed = await allowedFind(app, { className, parameters: { limit: 0, count: 1 } }, context, context);
  if (allowed.kind === 'nothing') return 0;
  return (await countMatches(allowed.finding)) ?? 0;
}

async function relationsWithMembers(app: App, schema: ClassSchema): Promise<string[]> {
  const declared = new Set(relationsOf(schema));
  return (await app.members.fieldsWithMembers(schema.className)).filter((field) => declared.has(field)).sort();
}

async function objectPage(app: App, request: data.ExportRowsRequest, others: number, context: RequestContext): Promise<HttpReply> {
  const { className, where = {}, after, limit, credentials } = request;
  const asked = after === undefined ? where : { $and: [where, { objectId: { $gt: after } }] };
  const parameters = { where: asked, order: 'objectId', limit, readPreference: 'SECONDARY_PREFERRED' };
  const allowed = await allowedFind(app, { className, parameters }, context, context);
  if (allowed.kind === 'nothing') return page([], { next: undefined, others });
  const { finding } = allowed;
  const documents = await findDocuments(finding);
  const lines = await printedLines(app, finding.schema, documents, credentials, context);
  const last = documents.length < finding.asked.limit ? undefined : documents.at(-1);
  return page(lines, { next: last === undefined ? undefined : String(last['_id']), others });
}

/** A few lines in each turn; a class that has changed meanwhile is read anew for all of them. */
async function printedLines(
  app: App,
  schema: ClassSchema,
  documents: readonly StoredDocument[],
  credentials: boolean,
  { identity }: RequestContext,
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (let at = 0; at < documents.length; at += ROWS_PER_TURN) {
    if (at > 0) await nextTurn();
    const some = documents.slice(at, at + ROWS_PER_TURN);
    const print = (known: ClassSchema, { alike }: { readonly alike: object }) =>
      some.map((document) => printRow(document, known, credentials, alike));
    lines.push(...(await readAsCaller(app, schema, identity, undefined, print)));
  }
  return lines;
}

function page(lines: readonly string[], { next, others }: { readonly next: string | undefined; readonly others: number }): HttpReply {
  const head = JSON.stringify({ count: lines.length, others, ...(next === undefined ? {} : { next }) });
  return {
    status: 200,
    contentType: 'application/x-ndjson',
    body: Buffer.from(lines.length === 0 ? head : `${head}\n${lines.join(',\n')}`),
  };
}
