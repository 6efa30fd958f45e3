import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { Confirm } from '../parts/confirm.tsx';
import { tell } from '../parts/notices.tsx';
import { t } from '../texts/index.ts';
import { shortName, type ReleaseChange } from './release.ts';

/** Asks before the code of an app changes for every client. */
export function ReleaseDialogs({ app, change, onClose }: { app: string; change: ReleaseChange; onClose: () => void }) {
  const client = useQueryClient();
  const after = async (work: Promise<unknown>, text: string) => {
    await work;
    await client.invalidateQueries({ queryKey: ['cloud', app] });
    tell({ text });
  };
  const { releases, cloud } = t;
  switch (change.kind) {
    case 'activate':
      return (
        <Confirm
          title={releases.activateTitle(shortName(change.release))}
          text={releases.activateText}
          action={releases.activate}
          onConfirm={() => after(call('cloud/activate', { app, release: change.release }), cloud.done.activated)}
          onClose={onClose}
        />
      );
    case 'remove':
      return (
        <Confirm
          title={releases.removeTitle(shortName(change.release))}
          text={releases.removeText}
          action={releases.remove}
          word={shortName(change.release)}
          onConfirm={() => after(call('cloud/remove', { app, release: change.release }), cloud.done.removed)}
          onClose={onClose}
        />
      );
    case 'roll-back':
      return (
        <Confirm
          title={releases.rollBackTitle}
          text={releases.rollBackText}
          action={releases.rollBack}
          word={app}
          onConfirm={() => after(call('cloud/roll-back', { app }), cloud.done.rolledBack)}
          onClose={onClose}
        />
      );
    case 'withdraw':
      return (
        <Confirm
          title={releases.withdrawTitle(app)}
          text={releases.withdrawText}
          action={releases.withdraw}
          word={app}
          onConfirm={() => after(call('cloud/withdraw', { app }), cloud.done.withdrawn)}
          onClose={onClose}
        />
      );
  }
}
