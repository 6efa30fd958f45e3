import { chmodSync, chownSync, existsSync, lchownSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { credentialsIn } from '../../launcher/servers/credentials.ts';
import { secretFiles, type SecretFiles } from './secret-files.ts';

/** The user of all containers. */
const USER = 1_000;
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o400;
/** Holds the key that all others come from; no other container sees it. */
const OWN_FOLDER = 'root';

/**
 * Writes the files of each container into its folder of `root`, for the user of the containers alone to read. A file appears whole or not
 * at all, and a container that runs already finds the same content as before.
 *
 * @param volumes folder of the data volumes of the servers, which an engine makes for root alone, and which become theirs
 */
export function writeSecrets(root: string, volumes: string): void {
  const files = secretFiles(credentialsIn(join(root, OWN_FOLDER)));
  for (const [container, content] of Object.entries(files)) {
    const folder = join(root, container);
    if (existsSync(folder)) writeAll(folder, content);
  }
  for (const name of readdirSync(volumes)) handOver(join(volumes, name));
  console.log(`Each of ${Object.keys(files).join(', ')} has its passwords and keys.`);
}

function writeAll(folder: string, files: SecretFiles): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const draft = join(folder, `.${name}`);
    writeFileSync(draft, content, { mode: FILE_MODE });
    lchownSync(draft, USER, USER);
    renameSync(draft, join(folder, name));
  }
  handOver(folder);
}

function handOver(folder: string): void {
  chmodSync(folder, FOLDER_MODE);
  chownSync(folder, USER, USER);
}
