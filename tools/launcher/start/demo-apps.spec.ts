import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ensureDemoApps, withOtherCode } from './demo-apps.ts';

const folder = mkdtempSync(join(tmpdir(), 'demo-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the demo app with other Cloud Code', () => {
  it('is declared in a file of its own, which only its owner reads, with the same keys', () => {
    const file = join(folder, 'apps.json');
    ensureDemoApps(file);
    const before = readFileSync(file, 'utf8');
    const other = withOtherCode(file, '/somewhere/cloud');
    withOtherCode(file, '/elsewhere/cloud');
    expect(statSync(other).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toBe(before);
    const [app] = (JSON.parse(before) as { apps: object[] }).apps;
    expect(JSON.parse(readFileSync(other, 'utf8'))).toEqual({ apps: [{ ...app, cloud: '/elsewhere/cloud' }] });
  });
});
