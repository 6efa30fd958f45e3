import { registerHooks } from 'node:module';
import { SDK } from '../sdk/sdk.ts';

/** Names of the SDK in code of apps: all of them are the SDK of the process, whatever copy the code has among its packages. */
const NAMES: ReadonlySet<string> = new Set(['parse', 'parse/node', 'parse/node.js', 'parse/index.js']);
const FOR_REQUIRE = 'parlance:parse.cjs';
const FOR_IMPORT = 'parlance:parse.mjs';
const HELD = 'parlance.sdk';
const GET = `globalThis[Symbol.for('${HELD}')]`;
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** Makes imports of `parse` in code of the app, by `require` and `import`, the SDK of this process. */
export function mapSdk(): void {
  Object.defineProperty(globalThis, Symbol.for(HELD), { value: SDK });
  registerHooks({
    resolve(specifier, context, next) {
      if (!NAMES.has(specifier)) return next(specifier, context);
      const isRequired = context.conditions.includes('require');
      return isRequired ? mapped(FOR_REQUIRE, 'commonjs') : mapped(FOR_IMPORT, 'module');
    },
    load(url, context, next) {
      if (url === FOR_REQUIRE) return { format: 'commonjs', source: `module.exports = ${GET};`, shortCircuit: true };
      if (url === FOR_IMPORT) return { format: 'module', source: importSource(), shortCircuit: true };
      return next(url, context);
    },
  });
}

const mapped = (url: string, format: string) => ({ url, format, shortCircuit: true });

/** A module with the SDK as its default and its members by their names. */
function importSource(): string {
  const names = Object.keys(SDK).filter((name) => IDENTIFIER.test(name) && name !== 'default');
  const members = names.map((name) => `export const ${name} = sdk.${name};`);
  return [`const sdk = ${GET};`, 'export default sdk;', ...members].join('\n');
}
