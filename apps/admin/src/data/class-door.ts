import { data, gateway, type HttpReply, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { platformClass } from '@parlance/platform-classes';
import type { AdminCall } from '../dispatch/admin-handler.ts';
import { jsonOf } from '../dispatch/json-of.ts';

type Json = Readonly<Record<string, unknown>>;

/** The ways to the objects of a class. */
export interface ClassDoor {
  create(object: Json): Promise<{ readonly objectId: string }>;
  /** @throws ObjectChanged where the object has another updatedAt */
  update(objectId: string, changes: Json, ifUpdatedAt: string | undefined): Promise<void>;
  delete(objectId: string): Promise<void>;
}

/** Classes of an app are the business of `data`; those of the platform have their own rules, which the routes of clients know. */
export function classDoor(className: string, call: AdminCall): ClassDoor {
  return platformClass(className) === undefined ? ofData(className, call) : ofClients(className, call);
}

/** The object as the key that only reads sees it. @throws ObjectNotFound */
export async function readObject(className: string, objectId: string, include: readonly string[], { look }: AdminCall): Promise<Json> {
  const parameters = include.length === 0 ? {} : { include: include.join(',') };
  return jsonOf<Json>(await look(data.get, { className, objectId, parameters }));
}

function ofData(className: string, call: AdminCall): ClassDoor {
  const { ask } = call;
  return {
    create: async (body) => jsonOf<{ objectId: string }>(await ask(data.create, { className, body })),
    async update(objectId, body, ifUpdatedAt) {
      try {
        await ask(data.update, { className, objectId, body, ifUpdatedAt });
      } catch (error) {
        if (ifUpdatedAt === undefined || !(error instanceof ParseError && error.kind === 'ObjectNotFound')) throw error;
        await assertUnchanged(className, objectId, ifUpdatedAt, call);
        throw error;
      }
    },
    async delete(objectId) {
      await ask(data.remove, { className, objectId });
    },
  };
}

function ofClients(className: string, call: AdminCall): ClassDoor {
  const path = `/classes/${encodeURIComponent(className)}`;
  const send = async <Answer>(method: 'POST' | 'PUT' | 'DELETE', place: string, body: Json): Promise<Answer> => {
    const bytes = Buffer.from(JSON.stringify(body));
    return answerOf<Answer>(await call.ask(gateway.perform, { method, path: place, contentType: 'application/json', body: bytes }));
  };
  const placeOf = (objectId: string): string => `${path}/${encodeURIComponent(objectId)}`;
  return {
    create: (object) => send('POST', path, object),
    async update(objectId, changes, ifUpdatedAt) {
      if (ifUpdatedAt !== undefined) await assertUnchanged(className, objectId, ifUpdatedAt, call);
      await send('PUT', placeOf(objectId), changes);
    },
    async delete(objectId) {
      await send('DELETE', placeOf(objectId), {});
    },
  };
}

/** @throws ObjectNotFound, ObjectChanged */
async function assertUnchanged(className: string, objectId: string, updatedAt: string, call: AdminCall): Promise<void> {
  const stored = await readObject(className, objectId, [], call);
  if (Date.parse(String(stored['updatedAt'])) === Date.parse(updatedAt)) return;
  throw new ParseError(
    'ObjectChanged',
    `Somebody has changed this object meanwhile, at ${String(stored['updatedAt'])}. Nothing was overwritten.`,
  );
}

/** An answer that a client would get. @throws ParseError as it says */
function answerOf<Answer>({ status, body }: HttpReply | RestReply): Answer {
  const answer = JSON.parse(new TextDecoder().decode(body)) as Answer & { readonly code?: number; readonly error?: unknown };
  if (status < 400) return answer;
  throw ParseError.custom(answer.code ?? 1, String(answer.error), status);
}
