import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Bus, BUS, Handles } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { describeChanges } from '../audit/describe-changes.ts';
import { keyId, liveKeys, withKeysOf } from '../keys/live-keys.ts';
import type { AppRecord, KeyNotes } from '../registry/app-record.ts';
import { AppStore, type Change } from '../registry/app.store.ts';
import { assertChangeable, declaringFile, found, membersOf } from './administered-app.ts';
import { authorOf } from './author.ts';
import { newKey } from './new-app.ts';

/** Keys of apps for their administrators. A key is told once, to the one who has it made. */
@Controller()
export class KeysHandler {
  constructor(
    private readonly apps: AppStore,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  @Handles(config.listKeys)
  async list(@Payload() _request: Record<string, never>, @Ctx() { app }: RequestContext) {
    return shownKeys(found(await this.apps.find(app)));
  }

  @Handles(config.rotateKey)
  async rotate(@Payload() { kind, overlapSeconds }: { kind: config.KeyKind; overlapSeconds: number }, @Ctx() context: RequestContext) {
    const key = newKey();
    const until = new Date(Date.now() + overlapSeconds * 1_000);
    let oldUntil: string | null = null;
    const changed = await this.apps.change(context.app, (before) => {
      const app = changeable(before);
      const old = overlapSeconds === 0 ? undefined : liveKeys(app, new Date())[kind]?.[0];
      oldUntil = old === undefined ? null : until.toISOString();
      return rotated(app, kind, { key, old, until }, context);
    });
    this.#tell(changed);
    return { kind, id: keyId(key), key, oldUntil };
  }

  @Handles(config.revokeKey)
  async revoke(@Payload() { kind, id }: { kind: config.KeyKind; id?: string | undefined }, @Ctx() context: RequestContext) {
    const changed = await this.apps.change(context.app, (before) => revoked(changeable(before), kind, id, context));
    this.#tell(changed);
    return shownKeys(found(changed ?? null));
  }

  #tell(changed: AppRecord | undefined): void {
    if (changed !== undefined) this.bus.publish(config.appChanged, { app: changed._id, version: changed.version });
  }
}

function changeable(app: AppRecord | null): AppRecord {
  const existing = found(app);
  assertChangeable(existing);
  return existing;
}

interface Rotation {
  readonly key: string;
  /** The key that is taken beside the new one for a while. */
  readonly old: string | undefined;
  readonly until: Date;
}

function rotated(before: AppRecord, kind: config.KeyKind, { key, old, until }: Rotation, context: RequestContext): Change {
  const now = new Date();
  const known = before.keyNotes ?? {};
  const noted = old === undefined ? {} : { [keyId(old)]: { createdAt: known[keyId(old)]?.createdAt ?? before.createdAt, until } };
  const notes: KeyNotes = { ...known, ...noted, [keyId(key)]: { createdAt: now } };
  const next = withKeysOf(membersOf(before), kind, old === undefined ? [key] : [key, old], notes);
  return { next, audit: { action: 'key-rotated', ...authorOf(context), changes: describeChanges(before, next) } };
}

function revoked(before: AppRecord, kind: config.KeyKind, id: string | undefined, context: RequestContext): Change {
  const live = liveKeys(before, new Date())[kind] ?? [];
  const ended = id === undefined ? (live.length > 1 ? live.slice(1) : live) : live.filter((key) => keyId(key) === id);
  if (ended.length === 0) throw new ParseError('ObjectNotFound', `The app ${before._id} has no such key.`);
  const left = live.filter((key) => !ended.includes(key));
  if (kind === 'master' && left.length === 0) {
    throw new ParseError('OperationForbidden', 'This is the only master key: rotate it without an overlap, and it ends at once.');
  }
  // Where the newest key goes, the one before it stays for good.
  const notes = Object.entries(before.keyNotes ?? {}).map(([noted, note]) =>
    left.length === 1 && noted === keyId(left[0] ?? '') ? ([noted, { createdAt: note.createdAt }] as const) : ([noted, note] as const),
  );
  const next = withKeysOf(membersOf(before), kind, left, Object.fromEntries(notes));
  return { next, audit: { action: 'key-revoked', ...authorOf(context), changes: describeChanges(before, next) } };
}

/** Kinds whose keys are in every client anyhow. */
const SHOWN: ReadonlySet<config.KeyKind> = new Set(config.CLIENT_KEYS);

function shownKeys(app: AppRecord): { keys: config.KeyFacts[]; declaredIn: string | null } {
  const notes = app.keyNotes ?? {};
  const live = liveKeys(app, new Date());
  const keys = config.KEY_KINDS.flatMap((kind) =>
    (live[kind] ?? []).map((key) => {
      const id = keyId(key);
      const { createdAt, until } = notes[id] ?? {};
      const facts = { kind, id, createdAt: createdAt?.toISOString() ?? null, until: until?.toISOString() ?? null };
      return SHOWN.has(kind) ? { ...facts, key } : facts;
    }),
  );
  return { keys, declaredIn: declaringFile(app) ?? null };
}
