import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { ROOT } from '../launcher/paths.ts';

const FOLDER = join(ROOT, 'docs/images/console');
const MAX_BYTES = 150 * 1024;
/** Pictures and fonts are there, and no answer is awaited. */
const IS_STILL = `document.fonts.status === 'loaded'
  && [...document.images].every((image) => image.complete)
  && document.querySelectorAll('main .mantine-Loader-root, main [data-loading="true"]').length === 0`;

/** Takes the pictures of the documentation, and prints a line for each. */
export class Camera {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** @param loads whether the page ends its loading: one that waits for something shows so for good */
  async take(name: string, { loads = true } = {}): Promise<void> {
    if (loads) await expect.poll(() => this.#page.evaluate<boolean>(IS_STILL)).toBe(true);
    const picture = await this.#page.screenshot({ animations: 'disabled', caret: 'hide' });
    if (picture.length > MAX_BYTES) throw new Error(`The picture ${name} has ${picture.length} bytes; ${MAX_BYTES} are allowed.`);
    await mkdir(FOLDER, { recursive: true });
    await writeFile(join(FOLDER, `${name}.png`), picture);
    process.stdout.write(`docs/images/console/${name}.png  ${Math.round(picture.length / 1024)} KB\n`);
  }
}
