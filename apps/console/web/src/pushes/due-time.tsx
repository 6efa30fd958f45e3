import { Text } from '@mantine/core';
import { Time } from '../parts/time.tsx';
import { t } from '../texts/index.ts';
import { isWallTime, wallTime } from './wall-time.ts';

/** When a push is due: in the viewer's zone, or at the wall time of each device, which is marked. */
export function DueTime({ at }: { at: string | null }) {
  if (at === null) return <>{t.never}</>;
  if (!isWallTime(at)) return <Time iso={at} />;
  return (
    <>
      {wallTime(at)}{' '}
      <Text span size="xs" c="dimmed">
        {t.push.localTime}
      </Text>
    </>
  );
}
