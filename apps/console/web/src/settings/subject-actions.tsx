import { CleanUpFiles } from './clean-up-files.tsx';
import type { SubjectId } from './subjects.ts';
import { TestCredentials } from './test-credentials.tsx';

/** The things to do about a subject, beside its settings. */
export function SubjectActions({ app, id }: { app: string; id: SubjectId }) {
  if (id === 'push') return <TestCredentials app={app} />;
  if (id === 'files') return <CleanUpFiles app={app} />;
  return null;
}
