// `npm run transfer:figures`: rows a second, memory and the latency of production during an import and an export.
// `-- --rows 1000000` for another number than 100,000; `-- --kill` kills the workers every five seconds instead of measuring latency;
// `-- --alone` asks nothing beside the transfer.
import { bootstrap } from './bootstrap.mjs';

bootstrap('transfer-figures/main.ts');
