import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** The content of a file as a deployment takes it. */
export type SentFile = string | { readonly base64: string };

/**
 * The files of a folder, by their paths in it, with slashes. Names that begin with a dot are left out; packages in node_modules are not.
 * A file that is no UTF-8 is sent in base64.
 *
 * @throws Error for a folder that is not there, and for one that holds a link
 */
export async function filesOf(folder: string): Promise<Record<string, SentFile>> {
  const files: Record<string, SentFile> = {};
  const visit = async (place: string): Promise<void> => {
    for (const entry of await readdir(place, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const path = join(place, entry.name);
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile()) files[relative(folder, path).split(sep).join('/')] = contentOf(await readFile(path));
      else throw new Error(`${path} is neither a file nor a folder.`);
    }
  };
  await visit(folder);
  return files;
}

function contentOf(bytes: Buffer): SentFile {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : { base64: bytes.toString('base64') };
}
