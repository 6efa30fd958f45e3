// `npm run bench`: Parlance and its peer side by side.
import { bootstrap } from './bootstrap.mjs';

bootstrap('bench/main.ts');
