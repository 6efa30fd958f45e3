import { Code, Group, Tabs } from '@mantine/core';
import { CopyButton } from './copy-button.tsx';

export interface Snippet {
  /** The language or SDK. */
  readonly name: string;
  readonly code: string;
}

/** The same in several languages, each with a button that copies it. */
export function CodeTabs({ snippets }: { snippets: readonly Snippet[] }) {
  return (
    <Tabs defaultValue={snippets[0]?.name}>
      <Tabs.List>
        {snippets.map(({ name }) => (
          <Tabs.Tab key={name} value={name}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {snippets.map(({ name, code }) => (
        <Tabs.Panel key={name} value={name} pt="xs">
          <Code block tabIndex={0}>
            {code}
          </Code>
          <Group justify="end" mt="xs">
            <CopyButton value={code} of={name} />
          </Group>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
