import { platformClass } from '@parlance/platform-classes';
import type { MongoStage } from './aggregate-query.ts';
import { hiddenMembers } from './scope.ts';

/**
 * The stages that take the hidden members away from the documents of a class. A user's providers, each in a member of its own, have
 * given tokens and secrets: these members go by the beginning of their names.
 */
export function hiding(className: string): readonly MongoStage[] {
  const unset: MongoStage = { $unset: hiddenMembers(className) };
  return [unset, ...spreadPrefixes(className).map((prefix) => ({ $replaceWith: withoutPrefixed('$$ROOT', prefix) }))];
}

/** The same of the documents in a list that documents hold. */
export function hidingIn(className: string, list: string): readonly MongoStage[] {
  const unset: MongoStage = { $unset: hiddenMembers(className).map((member) => `${list}.${member}`) };
  const stages = spreadPrefixes(className).map((prefix) => ({
    $set: { [list]: { $map: { input: `$${list}`, as: 'held', in: withoutPrefixed('$$held', prefix) } } },
  }));
  return [unset, ...stages];
}

function spreadPrefixes(className: string): readonly string[] {
  return Object.values(platformClass(className)?.spreadFields ?? {}).map(({ prefix }) => prefix);
}

function withoutPrefixed(document: string, prefix: string): unknown {
  const isOther = { $ne: [{ $indexOfBytes: ['$$member.k', prefix] }, 0] };
  return { $arrayToObject: { $filter: { input: { $objectToArray: document }, as: 'member', cond: isOther } } };
}
