import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import { useComputedColorScheme } from '@mantine/core';
import uPlot from 'uplot';
import classes from './graph.module.css';
import { plotOptions } from './plot-options.ts';
import type { GraphData } from './series.ts';
import { useWidth } from './use-width.ts';

interface Props {
  readonly graph: GraphData;
  readonly summary: string;
  /** Told the step under the pointer, or null. */
  readonly onPoint: (at: number | null) => void;
}

const HEIGHT = 220;

/** The lines of a graph, on a canvas. Everything on it stands in the summary and in the table as well. */
export default function Plot({ graph, summary, onPoint }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const plot = useRef<uPlot>(undefined);
  const scheme = useComputedColorScheme('light');
  const shape = JSON.stringify([graph.series.map(({ label }) => label), graph.granularity, scheme]);
  const { points, series } = graph;

  useEffect(() => {
    const holder = place.current;
    if (holder === null || width === 0) return;
    if (plot.current === undefined) plot.current = new uPlot(plotOptions(graph, holder, scheme, onPoint), dataOf(points, series), holder);
    else plot.current.setData(dataOf(points, series));
    plot.current.setSize({ width, height: HEIGHT });
  }, [graph, width, shape]);
  // Another set of lines, or other colours, is another plot.
  useEffect(
    () => () => {
      plot.current?.destroy();
      plot.current = undefined;
    },
    [shape],
  );
  return <div ref={place} className={classes.plot} role="img" aria-label={summary} />;
}

function dataOf(points: GraphData['points'], series: GraphData['series']): uPlot.AlignedData {
  return [points.map((point) => Date.parse(point) / 1_000), ...series.map(({ counts }) => [...counts])];
}
