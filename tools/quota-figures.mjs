// `npm run quota:figures`: how long the requests of one app take while another one sends ten times as many as its quota lets pass.
import { bootstrap } from './bootstrap.mjs';

bootstrap('quota-figures/main.ts');
