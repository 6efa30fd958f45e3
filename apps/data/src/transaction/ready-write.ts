import type { data, RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { App } from '../apps/app.ts';
import { objectNotFound } from '../classes/object-not-found.ts';
import type { ObjectWriter, WriteTarget } from '../objects/object.store.ts';
import type { StoredWrite } from '../schemas/late-writes.ts';
import { createdResult } from '../write/new-object.ts';
import { updatedResult } from '../write/object-change.ts';
import { readyCreate } from '../write/ready-create.ts';
import { readyRemove } from '../write/ready-remove.ts';
import { readyUpdate } from '../write/ready-update.ts';
import type { NewIds } from './new-ids.ts';

/** One write of a transaction, checked and ready to be carried out. */
export interface ReadyWrite {
  /** What it writes to; undefined for a write that is refused. */
  readonly target: WriteTarget | undefined;
  /** What it stores in an object; undefined for a write that stores nothing. */
  readonly stored?: StoredWrite;
  /** Carries it out, once in each attempt of the transaction. @returns the body of the answer that the write alone would get */
  perform(objects: ObjectWriter): Promise<unknown>;
}

/** @throws ParseError as the write alone, as far as it can be said before the storing */
export function readyWrite(app: App, part: data.TransactionPart, context: RequestContext, newIds: NewIds, now: Date): Promise<ReadyWrite> {
  if (part.kind === 'create') return creation(app, part, context, newIds, now);
  return part.kind === 'update' ? change(app, part, context, newIds, now) : removal(app, part, context);
}

/** A write whose refusal is known already. */
export function refusedWrite(error: ParseError): ReadyWrite {
  return { target: undefined, perform: () => Promise.reject(error) };
}

type Part<K extends data.TransactionPart['kind']> = Extract<data.TransactionPart, { kind: K }>;

async function creation(
  app: App,
  part: Part<'create'>,
  { identity, deadline }: RequestContext,
  newIds: NewIds,
  now: Date,
): Promise<ReadyWrite> {
  const { object, write, schema } = await readyCreate(app, identity, part, now);
  if (write.objectId !== undefined) newIds.add(part.className, write.objectId);
  return {
    target: object,
    stored: { schema, objectId: object.document['_id'] as string, write, isNew: true },
    perform: async (objects) => {
      // A drawn id that exists already is refused as well: another draw would need another transaction.
      if (!(await objects.insert(object, deadline))) throw new ParseError('DuplicateValue', 'An object of this objectId exists already.');
      return createdResult(object, schema, write, app.fileUrl);
    },
  };
}

async function change(
  app: App,
  part: Part<'update'>,
  { identity, deadline }: RequestContext,
  newIds: NewIds,
  now: Date,
): Promise<ReadyWrite> {
  const { className, objectId } = part;
  const ready = await readyUpdate(
    app,
    identity,
    part,
    now,
    async (target) => newIds.has(className, objectId) || app.objects.exists(target, deadline),
  );
  return {
    target: { className, relations: ready.change.relations },
    stored: { schema: ready.schema, objectId, write: ready.write, isNew: false },
    perform: async (objects) => {
      const shown = await objects.update(ready.change, deadline);
      if (shown === undefined) throw objectNotFound();
      return updatedResult(shown, ready.schema, ready.write, now, app.fileUrl);
    },
  };
}

async function removal(app: App, part: Part<'remove'>, { identity, deadline }: RequestContext): Promise<ReadyWrite> {
  const target = await readyRemove(app, identity, part);
  return {
    target: { className: part.className, relations: [] },
    perform: async (objects) => {
      if (!(await objects.remove(target, deadline))) throw objectNotFound();
      return {};
    },
  };
}
