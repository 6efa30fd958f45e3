import { audit } from '@parlance/admin-operations';
import { config } from '@parlance/contracts';
import { handles, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { followAudit } from './follow-audit.ts';

const timeOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));

export const AUDIT_HANDLERS: readonly AnyAdminHandler[] = [
  handles(audit.queryAudit, ({ from, to, ...request }, { ask }) =>
    ask(config.queryAudit, { ...request, from: timeOf(from), to: timeOf(to) }),
  ),
  handles(audit.followAudit, (request, { ask, signal }) => followAudit((asked) => ask(config.queryAudit, asked), request, signal)),
];
