import { Text } from '@mantine/core';
import { t } from '../texts/index.ts';
import classes from './compose.module.css';

export const PLATFORMS_DRAWN = ['apns', 'fcm', 'wns', 'webpush'] as const;
export type DrawnPlatform = (typeof PLATFORMS_DRAWN)[number];

interface Props {
  readonly platform: DrawnPlatform;
  readonly appName: string;
  readonly title: string;
  readonly body: string;
}

/** A message as one platform draws it. Windows and Android put the name of the app where there is no title; iOS always shows it. */
export function Device({ platform, appName, title, body }: Props) {
  const name = t.compose.provider[platform] ?? platform;
  return (
    <figure className={classes.device} data-platform={platform} aria-label={t.compose.preview.on(name)}>
      <figcaption className={classes.platform}>{name}</figcaption>
      <div className={classes.note}>
        <div className={classes.head}>
          <span className={classes.icon} aria-hidden>
            {appName.slice(0, 1).toUpperCase()}
          </span>
          <Text size="xs" className={classes.app}>
            {appName}
          </Text>
          <Text size="xs">{t.compose.preview.now}</Text>
        </div>
        <Text size="sm" fw={600} lineClamp={1}>
          {title === '' && platform !== 'apns' ? appName : title}
        </Text>
        <Text size="sm" lineClamp={platform === 'wns' ? 3 : 4}>
          {body}
        </Text>
      </div>
    </figure>
  );
}
