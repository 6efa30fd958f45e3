/**
 * `npm run screenshots`: starts a deployment, fills it with a demo app, and takes the pictures of docs/console.md. The steps are a project of
 * vitest, because a deployment inside of a process needs its loader for the services' decorators.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../launcher/paths.ts';

const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
const args = [vitest, 'run', '--project', 'screenshots', '--disable-console-intercept'];
spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 1));
