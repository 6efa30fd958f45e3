import { refusesField, seesCredentials, seesInternal, type Identity } from '@parlance/acl';
import { platformClass, type PlatformClass } from '@parlance/platform-classes';
import type { AskedCondition, FieldPath } from '@parlance/query';
import { fieldOf } from '@parlance/values';
import type { AskedQuery } from './class-rules.ts';

/**
 * Refuses questions on credentials. By a comparison, an order or a number of matches a token is found letter by letter. Holders of a token ask
 * for it by equality: nobody guesses it.
 *
 * @throws OperationForbidden (119)
 */
export function assertAsksNoCredentials(asked: AskedQuery, className: string, identity: Identity): void {
  const declared = platformClass(className);
  if (declared?.secrets === undefined || seesInternal(identity)) return;
  const closed = closedFor(identity, declared);
  const fault =
    conditionFault(asked.condition, closed, declared.heldTokens ?? [], true) ??
    [...asked.order.map(({ field }) => field), ...(asked.shown === undefined ? [] : [asked.shown])].find(closed);
  if (fault !== undefined) throw refusesField('query', fault, className);
}

type IsClosed = (path: FieldPath) => boolean;

/** The paths that the identity may not ask by. Those of fields that are shown to nobody are closed to every key. */
function closedFor(identity: Identity, { secrets = {}, spreadFields = {}, credentialMembers = [] }: PlatformClass): IsClosed {
  const isOpen = seesCredentials(identity);
  return (path) => {
    const field = fieldOf(path);
    const shownTo = Object.hasOwn(secrets, field) ? secrets[field] : undefined;
    if (shownTo === 'nobody') return true;
    if (!isOpen) return shownTo === 'self' || credentialMembers.includes(field);
    const { secretMembers = [] } = Object.hasOwn(spreadFields, field) ? (spreadFields[field] ?? {}) : {};
    return secretMembers.some((member) => path === `${field}.${member}` || path.startsWith(`${field}.${member}.`));
  };
}

/** @param holds false below `or` and `nor`, where an equality tells more than that its token exists */
function conditionFault(node: AskedCondition, closed: IsClosed, heldTokens: readonly string[], holds: boolean): FieldPath | undefined {
  if ('items' in node) {
    for (const item of node.items) {
      const fault = conditionFault(item, closed, heldTokens, holds && node.kind === 'and');
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
  if (!('field' in node) || !closed(node.field)) return undefined;
  const isHeld = holds && node.kind === 'eq' && typeof node.operand === 'string' && heldTokens.includes(node.field);
  return isHeld ? undefined : node.field;
}
