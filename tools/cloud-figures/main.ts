import { growth } from './growth.ts';
import { isolation } from './isolation.ts';
import { neighbours } from './neighbours.ts';

const PARTS: Readonly<Record<string, () => Promise<void>>> = { isolation, growth, neighbours };

const named = process.argv.slice(2);
const unknown = named.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) {
  console.error(`There are no figures "${unknown}"; choose among ${Object.keys(PARTS).join(', ')}.`);
  process.exit(1);
}
for (const [name, print] of Object.entries(PARTS)) if (named.length === 0 || named.includes(name)) await print();
process.exit(0);
