import { z } from 'zod';
import { filesOf } from './files-of.ts';

/** The app whose code is meant. */
export interface Deployment {
  /** Address of the mount. */
  readonly url: string;
  readonly app: string;
  readonly masterKey: string;
}

/** The deployment refused, could not be reached, or there is no such folder. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

const manifest = z.object({
  functions: z.array(z.string()),
  jobs: z.array(z.string()),
  triggers: z.record(z.string(), z.array(z.string())),
});
const release = z.object({
  release: z.string(),
  note: z.string().optional(),
  files: z.number(),
  bytes: z.number(),
  deployedAt: z.string(),
  inForce: z.boolean(),
  manifest,
});
type Release = z.infer<typeof release>;

/** Each command answers the lines to show. @throws Refused */
export async function deploy(deployment: Deployment, folder: string, note: string | undefined): Promise<readonly string[]> {
  const files = await filesOf(folder).catch((error: unknown) => {
    throw new Refused(error instanceof Error ? error.message : 'The folder cannot be read.', { cause: error });
  });
  const deployed = release.parse(await ask(deployment, 'POST', '/cloud/releases', { files, note }));
  const { functions, jobs, triggers } = deployed.manifest;
  const registered = [`${functions.length} functions`, `${Object.values(triggers).flat().length} triggers`, `${jobs.length} jobs`].join(
    ', ',
  );
  return [`${deployed.release} is in force: ${deployed.files} files, ${registered}.`];
}

export async function list(deployment: Deployment): Promise<readonly string[]> {
  const { releases } = z.object({ releases: z.array(release) }).parse(await ask(deployment, 'GET', '/cloud/releases'));
  return releases.length === 0 ? ['There are no releases.'] : releases.map(lineOf);
}

export async function rollBack(deployment: Deployment, wanted: string | undefined): Promise<readonly string[]> {
  const answer = await ask(deployment, 'POST', '/cloud/rollback', wanted === undefined ? {} : { release: wanted });
  return [`${z.object({ release: z.string() }).parse(answer).release} is in force.`];
}

export async function remove(deployment: Deployment, wanted: string): Promise<readonly string[]> {
  await ask(deployment, 'DELETE', `/cloud/releases/${encodeURIComponent(wanted)}`);
  return [`${wanted} is removed.`];
}

function lineOf({ release: id, deployedAt, files, bytes, inForce, note = '' }: Release): string {
  return `${inForce ? '*' : ' '} ${id}  ${deployedAt}  ${files} files, ${bytes} bytes  ${note}`.trimEnd();
}

async function ask({ url, app, masterKey }: Deployment, method: string, path: string, body?: object): Promise<unknown> {
  const headers = { 'X-Parse-Application-Id': app, 'X-Parse-Master-Key': masterKey, 'Content-Type': 'application/json' };
  const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }).catch(
    (cause: unknown) => {
      throw new Refused(`Nobody answers at ${url}.`, { cause });
    },
  );
  const text = await response.text();
  if (response.status === 200) return JSON.parse(text);
  throw new Refused(errorOf(text) ?? `${url} answers with ${response.status}.`);
}

function errorOf(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { readonly error?: unknown };
    return typeof error === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}
