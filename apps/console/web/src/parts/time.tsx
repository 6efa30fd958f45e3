import { Tooltip } from '@mantine/core';
import { localTime } from './local-time.ts';

/** A time in the viewer's zone, with UTC on hover and on focus of the control that holds it. */
export function Time({ iso }: { iso: string }) {
  return (
    <Tooltip label={`UTC ${iso}`}>
      <time dateTime={iso}>{localTime(iso)}</time>
    </Tooltip>
  );
}
