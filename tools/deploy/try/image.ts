import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from '../../launcher/capture.ts';
import { DATA, NODE, ROOT } from '../../launcher/paths.ts';
import type { Engine } from './engine.ts';

const IMAGE = 'parlance:tried';
const BUILD_MS_MAX = 600_000;

/**
 * Builds the image of the services from deploy/Dockerfile, with programs that are compiled outside: they are the same ones, and packages
 * need not be fetched again.
 */
export async function buildImage(engine: Engine, nodeImage: string): Promise<string> {
  const context = join(DATA, 'image-context');
  mkdirSync(join(context, 'deploy'), { recursive: true });
  const { code, output } = await capture(NODE, [join(ROOT, 'tools/deploy/build-programs.ts'), join(context, 'programs')], BUILD_MS_MAX);
  if (code !== 0) throw new Error(`The programs of the image do not build:\n${output}`);
  cpSync(join(ROOT, 'deploy/healthcheck.sh'), join(context, 'deploy/healthcheck.sh'));
  await build(engine, join(ROOT, 'deploy/Dockerfile'), context, ['PROGRAMS=prebuilt', `NODE_IMAGE=${nodeImage}`]);
  return IMAGE;
}

/** Builds it as users do, from the sources alone. */
export async function buildFromSources(engine: Engine, nodeImage: string | undefined): Promise<string> {
  await build(engine, join(ROOT, 'deploy/Dockerfile'), ROOT, nodeImage === undefined ? [] : [`NODE_IMAGE=${nodeImage}`]);
  return IMAGE;
}

async function build(engine: Engine, dockerfile: string, context: string, values: readonly string[]): Promise<void> {
  const values_ = values.flatMap((value) => ['--build-arg', value]);
  await engine.docker('build', '--quiet', '--file', dockerfile, ...values_, '--tag', IMAGE, context);
}
