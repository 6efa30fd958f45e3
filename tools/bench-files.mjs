// `npm run bench:files`: large files, their speed and the memory that they take.
import { bootstrap } from './bootstrap.mjs';

bootstrap('bench/large-files.ts');
