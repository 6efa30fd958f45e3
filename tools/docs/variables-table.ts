import { SERVICE_NAMES } from '@parlance/contracts';
import { PROCESS_SETTINGS } from '@parlance/service';
import { describeSettings, type SettingsTable } from '@parlance/settings';
import { DEFINITIONS, STANDALONE_SETTINGS } from '@parlance/standalone';

/** All variables of a deployment as Markdown: those of every process, and for each service those that it reads besides. */
export function variablesReference(): string {
  const services = SERVICE_NAMES.map((name) => [name, DEFINITIONS[name].settings] as const);
  const parts: readonly (readonly [string, SettingsTable])[] = [
    ['Every process', PROCESS_SETTINGS],
    ...services.map(([name, table]) => [`\`${name}\``, without(PROCESS_SETTINGS, table)] as const),
    ['`standalone`, which hosts several services', STANDALONE_SETTINGS],
  ];
  return parts.map(([title, table]) => `## ${title}\n\n${describeSettings(table)}`).join('\n');
}

function without(known: SettingsTable, table: SettingsTable): SettingsTable {
  return Object.fromEntries(Object.entries(table).filter(([name]) => !Object.hasOwn(known, name)));
}
