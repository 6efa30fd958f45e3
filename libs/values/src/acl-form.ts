import type { JsonObject } from './json.ts';

/**
 * The ACL an answer shows, rebuilt from the two stored lists: true flags only. Undefined when neither list is stored, which means
 * public. With one list only, the other side is public for filters but shows nothing here, as Parse Server has it.
 */
export function aclFromStored(readers: unknown, writers: unknown): JsonObject | undefined {
  if (!Array.isArray(readers) && !Array.isArray(writers)) return undefined;
  const acl: Record<string, { read?: true; write?: true }> = {};
  grant(acl, readers, 'read');
  grant(acl, writers, 'write');
  return acl;
}

function grant(acl: Record<string, { read?: true; write?: true }>, entries: unknown, mode: 'read' | 'write'): void {
  if (!Array.isArray(entries)) return;
  for (const entry of entries) {
    if (typeof entry !== 'string' || entry === '__proto__') continue; // cannot be an entry; only edited data could hold it
    const known = acl[entry];
    if (known === undefined || !Object.hasOwn(acl, entry)) acl[entry] = { [mode]: true };
    else known[mode] = true;
  }
}
