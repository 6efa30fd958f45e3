import { join } from 'node:path';
import { buildTool } from '../../../build.ts';
import { ROOT } from '../../../launcher/paths.ts';

const PROGRAMS = ['workers', 'standalone'] as const;

/** Builds the programs whose providers send nothing. @returns their paths, by the app that they stand in for */
export async function programsWithoutProviders(): Promise<Readonly<Record<string, string>>> {
  const built = PROGRAMS.map(async (program) => {
    const folder = join(ROOT, '.data', 'bench-programs', program, 'dist');
    await buildTool(join(import.meta.dirname, `${program}.ts`), folder);
    return [program, join(folder, 'main.js')] as const;
  });
  return Object.fromEntries(await Promise.all(built));
}
