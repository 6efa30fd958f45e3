import { copyFileSync, existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from '../../launcher/capture.ts';
import { LaunchError } from '../../launcher/launch-error.ts';
import { DATA, NODE } from '../../launcher/paths.ts';
import { findProgram } from '../../launcher/programs.ts';
import type { Progress } from '../../launcher/progress.ts';
import { installDebianPackages } from '../../launcher/python.ts';
import { mongodb } from '../../launcher/servers/mongodb.ts';
import { nats } from '../../launcher/servers/nats.ts';
import { redis } from '../../launcher/servers/redis.ts';
import type { Engine } from './engine.ts';

const FOLDER = join(DATA, 'stand-ins');
const BASE = 'stand-in/debian:bookworm';
const LIBRARIES = 'ca-certificates,libcurl4,libstdc++6';
const BOOTSTRAP_MS_MAX = 600_000;

/** Variables of docker-compose.yml that name images, with images that are made here: of Debian's packages, and of the programs of tests. */
export async function standIns(engine: Engine, progress: Progress): Promise<Readonly<Record<string, string>>> {
  await progress.step('Making base images', () => base(engine, progress));
  const servers = await Promise.all(
    (
      [
        ['MONGODB_IMAGE', 'mongod', mongodb],
        ['REDIS_IMAGE', 'valkey-server', redis],
        ['NATS_IMAGE', 'nats-server', nats],
      ] as const
    ).map(async ([variable, program, definition]) => {
      const { path } = await findProgram(definition, { ...process.env, PATH: '' }, progress);
      return [variable, await imageOf(engine, program, path)] as const;
    }),
  );
  return { NODE_IMAGE: await imageOf(engine, 'node', realpathSync(NODE)), ...Object.fromEntries(servers) };
}

/** The smallest Debian, as packages of this machine's sources. */
async function base(engine: Engine, progress: Progress): Promise<void> {
  const archive = join(FOLDER, 'debian.tar');
  mkdirSync(FOLDER, { recursive: true });
  if (!existsSync(archive)) {
    await installDebianPackages(['mmdebstrap'], progress);
    const leftOut = ['man', 'locale', 'doc'].map((folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`);
    const options = ['--quiet', '--variant=minbase', `--include=${LIBRARIES}`, ...leftOut];
    const { code, output } = await capture('mmdebstrap', [...options, 'bookworm', archive, ...sources()], BOOTSTRAP_MS_MAX);
    if (code !== 0) throw new LaunchError(`No base image could be made of Debian's packages: ${output.trim().split('\n').at(-1) ?? ''}`);
  }
  await engine.docker('import', archive, BASE);
}

/** The package sources of this machine, which may be a mirror. */
const sources = (): readonly string[] =>
  ['/etc/apt/sources.list.d/debian.sources', '/etc/apt/sources.list'].filter((path) => existsSync(path)).slice(0, 1);

/** An image of one program, which the compose file calls by its name. */
async function imageOf(engine: Engine, name: string, program: string): Promise<string> {
  const folder = join(FOLDER, name);
  mkdirSync(folder, { recursive: true });
  copyFileSync(program, join(folder, name));
  writeFileSync(join(folder, 'Dockerfile'), `FROM ${BASE}\nCOPY --chmod=755 ${name} /usr/local/bin/${name}\nCMD ["${name}"]\n`);
  const image = `stand-in/${name}:local`;
  await engine.docker('build', '--quiet', '--tag', image, folder);
  return image;
}
