export { auditedChange, type ChangeToAudit, type Note } from './audited-change.ts';
export { withoutSecrets } from './without-secrets.ts';
