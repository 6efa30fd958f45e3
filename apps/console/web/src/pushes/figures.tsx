import { SimpleGrid, Text } from '@mantine/core';
import classes from './pushes.module.css';

export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
}

/** Numbers with their names. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <SimpleGrid component="dl" cols={{ base: 2, xs: 3, sm: 4, md: 7 }} className={classes.figures}>
      {figures.map(({ label, value, hint }) => (
        <div key={label}>
          <Text component="dt" size="sm" c="dimmed" title={hint}>
            {label}
          </Text>
          <Text component="dd" className={classes.figure} fw={600} size="lg" data-figure={label}>
            {value}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  );
}
