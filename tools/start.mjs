// `npm start`: everything a newcomer needs, on any Node that can read this line. The work itself is in launcher/start.ts.
import { bootstrap } from './bootstrap.mjs';

bootstrap('launcher/start.ts');
