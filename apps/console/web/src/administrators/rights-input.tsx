import { NativeSelect, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { appsQuery } from '../shell/apps.ts';
import { t } from '../texts/index.ts';

export const ROLES = ['owner', 'developer', 'marketer', 'supporter', 'viewer'] as const;
export type Role = (typeof ROLES)[number];
export interface Rights {
  readonly role: Role;
  readonly apps: readonly string[];
}

/** The members of a request that give these rights; no apps means all of them. */
export const rightsOf = ({ role, apps }: Rights): { role: Role; apps?: string[] } => ({
  role,
  ...(apps.length === 0 ? {} : { apps: [...apps] }),
});

/** Role and apps of an administrator or a token. */
export function RightsInput({ rights, onChange }: { rights: Rights; onChange: (rights: Rights) => void }) {
  const { data: apps = [] } = useQuery(appsQuery);
  return (
    <>
      <NativeSelect
        label={t.administrators.role}
        data={ROLES.map((value) => ({ value, label: t.administrators.roles[value] ?? value }))}
        value={rights.role}
        onChange={(event) => onChange({ ...rights, role: event.currentTarget.value as Role })}
      />
      <TagsInput
        label={t.administrators.apps}
        data={apps.map(({ id }) => id)}
        value={[...rights.apps]}
        onChange={(chosen) => onChange({ ...rights, apps: chosen })}
      />
    </>
  );
}

/** Rights as a cell of a table shows them. */
export function rightsText({
  role,
  scopes,
  apps,
}: {
  role?: string | undefined;
  scopes?: readonly string[] | undefined;
  apps?: readonly string[] | undefined;
}): string {
  const right = role ?? t.administrators.scopes(scopes?.length ?? 0);
  return `${right} · ${apps === undefined ? t.administrators.allApps : apps.join(', ')}`;
}
