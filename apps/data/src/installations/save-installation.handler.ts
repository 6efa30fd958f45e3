import { readsEverything } from '@parlance/acl';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { INSTALLATION } from '@parlance/platform-classes';
import { assertObjectId } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { Apps } from '../apps/apps.ts';
import { classForWriting } from '../classes/class-for.ts';
import { objectNotFound } from '../classes/object-not-found.ts';
import { createdReply, restReply } from '../reply/rest-reply.ts';
import { settleLateWrites } from '../schemas/late-writes.ts';
import { insertObject } from '../write/insert-object.ts';
import { createdResult } from '../write/new-object.ts';
import { updatedResult } from '../write/object-change.ts';
import { readyCreate } from '../write/ready-create.ts';
import { readyUpdate } from '../write/ready-update.ts';
import { readInstallation, type SentInstallation } from './installation-body.ts';
import { InstallationRows } from './installation-rows.ts';
import { assertComplete, assertNamed, assertUnchanged, decideRegistration, type Registration } from './registration.ts';

/** Two that register one device at once decide anew, until one of them has done it. */
const ATTEMPTS_MAX = 4;

/** `POST /installations`, `PUT /installations/<id>`. */
@Controller()
export class SaveInstallationHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.saveInstallation)
  async save(@Payload() request: data.SaveInstallationRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    const { objectId, body, installationId } = request;
    const { identity } = context;
    const app = await this.apps.of(context);
    const operation = objectId === undefined ? 'create' : 'update';
    await classForWriting(app, INSTALLATION, { identity, operation, objectId, trusted: true });
    const isDevice = objectId === undefined && !readsEverything(identity);
    const sent = readInstallation(body, isDevice ? installationId : undefined);
    for (let attempt = 1; ; attempt++) {
      try {
        return await saveOnce(app, objectId, sent, context);
      } catch (error) {
        if (attempt === ATTEMPTS_MAX || !isTaken(error)) throw error;
      }
    }
  }
}

async function saveOnce(app: App, addressed: string | undefined, sent: SentInstallation, context: RequestContext): Promise<RestReply> {
  const rows = await InstallationRows.of(app, context.deadline);
  const { objectId, freesToken, removes } = await registrationOf(rows, app, addressed, sent, context);
  if (objectId === undefined) assertComplete(sent);
  else if ((removes !== undefined || freesToken) && !(await rows.isWritable(objectId, context.identity))) throw objectNotFound();
  if (removes !== undefined) await rows.remove(removes);
  if (freesToken) await rows.freeToken(sent, objectId, context.identity);
  return objectId === undefined ? create(app, sent, context) : update(app, objectId, sent, context);
}

async function registrationOf(
  rows: InstallationRows,
  app: App,
  addressed: string | undefined,
  sent: SentInstallation,
  { identity }: RequestContext,
): Promise<Registration> {
  let own = await rows.ofInstallation(sent.installationId);
  if (addressed === undefined) assertNamed(sent);
  else {
    assertObjectId(addressed);
    const row = await rows.writable(addressed, identity);
    if (row === undefined) throw objectNotFound();
    assertUnchanged(row, sent);
    own ??= row;
  }
  const holders = await rows.holdersOf(sent.deviceToken, own?.objectId);
  return decideRegistration(sent, { own, holders }, app.settings.installation.duplicateDeviceTokenMergePriority);
}

async function create(app: App, { body }: SentInstallation, { identity, deadline }: RequestContext): Promise<RestReply> {
  const now = new Date();
  const request = { className: INSTALLATION, body: { ...body }, trusted: {} };
  const { object, write, schema } = await readyCreate(app, identity, request, now);
  const stored = await insertObject(app, object, write.objectId !== undefined, deadline);
  const result = createdResult(stored, schema, write, app.fileUrl);
  await settleLateWrites(app, now, [{ schema, objectId: result.objectId, write, isNew: true }]);
  return createdReply(INSTALLATION, result.objectId, result);
}

async function update(app: App, objectId: string, { body }: SentInstallation, { identity, deadline }: RequestContext): Promise<RestReply> {
  const now = new Date();
  // The id that a creator may choose is no member of an object that is there.
  const { objectId: _, ...members } = body;
  const request = { className: INSTALLATION, objectId, body: members, trusted: {} };
  const { change, write, schema } = await readyUpdate(app, identity, request, now, (target) => app.objects.exists(target, deadline));
  const shown = await app.objects.update(change, deadline);
  if (shown === undefined) throw objectNotFound();
  await settleLateWrites(app, now, [{ schema, objectId, write, isNew: false }]);
  // Whoever registers a device that is known already learns which object it is.
  return restReply({ objectId, ...updatedResult(shown, schema, write, now, app.fileUrl) });
}

function isTaken(error: unknown): boolean {
  return error instanceof ParseError && error.kind === 'DuplicateValue';
}
