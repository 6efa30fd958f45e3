import { useState } from 'react';
import { Button, Center, Group, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { CopyButton } from '../parts/copy-button.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { tell } from '../parts/notices.tsx';
import { QrCode } from '../parts/qr-code.tsx';
import { useAction } from '../parts/use-action.ts';
import { sessionQuery, useSession } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { offerFactor, switchFactorOff, switchFactorOn, type OfferedFactor } from './own-account.ts';

/** Switches the code of a device on and off. */
export function SecondFactor() {
  const isOn = useSession().administrator.secondFactor === true;
  const client = useQueryClient();
  const [offered, setOffered] = useState<OfferedFactor>();
  const [isLeaving, setLeaving] = useState(false);
  const offer = useAction(offerFactor, { onSuccess: setOffered });
  const change = async (text: string, run: () => Promise<unknown>) => {
    await run();
    await client.refetchQueries({ queryKey: sessionQuery.queryKey });
    tell({ text });
  };
  return (
    <>
      <Text size="sm">{isOn ? t.account.factor.on : t.account.factor.off}</Text>
      <Group>
        {isOn ? (
          <Button variant="default" onClick={() => setLeaving(true)}>
            {t.account.factor.turnOff}
          </Button>
        ) : (
          <Button loading={offer.isPending} onClick={() => offer.mutate(undefined)}>
            {t.account.factor.begin}
          </Button>
        )}
      </Group>
      {offered !== undefined && (
        <CodeDialog
          title={t.account.factor.setUpTitle}
          action={t.account.factor.turnOn}
          text={t.account.factor.step}
          offered={offered}
          onCode={(code) => change(t.account.factor.doneOn, () => switchFactorOn(code))}
          onClose={() => setOffered(undefined)}
        />
      )}
      {isLeaving && (
        <CodeDialog
          title={t.account.factor.turnOffTitle}
          action={t.account.factor.turnOff}
          text={t.account.factor.turnOffText}
          onCode={(code) => change(t.account.factor.doneOff, () => switchFactorOff(code))}
          onClose={() => setLeaving(false)}
        />
      )}
    </>
  );
}

interface CodeDialogProps {
  readonly title: string;
  readonly action: string;
  readonly text: string;
  readonly offered?: OfferedFactor;
  readonly onCode: (code: string) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks for the code that the app shows now. */
function CodeDialog({ title, action, text, offered, onCode, onClose }: CodeDialogProps) {
  const [code, setCode] = useState('');
  return (
    <FormDialog title={title} action={action} disabled={code === ''} onSubmit={() => onCode(code.trim())} onClose={onClose}>
      <Text size="sm">{text}</Text>
      {offered !== undefined && (
        <>
          <Center>
            <QrCode text={offered.address} label={t.account.factor.qrCode} />
          </Center>
          <Copied label={t.account.factor.secret} value={offered.secret} />
          <Copied label={t.account.factor.address} value={offered.address} />
        </>
      )}
      <TextInput
        label={t.account.factor.code}
        description={t.session.codeHint}
        autoComplete="one-time-code"
        inputMode="numeric"
        data-autofocus
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

function Copied({ label, value }: { label: string; value: string }) {
  return (
    <Group align="end" wrap="nowrap">
      <TextInput flex={1} label={label} value={value} readOnly classNames={{ input: 'mono' }} />
      <CopyButton value={value} of={label} />
    </Group>
  );
}
