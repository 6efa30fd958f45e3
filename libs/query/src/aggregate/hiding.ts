import { AUTH_DATA_PREFIX } from '@parlance/values';
import type { MongoStage } from './aggregate-query.ts';
import { hiddenMembers } from './scope.ts';

/**
 * The stages that take the hidden members away from the documents of a class. A user's providers, each in a member of its own, have
 * given tokens and secrets: these members go by the beginning of their names.
 */
export function hiding(className: string): readonly MongoStage[] {
  const unset: MongoStage = { $unset: hiddenMembers(className) };
  return className === '_User' ? [unset, { $replaceWith: withoutAuthData('$$ROOT') }] : [unset];
}

/** The same of the documents in a list that documents hold. */
export function hidingIn(className: string, list: string): readonly MongoStage[] {
  const unset: MongoStage = { $unset: hiddenMembers(className).map((member) => `${list}.${member}`) };
  if (className !== '_User') return [unset];
  return [unset, { $set: { [list]: { $map: { input: `$${list}`, as: 'held', in: withoutAuthData('$$held') } } } }];
}

function withoutAuthData(document: string): unknown {
  const isOther = { $ne: [{ $indexOfBytes: ['$$member.k', AUTH_DATA_PREFIX] }, 0] };
  return { $arrayToObject: { $filter: { input: { $objectToArray: document }, as: 'member', cond: isOther } } };
}
