/** Looks of all pages. Colours of an app come as custom properties, in a style element whose digest the content policy names. */
export const STYLESHEET = `:root {
  color-scheme: light dark;
  --text: #1c1f24;
  --quiet: #5a626e;
  --card: #ffffff;
  --line: #c9ced6;
  --page: #f1f3f6;
  --bad: #b3261e;
  --good: #1a7f4b;
  --accent: #2457d6;
  --on-accent: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #eceef2;
    --quiet: #a9b1bd;
    --card: #1e2126;
    --line: #4a515c;
    --page: #121418;
    --bad: #ff8a80;
    --good: #6fd39b;
    --accent: #7ea2ff;
    --on-accent: #101418;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0;
  min-height: 100vh;
  padding: 1.5rem 1rem;
  display: grid;
  place-items: center;
  background: var(--page);
  color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, Ubuntu, sans-serif;
}
main {
  width: 100%;
  max-width: 26rem;
  padding: 2rem 1.75rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 0.9rem;
  overflow-wrap: anywhere;
}
.brand { margin: 0 0 1.5rem; color: var(--quiet); font-weight: 600; }
.brand img { display: block; max-width: 12rem; max-height: 4rem; }
h1 { margin: 0 0 0.5rem; font-size: 1.45rem; line-height: 1.25; }
.good h1::before { content: "\\2713\\00a0"; color: var(--good); }
p { margin: 0 0 1rem; }
form { margin: 1.5rem 0 0; }
label { display: block; margin: 0 0 0.35rem; font-weight: 600; }
input {
  width: 100%;
  margin: 0 0 1rem;
  padding: 0.7rem 0.8rem;
  font: inherit;
  color: inherit;
  background: transparent;
  border: 1px solid var(--quiet);
  border-radius: 0.5rem;
}
input[aria-invalid] { border-color: var(--bad); }
button {
  width: 100%;
  padding: 0.75rem 1rem;
  font: inherit;
  font-weight: 600;
  color: var(--on-accent);
  background: var(--accent);
  border: 1px solid transparent;
  border-radius: 0.5rem;
  cursor: pointer;
}
button:hover { filter: brightness(1.08); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.complaint { padding: 0.7rem 0.9rem; color: var(--bad); border: 1px solid currentColor; border-radius: 0.5rem; }
details { margin-top: 1.25rem; }
summary { cursor: pointer; color: var(--quiet); }
a { color: inherit; }
.home { margin: 1.75rem 0 0; }
@media (max-width: 30rem) {
  body { padding: 0; place-items: start stretch; background: var(--card); }
  main { max-width: none; border: 0; border-radius: 0; }
}
@media (prefers-reduced-motion: no-preference) {
  button { transition: filter 0.15s; }
}
`;
