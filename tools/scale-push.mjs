// `npm run scale:push`: the memory of a worker while it visits five million installations.
import { bootstrap } from './bootstrap.mjs';

bootstrap('bench/push/scale.ts');
