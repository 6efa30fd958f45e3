import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  admin,
  analytics,
  auth,
  config,
  console as webConsole,
  CONTRACTS,
  data,
  files,
  functions,
  operationsOf,
  push,
  workers,
} from '@parlance/contracts';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { GOAL, needsTable, saturationTable } from '../scale/tables.ts';
import { declaredMetrics, metricsTable, staleLabels } from './metrics-table.ts';
import { documents, ROOT } from './repository-files.ts';
import { servedRoutes } from './served-routes.ts';
import { operationsTable, routesTable } from './tables.ts';
import { variablesReference } from './variables-table.ts';

const entries = servedRoutes();
const metrics = await declaredMetrics();

/** `npm run docs:tables` writes the tables that are missing here; without it a table that is out of date fails. */
describe('a table of a README is that of the code:', () => {
  it.each([
    ['apps/gateway/README.md', 'routes', routesTable(entries)],
    ['apps/data/README.md', 'operations', operationsTable(data, entries)],
    ['apps/auth/README.md', 'operations', operationsTable(auth, entries)],
    ['apps/admin/README.md', 'operations', operationsTable(admin, entries)],
    ['apps/console/README.md', 'operations', operationsTable(webConsole, entries)],
    ['apps/analytics/README.md', 'operations', operationsTable(analytics, entries)],
    ['apps/push/README.md', 'operations', operationsTable(push, entries)],
    ['apps/files/README.md', 'operations', operationsTable(files, entries)],
    ['apps/functions/README.md', 'operations', operationsTable(functions, entries)],
    ['apps/workers/README.md', 'operations', operationsTable(workers, entries)],
    ['docs/variables.md', 'variables', variablesReference()],
    ['docs/metrics.md', 'metrics', metricsTable(metrics)],
    ['docs/scale.md', 'needs', needsTable(GOAL)],
    ['docs/scale.md', 'saturation', saturationTable(GOAL)],
  ])('%s, %s', async (file, name, table) => {
    const path = join(ROOT, file);
    const written = readFileSync(path, 'utf8');
    const [before, , after] = partsAt(written, name);
    const expected = await format(`${before}\n\n${table}\n\n${after}`, { ...(await resolveConfig(path)), parser: 'markdown' });
    await expect(expected).toMatchFileSnapshot(path);
  });
});

it('every metric has a meaning, and none that is gone has labels', () => {
  expect(metrics.filter(({ meaning }) => meaning === '')).toEqual([]);
  expect(metrics.length).toBeGreaterThan(30);
  expect(staleLabels(metrics)).toEqual([]);
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
    ['admin', admin],
    ['analytics', analytics],
    ['push', push],
    ['auth', auth],
    ['config', config],
    ['data', data],
    ['files', files],
    ['functions', functions],
    ['workers', workers],
  ])('are all of the service, in its README: %s', (service, contract) => {
    const readme = readFileSync(join(ROOT, 'apps', service, 'README.md'), 'utf8');
    const subjects = operationsOf(contract).map(({ subject }) => subject);
    expect(subjects.filter((subject) => !readme.includes(`\`${subject}\``))).toEqual([]);
  });
});
