import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../../..');

/** A fenced block of a page. */
export interface Snippet {
  /** `README.md:46`: the page and the line of the fence. */
  readonly place: string;
  /** Path of the page, from the root of the repository. */
  readonly page: string;
  /** Empty for a drawing. */
  readonly language: string;
  /** Without the fences, and without the indentation of the first one. */
  readonly text: string;
}

const FENCE = /^(?<indent> *)```(?<language>\w*)\n(?<text>.*?)^ *```$/gms;

/** Every fenced block of README.md and of the pages in docs/. The contract in docs/contract/ is no guide and is not among them. */
export function snippets(): readonly Snippet[] {
  const pages = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...pages.map((name) => `docs/${name}`)].flatMap(snippetsOf);
}

function snippetsOf(page: string): Snippet[] {
  const content = readFileSync(join(ROOT, page), 'utf8');
  return [...content.matchAll(FENCE)].map(({ index, groups = {} }) => {
    const { indent = '', language = '', text = '' } = groups;
    const line = content.slice(0, index).split('\n').length;
    return { place: `${page}:${line}`, page, language, text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), '') };
  });
}
