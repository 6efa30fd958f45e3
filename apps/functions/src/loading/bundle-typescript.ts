import { existsSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { UnloadableCode } from './unloadable-code.ts';

/** The file that is made of the TypeScript of a folder, in that folder. */
export const BUNDLE = 'main.bundle.mjs';

/** The members of an error of the bundler that name a place. */
interface BundlerError {
  readonly message: string;
  readonly loc?: { readonly file?: string; readonly line: number; readonly column: number };
}

/**
 * Bundles code in TypeScript into one file beside it, with a map to the original lines. Packages stay outside.
 *
 * @param root folder of the code, absolute
 * @param entry below it
 * @throws UnloadableCode for code that does not compile, with the place
 */
export async function bundleTypeScript(root: string, entry: string): Promise<void> {
  const { rolldown } = await import('rolldown'); // of use to apps in TypeScript alone
  const tsconfig = join(root, 'tsconfig.json');
  try {
    const build = await rolldown({
      input: join(root, entry),
      cwd: root,
      platform: 'node',
      tsconfig: existsSync(tsconfig) ? tsconfig : false,
      external: (id) => !id.startsWith('.') && !isAbsolute(id) && !id.startsWith('\0'),
      onLog: () => undefined,
    });
    try {
      await build.write({ file: join(root, BUNDLE), format: 'esm', sourcemap: true, codeSplitting: false, keepNames: true });
    } finally {
      await build.close();
    }
  } catch (error) {
    throw faultOf(error, root);
  }
}

function faultOf(error: unknown, root: string): unknown {
  const first = (error as { errors?: readonly BundlerError[] }).errors?.[0];
  if (first === undefined) return error;
  const text = (first.message.split('\n')[0] ?? '').replace(/^\[\w+\] /, '');
  const { loc } = first;
  return new UnloadableCode(
    text,
    loc === undefined
      ? {}
      : { file: loc.file === undefined ? undefined : relative(root, loc.file), line: loc.line, column: loc.column + 1 },
  );
}
