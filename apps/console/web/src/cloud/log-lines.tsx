import { Paper, Text } from '@mantine/core';
import { Empty } from '../parts/empty.tsx';
import { localTime } from '../parts/local-time.ts';
import { t } from '../texts/index.ts';
import styles from './log-lines.module.css';
import type { LogLine } from './log-window.ts';

/** Lines of the log, the newest first. Whatever code has logged is shown as text. */
export function LogLines({ lines }: { lines: readonly LogLine[] }) {
  if (lines.length === 0) return <Empty title={t.logs.none} next={t.logs.noneNext} />;
  return (
    <Paper withBorder className={styles.lines} component="ol" tabIndex={0} aria-label={t.logs.list}>
      {lines.map((line, index) => (
        <li key={`${line.at} ${lines.length - index}`} className={styles.line} data-level={line.level}>
          <Text size="xs" c="dimmed" component="div">
            <time dateTime={line.at} title={`UTC ${line.at}`}>
              {localTime(line.at)}
            </time>{' '}
            <strong className={styles.level}>{line.level}</strong> {aboutOf(line)}
          </Text>
          <div className={styles.message}>{line.message}</div>
        </li>
      ))}
    </Paper>
  );
}

/** The part of the code, the place in it, the request. */
function aboutOf({ part, jobId, file, line, requestId }: LogLine): string {
  return [
    part === undefined ? '' : t.logs.of(part),
    jobId === undefined ? '' : t.logs.run(jobId),
    file === undefined ? '' : t.codeParts.place(file, line),
    requestId === undefined ? '' : t.requestId(requestId),
  ]
    .filter((text) => text !== '')
    .join(' · ');
}
