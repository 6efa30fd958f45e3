import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN_OPERATIONS } from '@parlance/admin-operations';
import { afterAll, describe, expect, it } from 'vitest';
import { completionScript } from './completion.ts';

const folder = mkdtempSync(join(tmpdir(), 'parlance-completion-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The words that bash offers behind these, by the script itself. */
function offered(...words: string[]): readonly string[] {
  const script = join(folder, 'completion.bash');
  const list = words.map((word) => `'${word}'`).join(' ');
  writeFileSync(
    script,
    `${completionScript('bash')}\nCOMP_WORDS=(${list})\nCOMP_CWORD=${words.length - 1}\n_parlance\nprintf '%s\\n' "\${COMPREPLY[@]}"\n`,
  );
  return execFileSync('bash', [script], { cwd: folder, encoding: 'utf8' }).split('\n').filter(Boolean);
}

describe('completion in bash', () => {
  it('offers areas, their operations, and the members of each', () => {
    expect(offered('parlance', 'ap')).toEqual(['apps']);
    expect(offered('parlance', 'apps', '')).toEqual(ADMIN_OPERATIONS.filter(({ area }) => area === 'apps').map(({ name }) => name));
    expect(offered('parlance', 'apps', 'list', '--l')).toEqual(['--limit']);
    expect(offered('parlance', 'doctor', '--data')).toEqual(['--database']);
    expect(offered('parlance', 'profile', 'u')).toEqual(['use']);
  });
});

describe('completion in zsh and fish', () => {
  it.each(['zsh', 'fish'] as const)('%s knows every operation', (shell) => {
    const script = completionScript(shell);
    for (const { area, name } of ADMIN_OPERATIONS) expect(script).toMatch(new RegExp(`${area}\\b[^\\n]*\\b${name}\\b`));
  });
});
