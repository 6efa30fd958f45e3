import { it } from 'vitest';
import { findTool, run, type FoundTool } from '../../../tools/deploy/toolbox/toolbox.ts';
import { TOOLS, type ToolName } from '../../../tools/deploy/toolbox/tools.ts';

type Command = readonly [string, ...string[]];

/** A tool of the checks of deploy/. */
export interface CheckingTool {
  /** `it`, or a test that is left out, with the reason in the output, where the tool cannot be had. */
  readonly it: typeof it | typeof it.skip;
  /** Runs the tool and answers its output. @throws Error with the output when it fails, unless `mayFail` */
  run(args: readonly string[], options?: { readonly mayFail: boolean }): Promise<string>;
}

/** Finds a tool, or fetches it once into the folder of this checkout. A machine that cannot fetch it is told so, and its tests are left out. */
export async function tool(name: ToolName): Promise<CheckingTool> {
  const found = await findTool(name);
  if ('missing' in found) console.warn(found.missing);
  return {
    it: 'missing' in found ? it.skip : it,
    run: (args, options) => runTool(found, TOOLS[name].title, args, options?.mayFail === true),
  };
}

/** A test that needs several tools. */
export function withAll(...tools: readonly CheckingTool[]): CheckingTool['it'] {
  return tools.find((one) => one.it !== it)?.it ?? it;
}

async function runTool(found: FoundTool, title: string, args: readonly string[], mayFail: boolean): Promise<string> {
  if ('missing' in found) throw new Error(found.missing);
  const { code, output } = await run(found satisfies { readonly command: Command }, ...args);
  if (code !== 0 && !mayFail) throw new Error(`${title} ends with ${code}:\n${output}`);
  return output;
}
