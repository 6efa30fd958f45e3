/**
 * `node tools/deploy/build-programs.ts FOLDER`: everything that an image holds, ready to run without the repository: each service and the
 * set-up program in a folder with its name, and beside them the packages with compiled parts, which no bundle can hold.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { SERVICE_NAMES } from '@parlance/contracts';
import { buildApp, buildTool } from '../build.ts';
import { ROOT } from '../launcher/paths.ts';

const SETUP = { name: 'setup', main: 'tools/deploy/setup/main.ts' };
/** A note of the build for the next one, of no use in an image. */
const INPUTS = 'inputs.json';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** Copies a package and those it needs; optional ones, which are made for other machines, as far as they are installed. */
function copyPackage(name: string, target: string): void {
  const source = join(ROOT, 'node_modules', name);
  const copy = join(target, 'node_modules', name);
  if (existsSync(copy)) return;
  mkdirSync(dirname(copy), { recursive: true });
  cpSync(source, copy, { recursive: true, dereference: true });
  const { dependencies = {}, optionalDependencies = {} } = readManifest(source);
  for (const needed of Object.keys(dependencies)) copyPackage(needed, target);
  for (const fitting of Object.keys(optionalDependencies))
    if (existsSync(join(ROOT, 'node_modules', fitting))) copyPackage(fitting, target);
}

async function main([folder]: readonly string[]): Promise<void> {
  if (folder === undefined) throw new Error('Name the folder to write.');
  const target = resolve(folder);
  rmSync(target, { recursive: true, force: true });
  for (const service of SERVICE_NAMES) {
    const { folder: built } = await buildApp(service, { full: true });
    cpSync(built, join(target, service), { recursive: true, filter: (path) => basename(path) !== INPUTS });
    for (const name of Object.keys(readManifest(built).dependencies ?? {})) copyPackage(name, target);
  }
  await buildTool(join(ROOT, SETUP.main), join(target, SETUP.name), { full: true });
  writeFileSync(join(target, 'package.json'), '{"private":true,"type":"module"}\n');
  console.log(`${[...SERVICE_NAMES, SETUP.name].join(', ')} are in ${target}.`);
}

await main(process.argv.slice(2));
