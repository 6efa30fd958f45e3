// `npm run bench:push`: pushes of Parlance and of its peer, side by side.
import { bootstrap } from './bootstrap.mjs';

bootstrap('bench/push/main.ts');
