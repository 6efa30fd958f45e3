import { Badge, Button, Group, Paper, Text } from '@mantine/core';
import type { ReplyOf } from '../api/operations.ts';
import { Time } from '../parts/time.tsx';
import { t } from '../texts/index.ts';

export type Setting = ReplyOf<'settings/describe'>['settings'][number];

const isSecretThatIsSet = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'isSet' in value && Object.keys(value).length === 1;
const shown = (value: unknown): string => (isSecretThatIsSet(value) ? t.settings.secret : (JSON.stringify(value) ?? t.data.empty));

/** One setting; `onEdit` is absent for administrators who may only look. */
export function SettingCard({ setting, onEdit }: { setting: Setting; onEdit: (() => void) | undefined }) {
  const { name, description, value, from, changed } = setting;
  return (
    <Paper withBorder p="sm" component="section" aria-label={name}>
      <Group justify="space-between" wrap="nowrap" align="start">
        <div>
          <Group gap="xs">
            <Text fw={600} className="mono">
              {name}
            </Text>
            {from !== 'default' && (
              <Badge variant="light" tt="none">
                {t.settings.from[from]}
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            {description}
          </Text>
          <Text size="sm" className="mono" mt={4}>
            {shown(value)}
          </Text>
          <Text size="xs" c="dimmed">
            {`${t.settings.default}: ${shown(setting.default)}`}
            {changed !== null && (
              <>
                {` · ${t.settings.lastChanged(changed.who)}, `}
                <Time iso={changed.at} />
              </>
            )}
          </Text>
          {from === 'appsFile' && <Text size="sm">{t.settings.appsFile}</Text>}
        </div>
        {onEdit !== undefined && from !== 'appsFile' && (
          <Button size="compact-sm" variant="default" aria-label={`${t.settings.edit} ${name}`} onClick={onEdit}>
            {t.settings.edit}
          </Button>
        )}
      </Group>
    </Paper>
  );
}
