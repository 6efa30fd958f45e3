import '@mantine/spotlight/styles.css';
import { useEffect } from 'react';
import { Spotlight, spotlight, type SpotlightActionData } from '@mantine/spotlight';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { classesQuery } from '../data/classes.ts';
import { useEverywhere, useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { appsQuery } from './apps.ts';
import { DEPLOYMENT_SECTIONS, SECTIONS } from './sections.ts';

/** Everywhere one can go, found by typing: sections, classes, apps. */
export default function Palette({ app, onClose }: { app: string | undefined; onClose: () => void }) {
  const navigate = useNavigate();
  const may = useMay();
  const everywhere = useEverywhere();
  const { data: apps = [] } = useQuery(appsQuery);
  const { data: classes = [] } = useQuery({ ...classesQuery(app ?? ''), enabled: app !== undefined && may('data:read') });
  useEffect(() => spotlight.open(), []);

  const sections = app === undefined ? [] : SECTIONS.filter(({ scope }) => may(scope));
  const actions: SpotlightActionData[] = [
    ...sections.map(({ to, label }) => ({ id: to, label, onClick: () => void navigate({ to, params: { app: app ?? '' } }) })),
    ...classes.map(({ className }) => ({
      id: `class ${className}`,
      label: className,
      description: t.shell.data,
      onClick: () => void navigate({ to: '/apps/$app/data/$className', params: { app: app ?? '', className } }),
    })),
    ...apps.map(({ id, name }) => ({
      id: `app ${id}`,
      label: name,
      description: t.shell.app,
      onClick: () => void navigate({ to: '/apps/$app', params: { app: id } }),
    })),
    ...(everywhere ? DEPLOYMENT_SECTIONS : []).map(({ to, label }) => ({ id: to, label, onClick: () => void navigate({ to }) })),
  ];
  return (
    <Spotlight
      title={t.shell.palette}
      classNames={{ header: 'spotlight-title' }}
      actions={actions}
      limit={20}
      shortcut={null}
      nothingFound={t.shell.paletteNothing}
      onSpotlightClose={onClose}
      searchProps={{ placeholder: t.shell.palettePlaceholder, 'aria-label': t.shell.palettePlaceholder, leftSection: null }}
    />
  );
}
