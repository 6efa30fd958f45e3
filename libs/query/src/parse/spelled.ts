import { ParseError } from '@parlance/errors';
import { isObject, jsonAsText } from '@parlance/values';
import type { Budget } from './budget.ts';

/** Characters of a refused value in the text of its refusal. */
const LENGTH_MAX = 200;

/** A refused value as JSON, for texts that apps compare with those of Parse Server. @throws InvalidJson (107) too deep */
export function spelledAsJson(json: unknown, depth: number, budget: Budget): string {
  return spelled(json, depth, budget, JSON.stringify);
}

/** A refused value as JavaScript turns it into a string: `5,7`, `[object Object]`. @throws InvalidJson (107) too deep */
export function spelledAsText(json: unknown, depth: number, budget: Budget): string {
  return spelled(json, depth, budget, jsonAsText);
}

function spelled(json: unknown, depth: number, budget: Budget, spell: (json: unknown) => string): string {
  assertNesting(json, depth, budget);
  return cut(spell(json));
}

/** The refusal of a value that is none to compare with. @param spelt as JSON */
export function badAtom(spelt: string): ParseError {
  return new ParseError('InvalidJson', `bad atom: ${cut(spelt)}`);
}

function cut(text: string): string {
  return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}…` : text;
}

/** Both ways of spelling call themselves for each level. */
function assertNesting(json: unknown, depth: number, budget: Budget): void {
  if (!Array.isArray(json) && !isObject(json)) return;
  budget.assertDepth(depth);
  for (const item of Object.values(json)) assertNesting(item, depth + 1, budget);
}
