import { Divider } from '@mantine/core';
import { Icon } from '../parts/icons.tsx';
import { NavLinkTo } from '../parts/links.tsx';
import { useEverywhere, useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { DEPLOYMENT_SECTIONS, SECTIONS } from './sections.ts';

/** Links to the sections that the administrator may look at. */
export function Navigation({ app, onNavigate }: { app: string | undefined; onNavigate: () => void }) {
  const may = useMay();
  const everywhere = useEverywhere();
  return (
    <>
      <NavLinkTo
        className="nav-link"
        to="/"
        activeOptions={{ exact: true }}
        label={t.shell.apps}
        leftSection={<Icon name="list" />}
        onClick={onNavigate}
      />
      {app !== undefined &&
        SECTIONS.filter(({ scope }) => may(scope)).map(({ to, label, icon }) => (
          <NavLinkTo
            key={to}
            className="nav-link"
            to={to}
            params={{ app }}
            activeOptions={{ exact: to === '/apps/$app' }}
            label={label}
            leftSection={<Icon name={icon} />}
            onClick={onNavigate}
          />
        ))}
      {everywhere && (
        <>
          <Divider my="xs" label={t.shell.deployment} />
          {DEPLOYMENT_SECTIONS.filter(({ scope }) => may(scope)).map(({ to, label, icon }) => (
            <NavLinkTo key={to} className="nav-link" to={to} label={label} leftSection={<Icon name={icon} />} onClick={onNavigate} />
          ))}
        </>
      )}
    </>
  );
}
