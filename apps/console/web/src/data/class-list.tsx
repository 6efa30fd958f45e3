import { useState } from 'react';
import { Button, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Failure } from '../parts/failure.tsx';
import { Icon } from '../parts/icons.tsx';
import { NavLinkTo } from '../parts/links.tsx';
import { Loading } from '../parts/loading.tsx';
import { useMay } from '../session/session.ts';
import { number } from '../texts/numbers.ts';
import { t } from '../texts/index.ts';
import { classesQuery } from './classes.ts';
import { CreateClass } from './create-class.tsx';
import classes from './data.module.css';

/** The classes of the app with their counts, and the way to a new one. */
export function ClassList({ app, chosen }: { app: string; chosen: string | undefined }) {
  const { data, error, refetch } = useQuery({ ...classesQuery(app), refetchInterval: 30_000 });
  const [text, setText] = useState('');
  const [creating, setCreating] = useState(false);
  const may = useMay();
  const shown = data?.filter(({ className }) => className.toLowerCase().includes(text.toLowerCase()));
  return (
    <>
      <TextInput
        aria-label={t.data.filterClasses}
        placeholder={t.data.filterClasses}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      <div className={classes.classes}>
        {shown?.map(({ className, objects }) => (
          <NavLinkTo
            key={className}
            className="nav-link"
            to="/apps/$app/data/$className"
            params={{ app, className }}
            label={className}
            data-status={className === chosen ? 'active' : undefined}
            rightSection={
              <Text span size="xs" c="dimmed" className={classes.count} title={t.data.approximately(objects)}>
                {number(objects)}
              </Text>
            }
          />
        ))}
        {data?.length === 0 && <Text c="dimmed">{`${t.data.noClasses}. ${t.data.noClassesNext}`}</Text>}
        {data !== undefined && data.length > 0 && shown?.length === 0 && <Text c="dimmed">{t.data.noClassMatches}</Text>}
      </div>
      {may('data:write') && (
        <Button variant="default" leftSection={<Icon name="plus" />} onClick={() => setCreating(true)}>
          {t.data.class.create}
        </Button>
      )}
      {creating && <CreateClass app={app} onClose={() => setCreating(false)} />}
    </>
  );
}
