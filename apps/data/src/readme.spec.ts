import { existsSync, readFileSync } from 'node:fs';
import { data, type Operation } from '@parlance/contracts';
import { describe, expect, it } from 'vitest';

const SRC = new URL('.', import.meta.url);
const README = readFileSync(new URL('../README.md', SRC), 'utf8');

/** The text of a section, up to the next heading. */
function section(heading: string): string {
  const begin = README.indexOf(`${heading}\n`);
  if (begin < 0) throw new Error(`The README has no section ${heading}.`);
  const end = README.indexOf('\n#', begin + heading.length);
  return README.slice(begin, end < 0 ? undefined : end);
}

/** All source files of this service that a text names. */
const filesIn = (text: string): string[] =>
  [...text.matchAll(/`((?:[\w-]+\/)+[\w.-]+\.ts)`/g)]
    .map(([, file]) => (file as string).replace(/^src\//, ''))
    .filter((file) => !/^(?:libs|tests)\//.test(file));
function isOperation(value: unknown): value is Operation<unknown, unknown> {
  return typeof value === 'object' && value !== null && 'subject' in value && 'reply' in value;
}

const exists = (file: string): boolean => existsSync(new URL(file, SRC));

describe('the README of data', () => {
  it.each([
    ['### One create, by file', 8],
    ['### One find, by file', 10],
  ])('%s names one file per step, at most %i', (heading, most) => {
    const numbered = section(heading).match(/^\d+\. `[\w/.-]+\.ts`/gm) ?? [];
    const files = numbered.flatMap(filesIn);
    expect(files.length).toBeGreaterThan(most - 3);
    expect(files.length).toBeLessThanOrEqual(most);
    expect(files.length).toBe(numbered.length);
    expect(new Set(files).size).toBe(files.length);
  });

  it('lists every operation of the service', () => {
    const declared = Object.values(data).flatMap((value) => (isOperation(value) ? [value.subject] : []));
    expect(declared.length).toBeGreaterThan(20);
    expect(declared.filter((subject) => !section('## Operations served').includes(`\`${subject}\``))).toEqual([]);
  });

  it('names only files that exist', () => {
    const missing = filesIn(README).filter((file) => !exists(file));
    expect(missing).toEqual([]);
  });

  it.each(['### One create, by file', '### One find, by file'])('%s is connected: a step of it leads to each file', (heading) => {
    const files = (section(heading).match(/^\d+\. `[\w/.-]+\.ts`/gm) ?? []).flatMap(filesIn);
    // Each file of a trace but the first is imported by another one of it, or stands behind a port.
    const behindPorts = files.filter((file) => file.includes('mongo-') || file.includes('query-watch'));
    const sources = files.map((file) => readFileSync(new URL(file, SRC), 'utf8')).join('\n');
    for (const file of files.slice(1)) {
      if (behindPorts.includes(file)) continue;
      expect(sources).toContain(`/${file.split('/').at(-1) as string}'`);
    }
  });
});
