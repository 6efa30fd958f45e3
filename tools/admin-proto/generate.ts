import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADMIN_OPERATIONS } from '@parlance/admin-operations';
import { printProto, type Numbers } from './print-proto.ts';

const ROOT = join(import.meta.dirname, '../..');
export const PROTO = join(ROOT, 'apps/admin/proto');
export const NUMBERS_FILE = join(PROTO, 'numbers.json');
/** The descriptors that a release has promised: `buf breaking` compares with them. */
export const PROMISED_FILE = join(PROTO, 'promised.binpb');
export const DESCRIPTORS_FILE = join(ROOT, 'apps/admin/src/grpc/descriptors.json');
const BUF = join(ROOT, 'node_modules/.bin/buf');

export interface Generated {
  /** Texts by path from the folder of proto files. */
  readonly files: ReadonlyMap<string, string>;
  readonly numbers: Numbers;
}

/** The proto files of the table, with the numbers that members have, and new ones behind them. */
export function generate(known: Numbers): Generated {
  const numbers = structuredClone(known);
  const areas = [...new Set(ADMIN_OPERATIONS.map(({ area }) => area))];
  const files = areas.map((area) => {
    const operations = ADMIN_OPERATIONS.filter((operation) => operation.area === area);
    return [`parlance/admin/v1/${area}.proto`, printProto({ area, operations }, numbers)] as const;
  });
  return { files: new Map(files), numbers };
}

export function readNumbers(): Numbers {
  return JSON.parse(readFileSync(NUMBERS_FILE, 'utf8')) as Numbers;
}

/** Runs buf in the folder of proto files. @throws Error with its output when it finds something */
export function buf(...args: readonly string[]): Buffer {
  return execFileSync(BUF, [...args], { cwd: PROTO, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The descriptors of all files, compiled. */
export function descriptors(): Buffer {
  return buf('build', '--exclude-source-info', '-o', '-#format=binpb');
}

/** `npm run admin:proto` writes the files; with `--promise`, later versions are compared with them. */
function main(args: readonly string[]): void {
  const { files, numbers } = generate(readNumbers());
  for (const [path, text] of files) {
    mkdirSync(join(PROTO, path, '..'), { recursive: true });
    writeFileSync(join(PROTO, path), text);
  }
  writeFileSync(NUMBERS_FILE, `${JSON.stringify(numbers, null, 2)}\n`);
  const set = descriptors();
  writeFileSync(DESCRIPTORS_FILE, `${JSON.stringify({ set: set.toString('base64') }, null, 2)}\n`);
  if (args.includes('--promise')) writeFileSync(PROMISED_FILE, set);
  console.log(`${files.size} files in apps/admin/proto.`);
}

if (import.meta.main) main(process.argv.slice(2));
