import type { Run } from '../channel/messages.ts';
import type { Order } from './run.ts';

/** The call as the process is told of it. */
export function runMeta({ what, name, triggerKind, className, jobId, contentType, context, user }: Order): Run {
  const { identity, cloud, requestId } = context;
  return {
    what,
    name,
    triggerKind,
    className,
    master: identity.kind === 'master' || identity.kind === 'platform' || identity.kind === 'readOnlyMaster',
    isReadOnly: identity.kind === 'readOnlyMaster',
    hasSession: user !== undefined,
    user,
    roles: identity.kind === 'user' ? identity.roles : undefined,
    installationId: cloud?.installationId,
    headers: cloud?.headers ?? {},
    ip: cloud?.ip ?? '',
    context: cloud?.context ?? '{}',
    jobId,
    requestId,
    contentType,
  };
}
