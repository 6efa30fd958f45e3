import { useState } from 'react';
import { Button, NativeSelect, NumberInput, SimpleGrid, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { tell } from '../parts/notices.tsx';
import { t } from '../texts/index.ts';
import { valueOf } from './edit-parameter.tsx';
import { refresh, type Parameter } from './parameters.ts';
import { TypedValue } from './typed-value.tsx';
import { typedDraft, type TypedDraft } from './types.ts';

const words = t.config.experiments;
const VARIANTS_MAX = 10;
const keyOf = (place: number): string => String.fromCodePoint('A'.codePointAt(0)! + place);

interface Facts {
  readonly name: string;
  readonly event: string;
  readonly days: number;
  readonly sizePercent: number;
  readonly runDays: number;
}
const NUMBERS = ['days', 'sizePercent', 'runDays'] as const;

/** Drafts an experiment with one parameter; those with several come by the operation itself. */
export function CreateExperiment({ app, parameters, onClose }: { app: string; parameters: readonly Parameter[]; onClose: () => void }) {
  const client = useQueryClient();
  const [facts, setFacts] = useState<Facts>({ name: '', event: '', days: 7, sizePercent: 100, runDays: 14 });
  const [parameter, setParameter] = useState(parameters[0]);
  const [variants, setVariants] = useState<readonly TypedDraft[]>(() => twice(parameters[0]));
  const choose = (name: string) => {
    const chosen = parameters.find((one) => one.name === name);
    setParameter(chosen);
    setVariants(twice(chosen));
  };
  const create = async () => {
    const { event, days, ...more } = facts;
    const values = variants.map((draft) => ({ values: { [parameter?.name ?? '']: valueOf(draft) } }));
    await call('parameters/create-experiment', { app, experiment: { ...more, measure: { event, days }, variants: values } });
    tell({ text: words.created });
    await refresh(client, app);
  };
  return (
    <FormDialog title={words.add} action={words.create} size="lg" onSubmit={create} onClose={onClose}>
      <TextInput
        label={words.name}
        value={facts.name}
        data-autofocus
        onChange={(event) => setFacts({ ...facts, name: event.currentTarget.value })}
      />
      <NativeSelect
        label={words.parameter}
        data={parameters.map(({ name }) => name)}
        value={parameter?.name}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {variants.map((draft, at) => (
        <TypedValue
          key={at}
          app={app}
          label={words.variant(keyOf(at))}
          typeLabel={`${words.variantName} ${keyOf(at)}: ${t.config.type}`}
          value={draft}
          onChange={(next) => setVariants(variants.map((one, place) => (place === at ? next : one)))}
        />
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          disabled={variants.length === VARIANTS_MAX}
          onClick={() => setVariants([...variants, typedDraft(parameter?.value)])}
        >
          {words.addVariant}
        </Button>
      </div>
      <TextInput
        label={words.event}
        description={words.eventHint}
        value={facts.event}
        onChange={(event) => setFacts({ ...facts, event: event.currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        {NUMBERS.map((name) => (
          <NumberInput
            key={name}
            label={words[name]}
            min={1}
            value={facts[name]}
            onChange={(value) => setFacts({ ...facts, [name]: Number(value) })}
          />
        ))}
      </SimpleGrid>
    </FormDialog>
  );
}

/** Variant A begins as everybody's value, as does the one that is to be changed. */
function twice(parameter: Parameter | undefined): readonly TypedDraft[] {
  return [typedDraft(parameter?.value), typedDraft(parameter?.value)];
}
