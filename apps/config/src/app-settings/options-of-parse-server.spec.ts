import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkSetting, isSettingName } from './check-settings.ts';
import { FOREIGN_OPTIONS } from './foreign-options.ts';

const docs = (name: string): string => readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8');

/** An option of the contract's tables, `rateLimit.zone`, and the judgement whether apps need it. */
interface Option {
  readonly path: string;
  readonly isPerApp: boolean;
}

const OPTIONS = docs('contract/23-parse-server-options.md')
  .split(/^## /m)
  .flatMap((section) => {
    const above = section.startsWith('10.') ? 'databaseOptions.' : '';
    const rows = section.split('\n').filter((line) => /^\| (?!Option|-)/.test(line));
    return rows.flatMap((row) => {
      const [, names = '', , , perApp = ''] = row.split(/(?<!\\)\|/);
      const isPerApp = /must|should/.test(perApp);
      return pathsIn(names).map((path): Option => ({ path: above + path, isPerApp }));
    });
  });

/** `a.b / c`, `a[]: b, c` and `a.* (b, c)` as paths. */
function pathsIn(cell: string): readonly string[] {
  const names = cell
    .replace(/\([^)]*\)/g, '')
    .replaceAll(/(\w+)\[\]:/g, '$1.')
    .replaceAll('[]', '')
    .split(/[,/]/)
    .map((name) => name.replaceAll(/\s|\.\*|\w+…/g, '').replace(/\.$/, ''));
  const [first = ''] = names;
  const above = first.includes('.') ? first.slice(0, first.lastIndexOf('.') + 1) : '';
  return names.filter((name) => name !== '').map((name, at) => (at === 0 || name.includes('.') ? name : above + name));
}

/** Whether a setting has such a member: a value that nothing is says so. */
function isAccepted(path: string): boolean {
  const [name = '', ...members] = path.split('.');
  if (!isSettingName(name)) return false;
  const inside = members.reduceRight<unknown>((value, member) => ({ [member]: value }), Symbol('no value'));
  if (members.length === 0) return true;
  return [inside, [inside]].some((value) => {
    const checked = checkSetting(name, value);
    return checked.ok || !(checked.message.includes('Unrecognized key') || checked.message.startsWith(`${name}: Invalid input: expected`));
  });
}

/** Options that the page of differences names, with a reason. */
const [, SECTION = ''] = docs('compatibility.md').split('## Options of Parse Server that are no settings');
const NAMED = new Map(
  (SECTION.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => /^\| `/.test(line))
    .flatMap((line) => {
      const [, names = '', reason = ''] = line.split('|');
      return [...names.matchAll(/`([^`]+)`/g)].map(([, path]) => [path as string, reason.trim()] as const);
    }),
);

describe('the options of Parse Server', () => {
  it('are many', () => {
    expect(OPTIONS.length).toBeGreaterThan(150);
    expect(OPTIONS.filter(({ isPerApp }) => isPerApp).length).toBeGreaterThan(90);
  });

  it('that apps need are settings, or named with the reason in docs/compatibility.md', () => {
    const paths = OPTIONS.filter(({ isPerApp }) => isPerApp).map(({ path }) => path);
    const named = (path: string): boolean => (NAMED.get(path) ?? NAMED.get(path.split('.', 1)[0] as string) ?? '') !== '';
    expect(paths.filter((path) => !isAccepted(path) && !named(path))).toEqual([]);
  });

  it('that are settings are not named as missing', () => {
    expect([...NAMED.keys()].filter((path) => isAccepted(path))).toEqual([]);
  });

  it('are each a setting, or answered with a sentence', () => {
    const names = [...new Set(OPTIONS.map(({ path }) => path.split('.', 1)[0] as string))];
    expect(names.filter((name) => !isSettingName(name) && !FOREIGN_OPTIONS.includes(name))).toEqual([]);
  });
});
