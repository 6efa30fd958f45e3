import { describe, expect, it } from 'vitest';
import { findingsIn, proseOf } from './prose.ts';
import { trackedFiles } from './tracked-files.ts';

/** Not ours to reword (the contract), or examples of findings. */
const LEFT_OUT = /^(docs\/contract|tools\/house)\//;

describe('the prose of comments and documents', () => {
  it('calls people "they" and names its subjects', () => {
    const files = trackedFiles('*.ts', '*.mjs', '*.md').filter(({ path }) => !LEFT_OUT.test(path));
    const found = files.flatMap((file) => findingsIn(proseOf(file)).map(({ line, rule, text }) => `${file.path}:${line} ${rule}: ${text}`));
    expect(found).toEqual([]);
  });
});

describe('a finding', () => {
  const rulesIn = (path: string, source: string) => findingsIn(proseOf({ path, source })).map(({ line, rule }) => `${line} ${rule}`);

  it.each([
    ['a.ts', '/** What is stored goes. */', ['1 name the thing instead of a clause with "what"']],
    ['a.ts', 'const a = 1;\n// as long as he waits', ['2 people are "they"']],
    ['a.ts', '/**\n * Tells who has an account.\n */', ['2 name the person instead of a clause with "who"']],
    ['a.md', '- Who may write decides.', ['1 name the person instead of a clause with "who"']],
    ['a.md', 'The file says what is right.', ['1 name the thing instead of a clause with "what"']],
  ])('is made in %s: %s', (path, source, expected) => {
    expect(rulesIn(path, source)).toEqual(expected);
  });

  it.each([
    ['a.ts', "const what = 'what he sends';"],
    ['a.ts', '/** Callers who may write. */'],
    ['a.ts', "fetch('https://example.com/what/he');"],
    ['a.md', 'What is error 209, and when?'],
    ['a.md', '```\nwhat he sends\n```'],
    ['a.md', 'The word `what`, and "he".'],
  ])('is not made in %s: %s', (path, source) => {
    expect(rulesIn(path, source)).toEqual([]);
  });
});
