// SPDX-License-Identifier: Apache-2.0
// Icons: 20 by 20, one stroke, the colour of the text beside them.
import { html, svg } from '../lib/lit.js';

const SHAPES = {
  overview: svg`<rect x="3" y="3" width="6" height="8" rx="1.5"/><rect x="11" y="3" width="6" height="5" rx="1.5"/><rect x="3" y="13" width="6" height="4" rx="1.5"/><rect x="11" y="10" width="6" height="7" rx="1.5"/>`,
  instances: svg`<rect x="6" y="2.5" width="8" height="15" rx="2"/><path d="M9 14.5h2"/>`,
  messages: svg`<path d="M3 5.5A1.5 1.5 0 0 1 4.5 4h11A1.5 1.5 0 0 1 17 5.500v7a1.5 1.5 0 0 1-1.5 1.500H9l-4 3v-3h-.500A1.5 1.5 0 0 1 3 12.500z"/><path d="M6.5 7.500h7M6.5 10.500h4.5"/>`,
  schedules: svg`<rect x="3" y="4" width="14" height="13" rx="2"/><path d="M3 8.500h14M7 2.500v3M13 2.500v3"/>`,
  queue: svg`<path d="M3 5h14M3 10h10M3 15h6"/>`,
  deadletters: svg`<path d="M3 6.500A1.5 1.5 0 0 1 4.5 5h11A1.5 1.5 0 0 1 17 6.500v7a1.5 1.5 0 0 1-1.5 1.500h-11A1.5 1.5 0 0 1 3 13.500z"/><path d="m7.5 8 5 4.500M12.5 8l-5 4.5"/>`,
  alerts: svg`<path d="M10 3a4.5 4.5 0 0 0-4.5 4.500c0 4-1.5 5.5-1.5 5.500h12s-1.5-1.5-1.5-5.500A4.5 4.5 0 0 0 10 3zM8.5 16a1.6 1.6 0 0 0 3 0"/>`,
  queries: svg`<ellipse cx="10" cy="5" rx="6" ry="2.3"/><path d="M4 5v10c0 1.3 2.7 2.3 6 2.300s6-1 6-2.300V5M4 10c0 1.3 2.7 2.3 6 2.300s6-1 6-2.3"/>`,
  live: svg`<circle cx="10" cy="10" r="1.7"/><path d="M6.3 13.700a5.2 5.2 0 0 1 0-7.400M13.7 6.300a5.2 5.2 0 0 1 0 7.400M3.8 16.200a8.8 8.8 0 0 1 0-12.400M16.2 3.800a8.8 8.8 0 0 1 0 12.4"/>`,
  search: svg`<circle cx="9" cy="9" r="5"/><path d="m13 13 4 4"/>`,
  close: svg`<path d="m5 5 10 10M15 5 5 15"/>`,
  menu: svg`<path d="M3 5.500h14M3 10h14M3 14.500h14"/>`,
  ok: svg`<circle cx="10" cy="10" r="7"/><path d="m6.8 10.2 2.3 2.3 4.2-4.7"/>`,
  warn: svg`<path d="M10 3.2 17.5 16h-15zM10 8v3.800M10 13.900v.2"/>`,
  bad: svg`<path d="M7 3h6l4 4v6l-4 4H7l-4-4V7zM7.5 7.500l5 5M12.5 7.500l-5 5"/>`,
  info: svg`<circle cx="10" cy="10" r="7"/><path d="M10 9.300v4M10 6.600v.2"/>`,
  pause: svg`<path d="M7 4.500v11M13 4.500v11"/>`,
  play: svg`<path d="m6 4 10 6-10 6z"/>`,
  clock: svg`<circle cx="10" cy="10" r="7"/><path d="M10 6v4l2.8 1.8"/>`,
  arrowIn: svg`<path d="M15 5 6 14M6 7.500V14h6.5"/>`,
  arrowOut: svg`<path d="m5 15 9-9M7.5 6H14v6.5"/>`,
  download: svg`<path d="M10 3v9.500M6 9l4 4 4-4M4 16.500h12"/>`,
  copy: svg`<rect x="7" y="7" width="9.5" height="9.5" rx="1.5"/><path d="M13 7V5a1.5 1.5 0 0 0-1.5-1.500H5A1.5 1.5 0 0 0 3.5 5v6.500A1.5 1.5 0 0 0 5 13h2"/>`,
  left: svg`<path d="m12 4.5-6 5.5 6 5.5"/>`,
  right: svg`<path d="m8 4.5 6 5.5-6 5.5"/>`,
  retry: svg`<path d="M16.5 10a6.5 6.5 0 1 1-2-4.700M16.5 2.800v3.400h-3.4"/>`,
  trash: svg`<path d="M3.5 5.500h13M8 5.500V3.500h4v2M5 5.500l.8 11h8.400l.8-11"/>`,
  theme: svg`<circle cx="10" cy="10" r="7"/><path d="M10 3v14a7 7 0 0 0 0-14z" fill="currentColor"/>`,
  language: svg`<circle cx="10" cy="10" r="7"/><path d="M3 10h14M10 3c2.3 2 3 4.5 3 7s-.7 5-3 7c-2.3-2-3-4.5-3-7s.7-5 3-7z"/>`,
  exit: svg`<path d="M12 3.500H5A1.5 1.5 0 0 0 3.5 5v10A1.5 1.5 0 0 0 5 16.500h7M8 10h9M14 7l3 3-3 3"/>`,
  key: svg`<circle cx="7" cy="13" r="3.5"/><path d="m9.6 10.4 6.9-6.900M13 7l2.5 2.5"/>`,
  keyboard: svg`<rect x="2.5" y="5" width="15" height="10" rx="1.5"/><path d="M5.5 8h.1M8.5 8h.1M11.5 8h.1M14.5 8h.1M7 12h6"/>`,
  media: svg`<rect x="3" y="4" width="14" height="12" rx="1.5"/><circle cx="7.5" cy="8.5" r="1.3"/><path d="m3.5 15 4.5-4 3 2.5 2.5-2.5 3.5 3"/>`,
  check: svg`<path d="m4.5 10.5 3.7 3.7 7.3-8"/>`,
  checks: svg`<path d="m2 10.5 3.5 3.7 6.5-8M9.3 13l1.2 1.2 7-8"/>`,
};

/** A picture beside words; screen readers read the words. */
export const icon = (name, size = 20) => html`<svg
  class="icon"
  width=${size}
  height=${size}
  viewBox="0 0 20 20"
  fill="none"
  stroke="currentColor"
  stroke-width="1.5"
  stroke-linecap="round"
  stroke-linejoin="round"
  aria-hidden="true"
>
  ${SHAPES[name]}
</svg>`;

/** The mark of the project: an envelope under way. */
export const mark = () => html`<svg class="mark" width="28" height="28" viewBox="0 0 28 28" aria-hidden="true">
  <rect class="mark-back" width="28" height="28" rx="7" />
  <path class="mark-lines" d="M4.5 10.500h4M3 14h4.500M4.5 17.500h4" />
  <path class="mark-letter" d="M10.5 9h12a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-12z" />
  <path class="mark-flap" d="m10.5 9.5 6.5 5 6.5-5" />
</svg>`;
