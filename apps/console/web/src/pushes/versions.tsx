import { LinkTo } from '../parts/links.tsx';
import { t } from '../texts/index.ts';
import { number } from '../texts/numbers.ts';
import { DueTime } from './due-time.tsx';
import { PlainTable } from './plain-table.tsx';
import { barsOf } from './rate-bars.ts';
import type { Report } from './queries.ts';
import { messageIn } from './target.ts';

/** The versions of an experiment in rows, each with a link to its push. */
export function Versions({ app, groups }: { app: string; groups: Report['groups'] }) {
  const words = t.push.experiment;
  const { bars } = barsOf(groups);
  return (
    <PlainTable
      label={words.rates}
      minWidth={680}
      columns={[
        { label: words.version },
        { label: t.push.message },
        { label: words.sentAt },
        { label: t.push.sent, isNumber: true },
        { label: t.push.opened, isNumber: true },
        { label: t.push.openRate, isNumber: true },
        { label: words.between, isNumber: true },
      ]}
      rows={groups.map(({ key, id, payload, sendTime, sent, opened, openRate }) => {
        const range = bars.find((bar) => bar.key === key)?.range;
        return {
          key,
          cells: [
            <LinkTo key="push" to="/apps/$app/push/$pushId" params={{ app, pushId: id }} aria-label={words.details(key)}>
              {key}
            </LinkTo>,
            messageIn(payload) || t.push.silent,
            <DueTime key="time" at={sendTime} />,
            number(sent),
            number(opened),
            t.push.percent(openRate),
            range === undefined ? '' : words.andBetween(t.push.percent(range.lo), t.push.percent(range.hi)),
          ],
        };
      })}
    />
  );
}
