import { describe, expect, it } from 'vitest';
import { snippets } from './snippets.ts';

const facts = {
  url: 'http://127.0.0.1:1337/parse',
  applicationId: 'shop',
  keys: { client: 'CLIENT', javascript: 'JAVASCRIPT', rest: 'REST', dotNet: 'DOTNET' },
};
const KEY: Readonly<Record<string, string>> = {
  curl: 'REST',
  JavaScript: 'JAVASCRIPT',
  Swift: 'CLIENT',
  Kotlin: 'CLIENT',
  '.NET': 'DOTNET',
  Flutter: 'CLIENT',
};

describe('code for a first object', () => {
  it.each(snippets(facts))('$name has the real address, id and key', ({ name, code }) => {
    expect(code).toContain(facts.url);
    expect(code).toContain('shop');
    expect(code).toContain(KEY[name]);
  });

  it.each(snippets({ ...facts, keys: {} }))('$name names no key where the app has none', ({ code }) => {
    expect(code).not.toMatch(/undefined|null|CLIENT|REST-API-Key/);
  });
});
