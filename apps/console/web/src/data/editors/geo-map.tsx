import { useMemo, useState, type MouseEvent } from 'react';
import { ActionIcon, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { geoGraticule10, geoPath } from 'd3-geo';
import { feature } from 'topojson-client';
import worldUrl from 'world-atlas/countries-110m.json?url';
import { Failure } from '../../parts/failure.tsx';
import { Loading } from '../../parts/loading.tsx';
import { t } from '../../texts/index.ts';
import { MAP_HEIGHT, MAP_WIDTH, placeAt, projectionOf, ZOOM_MAX, type Place } from './map-projection.ts';
import classes from './geo-map.module.css';

/** The shapes of all countries, as the package has them. */
type World = Parameters<typeof feature>[0];

interface Props {
  /** Undefined before a place is said. */
  readonly place: Place | undefined;
  readonly onPick: (place: Place) => void;
}

const GRATICULE = geoGraticule10();
/** Borders of countries, from the console's own server: no tile of anybody else is loaded. */
const useCountries = () =>
  useQuery({
    queryKey: ['world'],
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const world = (await (await fetch(worldUrl, { signal })).json()) as World;
      if (world.objects.countries === undefined) throw new Error('The map has no countries.');
      return feature(world, world.objects.countries);
    },
  });

/** A map of the world with one place on it; a click chooses another one. Numbers beside it do the same by keyboard. */
export function GeoMap({ place, onPick }: Props) {
  const { data: countries, error } = useCountries();
  const [zoom, setZoom] = useState(1);
  const projection = useMemo(() => projectionOf(zoom, place), [zoom, place]);
  const path = geoPath(projection);
  const pick = (event: MouseEvent<SVGSVGElement>) => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const at = [((event.clientX - left) / width) * MAP_WIDTH, ((event.clientY - top) / height) * MAP_HEIGHT] as const;
    const found = placeAt(projection, at);
    if (found !== undefined) onPick(found);
  };
  if (error !== null) return <Failure error={error} />;
  if (countries === undefined) return <Loading />;
  const point = place === undefined ? null : projection([place.longitude, place.latitude]);
  const label = place === undefined ? t.dataMore.map.noPlace : t.dataMore.map.place(place.latitude, place.longitude);
  return (
    <div>
      <svg className={classes.map} viewBox={`0 0 ${MAP_WIDTH} ${MAP_HEIGHT}`} role="img" aria-label={label} onClick={pick}>
        <path className={classes.lines} d={path(GRATICULE) ?? ''} />
        <path className={classes.land} d={path(countries) ?? ''} />
        {point !== null && <circle className={classes.point} cx={point[0]} cy={point[1]} r={5} />}
      </svg>
      <Group gap="xs" justify="space-between">
        <Text size="xs" c="dimmed">
          {t.dataMore.map.hint}
        </Text>
        <Group gap={4}>
          <ActionIcon variant="default" aria-label={t.dataMore.map.closer} disabled={zoom >= ZOOM_MAX} onClick={() => setZoom(zoom * 4)}>
            +
          </ActionIcon>
          <ActionIcon variant="default" aria-label={t.dataMore.map.farther} disabled={zoom <= 1} onClick={() => setZoom(zoom / 4)}>
            −
          </ActionIcon>
        </Group>
      </Group>
    </div>
  );
}
