import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startParlance, type Parlance } from '@parlance/testing';

const PROGRAM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));

const SCRIPT = 'console.log("it ran")';
const HTML = `<!doctype html><title>x</title><script>${SCRIPT}</script><img src=x onerror='${SCRIPT}'>`;
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" onload='${SCRIPT}'><script>${SCRIPT}</script></svg>`;
const XHTML = `<html xmlns="http://www.w3.org/1999/xhtml"><script>${SCRIPT}</script></html>`;
const XSLT = `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#"?><a>${XHTML}</a>`;
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

const FILES: readonly (readonly [name: string, type: string, body: string | Buffer])[] = [
  ['a.html', 'text/html', HTML],
  ['a.htm', 'image/png', HTML],
  ['a.png', 'text/html', HTML],
  ['a.png', 'image/png', HTML],
  ['a.html.png', 'image/png', Buffer.concat([PNG, Buffer.from(HTML)])],
  ['a.gif', 'image/gif', `GIF89a/*${HTML}`],
  ['a.svg', 'image/svg+xml', SVG],
  ['a.png', 'image/png', SVG],
  ['a.xml', 'application/xml', XSLT],
  ['a.xhtml', 'application/xhtml+xml', XHTML],
  ['a.txt', 'text/plain', HTML],
  ['a', 'text/html', HTML],
  ['a', 'multipart/x-mixed-replace', HTML],
  ['a.json', 'application/json', HTML],
  ['a.js', 'text/javascript', SCRIPT],
  ['a.pdf', 'application/pdf', `%PDF-1.4 ${HTML}`],
  ['a.mht', 'multipart/related', `MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n${HTML}`],
];

const WITHOUT = PROGRAM === undefined ? ', skipped: this machine has no Chromium' : '';

describe.skipIf(PROGRAM === undefined)(`FIL-30 SEC stored files in a real browser${WITHOUT}`, () => {
  let parlance: Parlance;
  let browser: Browser;
  let page: Page;
  let ran: string[];
  beforeAll(async () => {
    const fileUpload = { enableForPublic: true, fileExtensions: ['*'] };
    parlance = await startParlance({ mode: 'fused', apps: [{ id: 'test', settings: { fileUpload } }] });
    browser = await chromium.launch({ executablePath: PROGRAM, args: ['--no-sandbox'] });
    page = await browser.newPage();
    page.on('console', (message) => message.text().includes('it ran') && ran.push(page.url()));
    page.on('dialog', (dialog) => void dialog.dismiss());
  });
  afterAll(async () => {
    await browser?.close();
    await parlance?.close();
  });

  const visit = async (url: string) => {
    ran = [];
    await page.goto(url, { waitUntil: 'load' }).catch(() => undefined); // a file that is saved is no page
    await page.evaluate('1'); // behind everything that the page has logged
    return ran.length;
  };
  const served = async (body: string): Promise<{ server: Server; url: string }> => {
    const server = createServer((_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(body)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
  };

  it('would be seen to run', async () => {
    const { server, url } = await served(HTML);
    expect(await visit(url)).toBeGreaterThan(0);
    server.close();
  });

  it.each(FILES)('none runs: %s, declared as %s', async (name, type, body) => {
    const { body: stored } = await parlance.rest('POST', `/files/${name}`, body, { headers: { 'Content-Type': type } });
    expect(await visit(stored.url)).toBe(0);
    const frames = `<iframe src="${stored.url}"></iframe><object data="${stored.url}"></object><embed src="${stored.url}">`;
    const { server, url } = await served(`${frames}<img src="${stored.url}">`);
    expect(await visit(url)).toBe(0);
    server.close();
  });

  it('a picture is shown', async () => {
    const { body: stored } = await parlance.rest('POST', '/files/dot.png', PNG, { headers: { 'Content-Type': 'image/png' } });
    const { server, url } = await served(`<img src="${stored.url}">`);
    await visit(url);
    expect(await page.evaluate('document.images[0].naturalWidth')).toBe(1);
    server.close();
  });
});
