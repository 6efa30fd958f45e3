// `npm run cloud:figures`: the price of running the code of apps, and whether hostile code of one app slows another.
import { bootstrap } from './bootstrap.mjs';

bootstrap('cloud-figures/main.ts');
