import fc from 'fast-check';
import { chosenSeed } from '../../../tools/launcher/test-seed.ts';

/** vitest's set-up of the suites that check properties: all of their random inputs come from the seed of the run. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: chosenSeed(process.env) });
