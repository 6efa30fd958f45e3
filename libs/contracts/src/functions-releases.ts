import { z } from 'zod';
import { cloudManifest } from './cloud-code.ts';
import { event, json, operation } from './operation.ts';
import { route } from './rest-route.ts';

/** Loading code may take its whole deadline, and a bundle has to be stored and checked besides. */
const DEPLOY_DEADLINE_MS = 60_000;
const NOTE_LENGTH_MAX = 1_000;
/** Code that cannot be loaded any more is replaced by other code. */
const WHILE_LOADING = { whileLoading: true } as const;
/** The registry writes the release in force with its entry. */
const AUDITED = { ...WHILE_LOADING, audited: 'owner' } as const;

/** Names the bytes of a bundle: the beginning of their SHA-256, hex. */
export const RELEASE_ID = /^[0-9a-f]{20}$/;
const releaseId = z.string().regex(RELEASE_ID);

/**
 * A bundle of Cloud Code that was deployed.
 *
 * - `files`: how many; `bytes`: of all of them
 * - `note`: of the one who deployed it
 * - `deployedAt`: of the last deployment, ISO 8601
 */
export const releaseView = z.object({
  release: releaseId,
  note: z.string().optional(),
  files: z.int(),
  bytes: z.int(),
  deployedAt: z.string(),
  inForce: z.boolean(),
  manifest: cloudManifest.omit({ version: true }),
});
export type ReleaseView = z.infer<typeof releaseView>;

/**
 * Puts code in force. `files` holds, by their paths in the bundle (`main.js`, `lib/words.js`), texts, or `{"base64": …}` for other bytes. The code
 * is loaded on trial first: nothing changes for code that cannot be loaded, and the error names its file and line. The same files are the same
 * release, so that a call may be repeated.
 *
 * @throws OperationForbidden (119) for an app whose code the apps file declares; InvalidJson (107) for files that are none;
 * RequestTooLarge (116); CloudCodeFailed (141) for code that cannot be loaded; as `files.storeBundle` when the bundle cannot be stored
 */
const deployRequest = z.object({ files: z.unknown(), note: z.string().max(NOTE_LENGTH_MAX).optional() });
export type DeployRequest = z.infer<typeof deployRequest>;
export const deployRelease = operation<DeployRequest, ReleaseView>({
  subject: 'functions.deploy-release',
  request: deployRequest,
  reply: json(releaseView),
  retry: 'never',
  deadlineMs: DEPLOY_DEADLINE_MS,
  routes: [route('POST', '/cloud/releases', 'master', ({ input: { files, note } }) => ({ files, ...noteOf(note) }), AUDITED)],
});

/** All releases of the app that are kept, the newest deployment first. */
const releaseList = z.object({ releases: z.array(releaseView) });
export type ReleaseList = z.infer<typeof releaseList>;
export const listReleases = operation<Record<string, never>, ReleaseList>({
  subject: 'functions.list-releases',
  request: z.object({}).strict(),
  reply: json(releaseList),
  retry: 'safe',
  routes: [route('GET', '/cloud/releases', 'master', () => ({}), WHILE_LOADING)],
});

/** One release with the paths of its files, their bytes and their SHA-256. The files themselves are shown to nobody. */
const releaseDetails = releaseView.extend({ contents: z.array(z.object({ path: z.string(), bytes: z.int(), sha256: z.string() })) });
export type ReleaseDetails = z.infer<typeof releaseDetails>;
const releaseRequest = z.object({ release: z.string() });
export type ReleaseRequest = z.infer<typeof releaseRequest>;
export const readRelease = operation<ReleaseRequest, ReleaseDetails>({
  subject: 'functions.read-release',
  request: releaseRequest,
  reply: json(releaseDetails),
  retry: 'safe',
  routes: [route('GET', '/cloud/releases/:release', 'master', ({ path }) => ({ release: path.release }), WHILE_LOADING)],
});

/**
 * Puts a release in force that was deployed before: the one named, else the one that was in force before the present one. Null leaves the app
 * without code. The code is loaded on trial as with a deployment.
 *
 * @throws as `deployRelease`; ObjectNotFound (101) for a release that is not kept, or where there is none before
 */
const rollBackRequest = z.object({ release: z.string().nullable().optional() });
export type RollBackRequest = z.infer<typeof rollBackRequest>;
const rolledBack = z.object({ release: releaseId.nullable() });
export type RolledBack = z.infer<typeof rolledBack>;
export const rollBack = operation<RollBackRequest, RolledBack>({
  subject: 'functions.roll-back',
  request: rollBackRequest,
  reply: json(rolledBack),
  retry: 'never',
  deadlineMs: DEPLOY_DEADLINE_MS,
  routes: [
    route(
      'POST',
      '/cloud/rollback',
      'master',
      ({ input: { release } }) => (release === undefined ? {} : { release: release as RollBackRequest['release'] }),
      AUDITED,
    ),
  ],
});

/** Removes a release that is not in force, with its bytes. @throws ObjectNotFound (101); OperationForbidden (119) for the one in force */
export const removeRelease = operation<ReleaseRequest, Record<string, never>>({
  subject: 'functions.remove-release',
  request: releaseRequest,
  reply: json(z.object({}).strict()),
  retry: 'never',
  routes: [
    route('DELETE', '/cloud/releases/:release', 'master', ({ path }) => ({ release: path.release }), {
      ...WHILE_LOADING,
      audited: 'gateway',
    }),
  ],
});

/** Anything but a string fails the schema of the request. */
function noteOf(note: unknown): { note?: string } {
  return note === undefined || note === null ? {} : { note: note as string };
}

/**
 * A release that was tried out and stored is about to be in force. Hosts that run code of the app start processes with it, so that no call
 * waits for one. A host that does not hear of it starts them at the first call.
 */
export const releaseComing = event({
  subject: 'events.functions.release-coming',
  payload: z.object({ app: z.string(), release: releaseId }),
});
