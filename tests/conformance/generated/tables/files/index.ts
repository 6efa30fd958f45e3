import type { Group } from '../../group.ts';
import { downloads } from './downloads.ts';
import { enclosed } from './enclosed.ts';
import { uploads } from './uploads.ts';
import { filesInObjects } from './values.ts';

/** Everything about files. */
export const files: readonly Group[] = [uploads, enclosed, downloads, filesInObjects];
