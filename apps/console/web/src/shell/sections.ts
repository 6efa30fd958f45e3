import type { IconName } from '../parts/icons.tsx';
import { t } from '../texts/index.ts';

/** The sections of an app, each with the right to look at it. */
export const SECTIONS = [
  { to: '/apps/$app', label: t.shell.start, icon: 'play', scope: 'keys:read' },
  { to: '/apps/$app/data', label: t.shell.data, icon: 'table', scope: 'data:read' },
  { to: '/apps/$app/users', label: t.shell.users, icon: 'person', scope: 'users:read' },
  { to: '/apps/$app/push', label: t.shell.push, icon: 'bell', scope: 'push:read' },
  { to: '/apps/$app/config', label: t.shell.config, icon: 'sliders', scope: 'parameters:read' },
  { to: '/apps/$app/analytics', label: t.shell.analytics, icon: 'chart', scope: 'analytics:read' },
  { to: '/apps/$app/cloud', label: t.operations.cloud, icon: 'cloud', scope: 'cloud:read' },
  { to: '/apps/$app/queries', label: t.shell.queries, icon: 'search', scope: 'indexes:read' },
  { to: '/apps/$app/transfers', label: t.operations.transfers, icon: 'transfer', scope: 'transfers:read' },
  { to: '/apps/$app/usage', label: t.operations.usage, icon: 'gauge', scope: 'usage:read' },
  { to: '/apps/$app/settings', label: t.shell.settings, icon: 'gear', scope: 'settings:read' },
  { to: '/apps/$app/keys', label: t.shell.keys, icon: 'key', scope: 'keys:read' },
  { to: '/apps/$app/audit', label: t.shell.audit, icon: 'list', scope: 'audit:read' },
] as const satisfies readonly { to: string; label: string; icon: IconName; scope: string }[];

/** The screens of the deployment, for administrators who are not limited to some apps. */
export const DEPLOYMENT_SECTIONS = [
  { to: '/administrators', label: t.shell.administrators, icon: 'key', scope: 'administrators:read' },
  { to: '/fleet', label: t.operations.fleet, icon: 'server', scope: 'fleet:read' },
] as const;
