import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analytics, auth, config, CONTRACTS, data, files, operationsOf, push, workers } from '@parlance/contracts';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { documents, ROOT } from './repository-files.ts';
import { servedRoutes } from './served-routes.ts';
import { operationsTable, routesTable } from './tables.ts';

const entries = servedRoutes();

/** `npm run docs:tables` writes the tables that are missing here; without it a table that is out of date fails. */
describe('a table of a README is that of the code:', () => {
  it.each([
    ['apps/gateway/README.md', 'routes', routesTable(entries)],
    ['apps/data/README.md', 'operations', operationsTable(data, entries)],
    ['apps/auth/README.md', 'operations', operationsTable(auth, entries)],
    ['apps/analytics/README.md', 'operations', operationsTable(analytics, entries)],
    ['apps/push/README.md', 'operations', operationsTable(push, entries)],
    ['apps/files/README.md', 'operations', operationsTable(files, entries)],
    ['apps/workers/README.md', 'operations', operationsTable(workers, entries)],
  ])('%s, %s', async (file, name, table) => {
    const path = join(ROOT, file);
    const written = readFileSync(path, 'utf8');
    const [before, , after] = partsAt(written, name);
    const expected = await format(`${before}\n\n${table}\n\n${after}`, { ...(await resolveConfig(path)), parser: 'markdown' });
    await expect(expected).toMatchFileSnapshot(path);
  });
});

/** The text before the table, the table, and the text behind it, with its marks. */
function partsAt(markdown: string, name: string): [string, string, string] {
  const match = new RegExp(`^([\\s\\S]*<!-- table: ${name} -->)([\\s\\S]*?)(<!-- end of table -->[\\s\\S]*)$`).exec(markdown);
  if (match === null) throw new Error(`There is no place for the table "${name}".`);
  const [, before = '', table = '', after = ''] = match;
  return [before, table, after];
}

describe('the operations that documents name', () => {
  const declared = new Set(CONTRACTS.flatMap(operationsOf).map(({ subject }) => subject as string));
  const services = new Set([...declared].map((subject) => subject.split('.')[0]));

  it.each(documents())('exist: %s', (file) => {
    const named = [...readFileSync(join(ROOT, file), 'utf8').matchAll(/`([a-z]+)\.([a-z]+(?:-[a-z]+)*)`/g)];
    const ours = named.filter(([, service = '']) => services.has(service)).map(([, service, operation]) => `${service}.${operation}`);
    expect(ours.filter((subject) => !declared.has(subject))).toEqual([]);
  });

  it.each([
    ['analytics', analytics],
    ['push', push],
    ['auth', auth],
    ['config', config],
    ['data', data],
    ['files', files],
    ['workers', workers],
  ])('are all of the service, in its README: %s', (service, contract) => {
    const readme = readFileSync(join(ROOT, 'apps', service, 'README.md'), 'utf8');
    const subjects = operationsOf(contract).map(({ subject }) => subject);
    expect(subjects.filter((subject) => !readme.includes(`\`${subject}\``))).toEqual([]);
  });
});
