import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { SESSION } from '@parlance/platform-classes';
import { assertFieldName, fieldTypeText, isObject, isObjectId, shown } from '@parlance/values';
import { Apps } from '../apps/apps.ts';
import { assertOwnName } from '../classes/service-authority.ts';
import { classPolicy } from '../classes/class-policy.ts';
import { assertStorageRoom } from '../quotas/storage-room.ts';
import { runWrite } from '../write/writing.ts';
import { classForWriting } from '../write/writing-class.ts';
import { importPage } from './import-rows.ts';
import type { RelationMember } from './member.store.ts';
import { RowOutcomes } from './row-outcomes.ts';

/** Stores rows of imports, for `workers`. */
@Controller()
export class ImportsHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.assertImportable)
  async assertImportable(
    @Payload() { className }: { className: string },
    @Ctx() context: RequestContext,
  ): Promise<{ types: Record<string, string> }> {
    assertTakesRows(className, false);
    return runWrite(this.apps, context, async (writing) => {
      const { known } = await classForWriting(writing, className, 'create', undefined, true);
      await assertStorageRoom(writing, className, 0);
      return { types: Object.fromEntries([...(known?.fields ?? [])].map(([name, type]) => [name, fieldTypeText(type)])) };
    });
  }

  @Handles(data.importRows)
  async importRows(@Payload() request: data.ImportRowsRequest, @Ctx() context: RequestContext): Promise<data.ImportedRows> {
    assertOwnName(context.identity);
    const { className, exact, body } = request;
    assertTakesRows(className, exact);
    const rows = rowsIn(body, request.rows.length);
    return runWrite(this.apps, context, async (writing) => {
      const target = await classForWriting(writing, className, 'create', undefined, true);
      await assertStorageRoom(writing, className, rows.length);
      return (await importPage(writing, { ...target, triggers: undefined }, request, rows)).toReply(this.apps.activity.perSecond());
    });
  }

  @Handles(data.importMembers)
  async importMembers(@Payload() request: data.ImportMembersRequest, @Ctx() context: RequestContext): Promise<data.ImportedRows> {
    assertOwnName(context.identity);
    const { className, field, body } = request;
    const outcomes = new RowOutcomes(request.rows);
    const members: RelationMember[] = [];
    for (const [at, row] of rowsIn(body, request.rows.length).entries()) outcomes.attempt(at, () => members.push(memberOf(row)));
    const app = await this.apps.of(context);
    const type = (await app.schemas.get(className))?.fields.get(field);
    const isDeclared = type?.type === 'Relation' || classPolicy(className)?.rules !== undefined;
    if (!isDeclared) throw new ParseError('IncorrectType', `${shown(field)} is no relation of ${className}.`);
    assertFieldName(field);
    const created = await app.members.add(className, field, members, context.deadline);
    return { ...outcomes.toReply(this.apps.activity.perSecond()), created };
  }
}

/**
 * @param exact rows are of an export of ours, which has the objects of services, too
 * @throws InvalidClassName (103); OperationForbidden (119) for log-ins, and for classes that services write
 */
function assertTakesRows(className: string, exact: boolean): void {
  const policy = classPolicy(className);
  if (policy === undefined) throw new ParseError('InvalidClassName', `Invalid class name: ${shown(className)}.`);
  const isClosed = policy.writers === 'nobody' || (policy.writers === 'owner' && !exact);
  if (isClosed || className === SESSION) throw new ParseError('OperationForbidden', `Nothing is imported into ${className}.`);
}

/** @throws InvalidJson (107) */
function rowsIn(body: Uint8Array, count: number): readonly unknown[] {
  const rows: unknown = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.length).toString());
  if (Array.isArray(rows) && rows.length === count) return rows;
  throw new ParseError('InvalidJson', 'The rows of an import are not as many as they are said to be.');
}

/** @throws IncorrectType (111) */
function memberOf(row: unknown): RelationMember {
  const { owningId, relatedId } = isObject(row) ? row : {};
  if (isObjectId(owningId) && isObjectId(relatedId)) return { owningId, relatedId };
  throw new ParseError('IncorrectType', 'A member of a relation has an owningId and a relatedId.');
}
