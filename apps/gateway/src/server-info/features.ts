import type { RouteTable } from '../routes/route-table.ts';

/**
 * The features that the dashboard may offer: it hides every screen whose flag is false. Each flag is read from the routes that are
 * served, so a feature is announced by the very change that adds it.
 */
export function featuresOf(table: RouteTable) {
  const crud = (path: string, item = path) => ({
    create: table.has('POST', path),
    read: table.has('GET', path),
    update: table.has('PUT', item),
    delete: table.has('DELETE', item),
  });
  const hasConfig = table.has('PUT', '/config');
  const logs = table.has('GET', '/scriptlog');
  const hook = '/hooks/functions/:functionName';
  const push = table.has('POST', '/push');
  const editSchemas = table.has('PUT', '/schemas/:className');
  return {
    // Parameters of Config are created, changed and deleted by one and the same call.
    globalConfig: { create: hasConfig, read: table.has('GET', '/config'), update: hasConfig, delete: hasConfig },
    // Webhooks are changed and deleted by one and the same call, too.
    hooks: { ...crud('/hooks/functions', hook), delete: table.has('PUT', hook) },
    cloudCode: { jobs: table.has('GET', '/cloud_code/jobs') },
    logs: { level: logs, size: logs, order: logs, until: logs, from: logs },
    push: {
      immediatePush: push,
      scheduledPush: push,
      storedPushData: push,
      pushAudiences: table.has('GET', '/push_audiences'),
      localization: push,
    },
    schemas: {
      addField: editSchemas,
      removeField: editSchemas,
      addClass: table.has('POST', '/schemas/:className'),
      removeClass: table.has('DELETE', '/schemas/:className'),
      clearAllDataFromClass: table.has('DELETE', '/purge/:className'),
      exportClass: false,
      editClassLevelPermissions: editSchemas,
      editPointerPermissions: editSchemas,
    },
    settings: { securityCheck: table.has('GET', '/security') },
  };
}
