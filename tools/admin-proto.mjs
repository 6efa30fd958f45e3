// `npm run admin:proto`: writes the proto files of administration, and their descriptors, from the table of operations. `--promise`: later
// versions are compared with the result.
import { bootstrap } from './bootstrap.mjs';

bootstrap('admin-proto/generate.ts');
