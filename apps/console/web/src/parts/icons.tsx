const PATHS = {
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm9.5 3-4.9-4.9',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm0-14v2m0 16v2M2 12h2m16 0h2M5 5l1.4 1.4m11.2 11.2L19 19M5 19l1.4-1.4M17.6 6.4 19 5',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8c.6-3.6 3.4-6 7-6s6.4 2.4 7 6',
  key: 'M14.5 13a4.5 4.5 0 1 0-4.3-3.2L4 16v4h4l1-1v-2h2l2.2-2.2c.4.1.8.2 1.3.2Z',
  table: 'M4 5h16v14H4zM4 10h16M4 15h16M10 5v14',
  plus: 'M12 5v14M5 12h14',
  trash: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
  filter: 'M4 6h16l-6 7v6l-4-2v-4z',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  up: 'M12 19V6m-5 5 5-5 5 5',
  down: 'M12 5v13m-5-5 5 5 5-5',
  open: 'M14 5h5v5m0-5-8 8M10 6H6v12h12v-4',
  undo: 'M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10h-4',
  cross: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h10v10H9zM15 9V5H5v10h4',
  lock: 'M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3',
  gear: 'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm0-12v3m0 12v3M3 12h3m12 0h3M5.6 5.6l2.2 2.2m8.4 8.4 2.2 2.2m0-12.8-2.2 2.2m-8.4 8.4-2.2 2.2',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  sliders: 'M4 7h9m4 0h3M4 12h3m4 0h9M4 17h7m4 0h5M13 5v4M7 10v4M11 15v4',
  play: 'M7 5v14l11-7z',
  bell: 'M18 9a6 6 0 1 0-12 0c0 6-2 7-2 8h16c0-1-2-2-2-8Zm-8 12h4',
  check: 'M5 12.5 10 17l9-10',
  cloud: 'M7 18a4.5 4.5 0 0 1-.5-9 6 6 0 0 1 11.4 1.2A4 4 0 0 1 17.5 18z',
  server: 'M4 4h16v7H4zM4 13h16v7H4zM8 7.5h.01M8 16.5h.01',
  transfer: 'M4 8h15m-4-4 4 4-4 4M20 16H5m4-4-4 4 4 4',
  gauge: 'M4.5 18a9 9 0 1 1 15 0M12 14l4-5',
  chart: 'M4 4v16h16M8 16v-4m4 4V8m4 8v-6',
} as const;
export type IconName = keyof typeof PATHS;

/** A line drawing beside a label; whoever shows it alone labels its button. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
