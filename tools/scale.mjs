// `npm run -s scale`: the processes and servers that a load needs, on paper.
import { bootstrap } from './bootstrap.mjs';

bootstrap('scale/main.ts');
