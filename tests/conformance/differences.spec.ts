import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DIFFERENCES, REASONS } from './differences/index.ts';
import { stepId, type Subject } from './subject.ts';
import { SUBJECTS } from './subjects/index.ts';

const PAGE = join(import.meta.dirname, '../../docs/compatibility.md');

/** Reasons that the page lists: rows of a table that begin with a key in backticks, under the heading of differences. */
function listedReasons(): string[] {
  const [, differences = ''] = readFileSync(PAGE, 'utf8').split('## Differences that requests show');
  return [...differences.matchAll(/^\| `([a-z0-9-]+)` +\|/gm)].map(([, key]) => key ?? '');
}

describe('the differences between Parlance and Parse Server', () => {
  it('have a row in docs/compatibility.md for each reason, and no row without one', () => {
    const listed = listedReasons();
    expect(listed.length).toBeGreaterThan(20);
    expect([...listed].sort()).toEqual([...REASONS].sort());
  });

  it('are each of a step that exists, and of one reason', () => {
    const asked = new Set(SUBJECTS.flatMap((subject) => subject.steps.map((step) => stepId(subject, step))));
    const explained = Object.values(DIFFERENCES).flatMap((steps) => Object.keys(steps));
    expect(explained.filter((id) => !asked.has(id))).toEqual([]);
    expect(repeated(explained)).toEqual([]);
  });

  it('never let Parlance blame itself', () => {
    const statuses = Object.values(DIFFERENCES).flatMap((steps) => Object.values(steps).map(([status]) => status));
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
  });
});

describe('the subjects', () => {
  it('ask several hundred requests, each under a title of its own', () => {
    const ids = SUBJECTS.flatMap((subject) => subject.steps.map((step) => stepId(subject, step)));
    expect(ids.length).toBeGreaterThan(400);
    expect(repeated(ids)).toEqual([]);
  });

  it('have their classes for themselves', () => {
    expect(repeated(SUBJECTS.flatMap(({ fixtures = {} }) => Object.keys(fixtures)))).toEqual([]);
  });

  it.each(SUBJECTS)('$title names no object that nothing saves', (subject) => {
    const used = [...JSON.stringify(subject).matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '');
    const saved = new Set(savedNames(subject));
    expect(used.filter((name) => !saved.has(name))).toEqual([]);
  });
});

const savedNames = ({ fixtures = {}, steps }: Subject): string[] => [
  'hooks', // the address of the server of webhooks
  ...Object.values(fixtures).flatMap((objects) => Object.keys(objects)),
  ...steps.flatMap(({ save = [] }) => save),
];

const repeated = (texts: readonly string[]): string[] => texts.filter((text, at) => texts.indexOf(text) !== at);
