import { fileVariable } from './given.ts';
import type { Setting, SettingsTable } from './setting.ts';

/** The table as Markdown, one row a setting in the order of the table. */
export function describeSettings(table: SettingsTable): string {
  const rows = Object.entries(table).map(
    ([name, setting]) => `| ${names(name, setting)} | ${setting.meaning} | ${setting.expected} | ${unset(setting)} |`,
  );
  return ['| variable | meaning | must be | when unset |', '|---|---|---|---|', ...rows].join('\n') + '\n';
}

function names(name: string, setting: Setting<unknown>): string {
  return fileVariable(name, setting) === undefined ? `\`${name}\`` : `\`${name}\`, \`…_FILE\``;
}

function unset({ fallback }: Setting<unknown>): string {
  if (fallback === undefined) return 'refused';
  const { value } = fallback;
  return value === undefined ? '' : `\`${Array.isArray(value) ? value.join(',') : JSON.stringify(value).replaceAll('"', '')}\``;
}
