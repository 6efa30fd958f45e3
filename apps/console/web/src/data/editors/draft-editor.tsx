import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { Button, Group, Stack } from '@mantine/core';
import type { Field } from '../../api/data-operations.ts';
import { t } from '../../texts/index.ts';
import { draftOf, parseDraft, type Draft } from '../values.ts';
import { InputOf } from './inputs.tsx';

interface Props {
  readonly app: string;
  readonly name: string;
  readonly field: Field;
  readonly value: unknown;
  /** undefined unsets the field. */
  readonly onSave: (value: unknown) => void;
  readonly onCancel: () => void;
  readonly children?: ReactNode;
}

/** Types whose text may have lines, so that Enter alone does not save. */
const MULTILINE: readonly string[] = ['Object', 'Array', 'Polygon', 'ACL'];

/** Edits one value as its type asks for. Enter saves, with Ctrl where the text has lines; Escape leaves the value as it is. */
export function DraftEditor({ app, name, field, value, onSave, onCancel, children }: Props) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(value, field));
  const [fault, setFault] = useState<string>();
  const save = () => {
    const parsed = parseDraft(draft, field);
    if ('fault' in parsed) setFault(parsed.fault);
    else onSave(parsed.value);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isPlain = !event.shiftKey && !MULTILINE.includes(field.type) && (event.target as Element).tagName !== 'BUTTON';
    if (event.key !== 'Enter' || !(isPlain || event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    save();
  };
  return (
    <Stack gap="xs" onKeyDown={onKeyDown}>
      <InputOf
        app={app}
        name={name}
        field={field}
        value={value}
        draft={draft}
        onDraft={(next) => (setFault(undefined), setDraft(next))}
        fault={fault}
      />
      {children}
      <Group gap="xs">
        <Button size="compact-sm" onClick={save}>
          {t.save}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onCancel}>
          {t.cancel}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => onSave(null)}>
          {t.data.cell.setNull}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => onSave(undefined)}>
          {t.data.cell.unset}
        </Button>
      </Group>
    </Stack>
  );
}
