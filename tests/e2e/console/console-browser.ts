import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { buildPages } from '../../../tools/build-pages.ts';
import { ConsoleDeployment, emailOf, PASSWORD } from '../../contract/console/console-deployment.ts';
import type { AppDeclaration, Mode } from '@parlance/testing';

export const PROGRAM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
export const WITHOUT = PROGRAM === undefined ? ', skipped: this machine has no Chromium' : '';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** The rest is for people to judge. */
const GRAVE: readonly string[] = ['serious', 'critical'];

/** Browsers name the policy that was violated, and not the element. */
const TELL_VIOLATIONS = `document.addEventListener('securitypolicyviolation', ({ target, violatedDirective, sourceFile, lineNumber }) =>
  window.console.error('Content Security Policy, by ' + (target.outerHTML ?? 'the document').slice(0, 1000), violatedDirective, sourceFile, lineNumber))`;

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** A deployment with its pages built, and one browser that an owner uses. */
export class ConsoleBrowser {
  readonly deployment: ConsoleDeployment;
  readonly page: Page;
  /** Refusals of the page's policy, and scripts that have failed. */
  readonly faults: string[] = [];
  readonly #browser: Browser;

  private constructor(deployment: ConsoleDeployment, browser: Browser, page: Page) {
    this.deployment = deployment;
    this.#browser = browser;
    this.page = page;
    page.on('pageerror', (error) => this.faults.push(error.message));
    page.on('console', (message) => /Content Security Policy/i.test(message.text()) && this.faults.push(message.text()));
    page.on('dialog', (dialog) => {
      this.faults.push(`a script asked: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  /** @param env of the deployment, besides its own */
  static async start(
    apps: readonly AppDeclaration[],
    env: Readonly<Record<string, string>> = {},
    mode: Mode = 'fused',
  ): Promise<ConsoleBrowser> {
    await buildPages();
    const deployment = await ConsoleDeployment.start(mode, apps, {}, env);
    const browser = await chromium.launch({ executablePath: PROGRAM, args: ['--no-sandbox'] });
    const page = await browser.newPage({ viewport: { width: 1300, height: 800 }, timezoneId: 'America/New_York', reducedMotion: 'reduce' });
    page.setDefaultTimeout(15_000);
    await page.addInitScript(TELL_VIOLATIONS);
    return new ConsoleBrowser(deployment, browser, page);
  }

  goto(path: string): Promise<unknown> {
    return this.page.goto(this.deployment.url + path);
  }

  /** Signs in by the form, from whatever screen that leads to it. */
  async signIn(name: string): Promise<void> {
    await this.page.getByLabel('Email address').fill(emailOf(name));
    await this.page.locator('input[autocomplete="current-password"]').fill(PASSWORD);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** A cell of the grid, by the objectId of its row and the name of its column. */
  cell(objectId: string, field: string) {
    return this.page.locator(`[data-object="${objectId}"] [data-field="${field}"]`);
  }

  /**
   * Replaces the text of an editor for JSON as people do it. `fill` replaces marked text in one step, for which Chromium writes a style of its own
   * into the line, which the policy refuses and reports.
   */
  async retype(editor: Locator, text: string): Promise<void> {
    await editor.click();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.press('Backspace');
    await expect.poll(() => editor.innerText()).toMatch(/^\s*$/);
    await this.page.keyboard.insertText(text);
  }

  /** The grave violations of WCAG on the screen, each with an element that has it. */
  async violations(): Promise<string[]> {
    await this.page.evaluate(readFileSync(AXE, 'utf8'));
    const found = await this.page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)');
    return found.filter(({ impact }) => GRAVE.includes(impact)).map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.deployment.close();
  }
}
