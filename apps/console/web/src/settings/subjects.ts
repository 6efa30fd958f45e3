import { t } from '../texts/index.ts';
import type { Setting } from './setting-card.tsx';

export type SubjectId = keyof typeof t.settings.subjects;
export interface Subject {
  readonly id: SubjectId;
  readonly settings: readonly Setting[];
}

/** Settings that belong to another subject than most of their service. */
const BY_NAME: Readonly<Record<string, SubjectId>> = {
  masterKeyIps: 'access',
  readOnlyMasterKeyIps: 'access',
  maintenanceKeyIps: 'access',
  allowOrigin: 'access',
  allowHeaders: 'access',
  enforcePrivateUsers: 'access',
  protectedFields: 'access',
  rateLimit: 'limits',
  quotas: 'limits',
  batchLimit: 'limits',
  maxUploadSize: 'limits',
  requestDeadlineMs: 'limits',
  mail: 'mail',
  pages: 'mail',
  publicServerURL: 'mail',
  queryTimeoutMs: 'performance',
  slowQueryMs: 'performance',
  regexConcurrency: 'performance',
  scanLimit: 'performance',
  allowPublicExplain: 'performance',
};

const isSubject = (owner: string): owner is SubjectId => Object.hasOwn(t.settings.subjects, owner);
const subjectOf = ({ name, owner }: Setting): SubjectId => BY_NAME[name] ?? (isSubject(owner) ? owner : 'gateway');

/** The settings by subject, in the order of the table of contents; subjects without any are left out. */
export function bySubject(settings: readonly Setting[]): readonly Subject[] {
  const ids = Object.keys(t.settings.subjects) as SubjectId[];
  return ids
    .map((id) => ({ id, settings: settings.filter((setting) => subjectOf(setting) === id) }))
    .filter((subject) => subject.settings.length > 0);
}
