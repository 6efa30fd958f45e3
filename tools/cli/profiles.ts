import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { UsageError } from './exit-codes.ts';

/** One deployment that the command knows. The token stands in a file of its own, or one that somebody else keeps. */
const profile = z.object({
  nats: z.string(),
  prefix: z.string(),
  tokenFile: z.string(),
  app: z.string().optional(),
  /** The mount over which files go: `https://api.example.com/parse`. */
  server: z.string().optional(),
  caFile: z.string().optional(),
  certFile: z.string().optional(),
  keyFile: z.string().optional(),
});
export type Profile = z.infer<typeof profile>;

const file = z.object({ current: z.string().optional(), profiles: z.record(z.string(), profile) });
type ProfilesFile = z.infer<typeof file>;

const NAME = /^[A-Za-z0-9_-]{1,64}$/;
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** The deployments of one person, in a folder that only they can read. */
export class Profiles {
  readonly #folder: string;

  readonly #note: string;

  /** @param note file in which `npm start` notes the way to its deployment */
  constructor(env: NodeJS.ProcessEnv, note: string) {
    this.#note = note;
    const configured = env['PARLANCE_CONFIG'];
    this.#folder =
      configured === undefined || configured === ''
        ? join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'parlance')
        : resolve(configured);
  }

  /** @param name the current one where none is named, and without one the deployment of `npm start`. @throws UsageError for a name that nobody has added */
  find(name: string | undefined): Profile | undefined {
    const { current, profiles } = this.#read();
    const wanted = name ?? current;
    if (wanted === undefined) return this.#here();
    const found = Object.hasOwn(profiles, wanted) ? profiles[wanted] : undefined;
    if (found === undefined) throw new UsageError(`There is no profile ${wanted}: parlance profile list shows those that there are.`);
    return found;
  }

  list(): readonly { readonly name: string; readonly current: boolean; readonly profile: Profile }[] {
    const { current, profiles } = this.#read();
    return Object.entries(profiles).map(([name, found]) => ({ name, current: name === current, profile: found }));
  }

  /** The first one becomes the current one. @param token kept in a file of its own, where the profile names none */
  add(name: string, added: Omit<Profile, 'tokenFile'> & { readonly tokenFile?: string }, token: string | undefined): void {
    if (!NAME.test(name)) throw new UsageError('The name of a profile has 1 to 64 letters, digits, _ or -.');
    const own = join(this.#folder, `${name}.token`);
    const tokenFile = added.tokenFile === undefined ? own : resolve(added.tokenFile);
    if (token !== undefined) this.#write(own, `${token}\n`);
    const { current, profiles } = this.#read();
    this.#save({ current: current ?? name, profiles: { ...profiles, [name]: { ...added, tokenFile } } });
  }

  use(name: string): void {
    this.find(name);
    this.#save({ ...this.#read(), current: name });
  }

  remove(name: string): void {
    this.find(name);
    const { current, profiles } = this.#read();
    const { [name]: _removed, ...left } = profiles;
    rmSync(join(this.#folder, `${name}.token`), { force: true });
    this.#save({ ...(current === name || current === undefined ? {} : { current }), profiles: left });
  }

  /** The deployment of `npm start` in this folder, while nobody has added another one. */
  #here(): Profile | undefined {
    const noted = existsSync(this.#note) ? profile.safeParse(jsonOf(readFileSync(this.#note, 'utf8'))) : undefined;
    return noted?.success === true ? noted.data : undefined;
  }

  #path(): string {
    return join(this.#folder, 'profiles.json');
  }

  #read(): ProfilesFile {
    if (!existsSync(this.#path())) return { profiles: {} };
    if ((statSync(this.#path()).mode & 0o077) !== 0) chmodSync(this.#path(), FILE_MODE);
    const read = file.safeParse(jsonOf(readFileSync(this.#path(), 'utf8')));
    if (!read.success) throw new UsageError(`${this.#path()} cannot be read: repair or remove it.`);
    return read.data;
  }

  #save(profiles: ProfilesFile): void {
    this.#write(this.#path(), `${JSON.stringify(profiles, null, 2)}\n`);
  }

  /** Whole or not at all, and never readable by others, not even for a moment. */
  #write(path: string, text: string): void {
    mkdirSync(this.#folder, { recursive: true, mode: FOLDER_MODE });
    const beside = `${path}.${process.pid}`;
    writeFileSync(beside, text, { mode: FILE_MODE });
    renameSync(beside, path);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
