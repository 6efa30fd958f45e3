/** `npm run deploy:render`: writes the files of a deployment that follow from the code. A test of tests/deploy tells when one is out of date. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../launcher/paths.ts';
import { kustomizeFiles } from './kustomize.ts';
import { renderedFiles } from './rendered-files.ts';

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(ROOT, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    console.log(path);
  }
}

write(await renderedFiles());
const manifests = await kustomizeFiles();
if (manifests === undefined) console.log('helm cannot be had on this machine: deploy/kustomize stays as it is.');
else write(manifests);
