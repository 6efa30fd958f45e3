import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isThere, namedFiles } from './named-files.ts';
import { documents, repositoryFiles, ROOT } from './repository-files.ts';

describe('the files that a document names', () => {
  it('are found in code and in links, and nowhere else', () => {
    const markdown =
      'See `edge/edge.ts`, `a.b()`, `tests/e2e/{wire,keys}.spec.ts`, `libs/bus`, [page](../docs/x.md#y) and [w](https://x.y/z.md).\n```\n`no.ts`\n```\n';
    expect(namedFiles('apps/README.md', markdown).map(({ written }) => written)).toEqual([
      'edge/edge.ts',
      'tests/e2e/{wire,keys}.spec.ts',
      'libs/bus',
      'docs/x.md',
    ]);
  });

  it.each([
    ['edge/edge.ts', true],
    ['dge.ts', false],
    ['edge', true],
    ['edge/{edge,visit}.ts', true],
    ['edge/{edge,gone}.ts', false],
    ['edge/v*.ts', true],
    ['edge/w*.ts', false],
  ])('%s: %s', (written, expected) => {
    expect(isThere({ written, kind: 'path' }, ['apps/gateway/src/edge/edge.ts', 'apps/gateway/src/edge/visit.ts'])).toBe(expected);
  });

  it.each(documents())('exist: %s', (document) => {
    const named = namedFiles(document, readFileSync(join(ROOT, document), 'utf8'));
    expect(named.filter((file) => !isThere(file, repositoryFiles())).map(({ written }) => written)).toEqual([]);
  });
});
