import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { renderedFiles } from '../../tools/deploy/render/rendered-files.ts';
import { ROOT } from '../../tools/launcher/paths.ts';

it('the files of a deployment that follow from the code are up to date: `npm run deploy:render` writes them', async () => {
  const written = await renderedFiles();
  expect(Object.keys(written).length).toBeGreaterThan(3);
  for (const [path, content] of Object.entries(written)) expect(readFileSync(join(ROOT, path), 'utf8'), path).toBe(content);
});
