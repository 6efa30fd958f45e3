import { readsEverything } from '@parlance/acl';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { DEVICE_NOTES, INSTALLATION } from '@parlance/platform-classes';
import { assertObjectId, isoText } from '@parlance/values';
import { Apps } from '../apps/apps.ts';
import { objectNotFound } from '../classes/object-not-found.ts';
import { createdReply, restReply } from '../reply/rest-reply.ts';
import { assertCodeLoaded } from '../triggers/code-loaded.ts';
import { createdAnswer, updatedAnswer, writeOne } from '../write/pipeline.ts';
import { prepareCreate } from '../write/prepare-create.ts';
import { prepareUpdate } from '../write/prepare-update.ts';
import { writingOf, type Writing, type WritingApp } from '../write/writing.ts';
import { classForWriting, type SettledSave } from '../write/writing-class.ts';
import { DeviceInstallations } from './device-installations.ts';
import { readInstallation, type SentInstallation } from './installation-body.ts';
import {
  assertComplete,
  assertNamed,
  assertUnchanged,
  changesAddress,
  decideRegistration,
  type Registration,
  type StoredInstallation,
} from './registration.ts';

/** Two that register one device at once decide anew, until one of them has done it. */
const ATTEMPTS_MAX = 4;

/** `POST /installations`, `PUT /installations/<id>`. */
@Controller()
export class SaveInstallationHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.saveInstallation)
  async save(@Payload() request: data.SaveInstallationRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    const app = await this.apps.of(context);
    assertCodeLoaded(app, context);
    return app.writers.run(() => save(app, request, context));
  }
}

async function save(app: WritingApp, request: data.SaveInstallationRequest, context: RequestContext): Promise<RestReply> {
  const { objectId, body, installationId } = request;
  const operation = objectId === undefined ? 'create' : 'update';
  await classForWriting(writingOf(app, context, new Date()), INSTALLATION, operation, objectId, true);
  const isDevice = objectId === undefined && !readsEverything(context.identity);
  const sent = readInstallation(body, isDevice ? installationId : undefined);
  const settled: SettledSave = {};
  for (let attempt = 1; ; attempt++) {
    try {
      return await saveOnce(objectId, sent, settled, writingOf(app, context, new Date()));
    } catch (error) {
      if (attempt === ATTEMPTS_MAX || !isTaken(error)) throw error;
    }
  }
}

async function saveOnce(addressed: string | undefined, sent: SentInstallation, settled: SettledSave, writing: Writing): Promise<RestReply> {
  const stored = await DeviceInstallations.of(writing);
  const { objectId, freesToken, removes, known } = await registrationOf(stored, writing, addressed, sent);
  if (objectId === undefined) assertComplete(sent);
  else if ((removes !== undefined || freesToken) && !(await stored.isWritable(objectId))) throw objectNotFound();
  if (removes !== undefined) await stored.remove(removes);
  if (freesToken) await stored.freeToken(sent, objectId);
  const saved = { added: notesOf(known, sent, writing), settled };
  if (objectId === undefined) return create(sent, saved, writing);
  const updated = await update(objectId, sent, saved, writing);
  // A device that registers itself, and is known already, learns which object it is.
  return restReply(addressed === undefined ? { objectId, ...updated } : updated);
}

async function registrationOf(
  stored: DeviceInstallations,
  writing: Writing,
  addressed: string | undefined,
  sent: SentInstallation,
): Promise<Registration & { readonly known: StoredInstallation | undefined }> {
  let own = await stored.ofInstallation(sent.installationId);
  if (addressed === undefined) assertNamed(sent);
  else {
    assertObjectId(addressed);
    const named = await stored.writable(addressed);
    if (named === undefined) throw objectNotFound();
    assertUnchanged(named, sent);
    own ??= named;
  }
  const holders = await stored.holdersOf(sent.deviceToken, own?.objectId);
  const decided = decideRegistration(sent, { own, holders }, writing.app.settings.installation.duplicateDeviceTokenMergePriority);
  return { ...decided, known: [own, ...holders].find((known) => known !== undefined && known.objectId === decided.objectId) };
}

/** The notes that pushes keep of a device begin anew with each address of it: since when it has this one. */
function notesOf(known: StoredInstallation | undefined, sent: SentInstallation, { began }: Writing): Notes {
  return changesAddress(known, sent) ? { [DEVICE_NOTES]: { tokenAt: { __type: 'Date', iso: isoText(began) } } } : {};
}

type Notes = Readonly<Record<string, unknown>>;

/** The parts of a save that the device has not sent. */
interface OwnParts {
  readonly added: Notes;
  readonly settled: SettledSave;
}

async function create({ body }: SentInstallation, own: OwnParts, writing: Writing): Promise<RestReply> {
  const stored = await writeOne(writing, await prepareCreate(writing, { className: INSTALLATION, body: { ...body }, ...own }));
  return createdReply(INSTALLATION, stored.objectId, createdAnswer(writing, stored));
}

async function update(
  objectId: string,
  { body }: SentInstallation,
  own: OwnParts,
  writing: Writing,
): Promise<Readonly<Record<string, unknown>>> {
  // The id that a creator may choose is no member of an object that is there.
  const { objectId: _, ...members } = body;
  const asked = { className: INSTALLATION, objectId, body: members, ...own };
  const stored = await writeOne(writing, await prepareUpdate(writing, asked));
  return updatedAnswer(writing, stored);
}

function isTaken(error: unknown): boolean {
  return error instanceof ParseError && error.kind === 'DuplicateValue';
}
