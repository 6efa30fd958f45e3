import { z } from 'zod';

/** A JavaScript regular expression, as a string. */
export const pattern = z.string().max(1_024).refine(isPattern, 'expected a regular expression');

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
