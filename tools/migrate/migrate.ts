import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildApp } from '../build.ts';
import { NODE } from '../launcher/paths.ts';

/**
 * `npm run -s migrate`, with the environment of the services (MONGODB_URL, PARLANCE_DEPLOYMENT, names of databases if any): the program of all
 * services, asked for the formats of their databases alone. An image runs the same: `node main.js migrate`.
 */
async function main(): Promise<number> {
  const { folder } = await buildApp('standalone');
  const args = ['--enable-source-maps', join(folder, 'main.js'), 'migrate'];
  return spawnSync(NODE, args, { stdio: 'inherit' }).status ?? 1;
}

process.exit(await main());
