/**
 * `npm run acceptance`: every acceptance statement of docs/contract with the tests that carry it, and those that have none yet.
 * `--missing` prints only the latter; `--json` prints one machine-readable object.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { carriersIn, type Carrier } from './carriers.ts';
import { statementsIn } from './statements.ts';

const statements = globSync('docs/contract/*.md')
  .sort()
  .flatMap((file) => statementsIn(basename(file), readFileSync(file, 'utf8')));

const carriers = new Map<string, Carrier[]>();
for (const file of globSync('{apps,libs,tests,tools}/**/*.{spec,cases}.ts', {
  exclude: ['**/node_modules/**', '**/dist/**', 'tools/acceptance/**'],
}).sort()) {
  for (const [id, found] of carriersIn(file, readFileSync(file, 'utf8'))) carriers.set(id, [...(carriers.get(id) ?? []), ...found]);
}

const known = new Set(statements.map((statement) => statement.id));
const areas = new Set(statements.map(({ id }) => areaOf(id)));
const unknown = [...carriers.keys()].filter((id) => areas.has(areaOf(id)) && !known.has(id)).sort();
const missing = statements.filter((statement) => !carriers.has(statement.id));

if (process.argv.includes('--json')) {
  const rows = statements.map((statement) => ({ ...statement, tests: carriers.get(statement.id) ?? [] }));
  console.log(JSON.stringify({ statements: rows, unknown }, null, 2));
} else {
  let file = '';
  for (const statement of process.argv.includes('--missing') ? missing : statements) {
    if (statement.file !== file) console.log(`\n${(file = statement.file)}`);
    const tests = carriers.get(statement.id) ?? [];
    console.log(`${tests.length ? '  ok ' : '  -- '} ${statement.id}  ${statement.text}`);
    for (const test of tests) console.log(`            ${test.file}:${test.line}`);
  }
  console.log(
    `\n${statements.length - missing.length} of ${statements.length} statements are carried by a test; ${missing.length} have none yet.`,
  );
  if (unknown.length) console.log(`Test titles name statements that the contract does not have: ${unknown.join(', ')}`);
}
if (unknown.length) process.exitCode = 1;

/** `OBJ` of OBJ-07, `T` of T10. Titles also hold names such as UTF-16, which look like statements and are none. */
function areaOf(id: string): string {
  return /^[A-Z]+/.exec(id)?.[0] ?? '';
}
