// `npm run chaos`: breaks parts of a staging deployment under load and prints the fate of every write.
import { bootstrap } from './bootstrap.mjs';

bootstrap('chaos/main.ts');
