// `npm run bench:cloud`: Cloud Code of Parlance and of its peer, side by side.
import { bootstrap } from './bootstrap.mjs';

bootstrap('bench/cloud/main.ts');
