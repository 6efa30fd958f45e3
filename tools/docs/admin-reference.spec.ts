import { join } from 'node:path';
import { ADMIN_OPERATIONS } from '@parlance/admin-operations';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { adminReference } from './admin-reference.ts';
import { ROOT } from './repository-files.ts';

/** `npm run docs:tables` writes the page; without it a page that is out of date fails. */
describe('docs/admin-reference.md', () => {
  it('is made of the table of administrative operations', async () => {
    const path = join(ROOT, 'docs/admin-reference.md');
    const page = await format(adminReference(), { ...(await resolveConfig(path)), parser: 'markdown' });
    await expect(page).toMatchFileSnapshot(path);
  });

  it('has a section for every operation, with its command line', () => {
    const page = adminReference();
    for (const { area, name } of ADMIN_OPERATIONS) expect(page).toContain(`### ${area} ${name}\n`);
    expect(page.match(/^parlance \w+ [\w-]+/gm)).toHaveLength(ADMIN_OPERATIONS.length);
  });
});
