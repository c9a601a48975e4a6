// SPDX-License-Identifier: Apache-2.0
// What every page is made of.
import { html, nothing } from '../lib/lit.js';
import { t, word } from '../lib/i18n.js';
import { absolute, instanceText, relative, DASH } from '../lib/format.js';
import { icon } from './icons.js';

const isTime = (at) => at !== null && at !== undefined && !Number.isNaN(new Date(at).getTime());

/** A time: relative, with the absolute on hover. */
export const time = (at) =>
  isTime(at) ? html`<time datetime=${new Date(at).toISOString()} title=${absolute(at)}>${relative(at)}</time>` : DASH;

/** A time that is read by itself: absolute, with the relative on hover. */
export const exactTime = (at, format = absolute) =>
  isTime(at) ? html`<time datetime=${new Date(at).toISOString()} title=${`${absolute(at)} · ${relative(at)}`}>${format(at)}</time>` : DASH;

const TONE_ICONS = { good: 'ok', warn: 'warn', bad: 'bad', info: 'info', idle: 'clock' };

/** A state in words, with colour and picture. */
export const badge = (tone, text, picture = TONE_ICONS[tone]) =>
  html`<span class="badge ${tone}">${picture ? icon(picture, 14) : nothing}<span>${text}</span></span>`;

const HEALTH = { healthy: 'good', degraded: 'warn', unhealthy: 'bad' };
export const healthTone = (status) => HEALTH[status] ?? 'idle';
export const health = (status) => badge(healthTone(status), word('health', status ?? 'unknown'));

const JOB = {
  scheduled: ['info', 'clock'],
  queued: ['idle', 'queue'],
  held: ['warn', 'pause'],
  dispatched: ['info', 'arrowOut'],
  retrying: ['warn', 'retry'],
  unknown: ['warn', 'warn'],
  accepted: ['info', 'check'],
  sent: ['info', 'check'],
  delivered: ['good', 'checks'],
  read: ['good', 'checks'],
  failed: ['bad', 'bad'],
  manual: ['bad', 'warn'],
  cancelled: ['idle', 'close'],
  expired: ['idle', 'clock'],
  pending: ['info', 'clock'],
  fired: ['good', 'check'],
};
export const jobState = (state) => {
  const [tone, picture] = JOB[state] ?? ['idle', 'info'];
  return badge(tone, word('job', state), picture);
};

const MESSAGE = {
  PENDING: ['idle', 'clock'],
  SERVER_ACK: ['info', 'check'],
  ERROR: ['bad', 'bad'],
  DELIVERY_ACK: ['good', 'checks'],
  READ: ['good', 'checks'],
  PLAYED: ['good', 'checks'],
};
export const messageStatus = (status) => {
  if (!status) return html`<span class="muted">${DASH}</span>`;
  const [tone, picture] = MESSAGE[status] ?? ['idle', 'info'];
  return badge(tone, word('status', status), picture);
};

const CONNECTION = {
  open: 'good',
  connecting: 'warn',
  created: 'warn',
  close: 'bad',
  refused: 'bad',
  logged_out: 'bad',
  deleted: 'bad',
  removed: 'bad',
};
export const connection = (state) => badge(CONNECTION[state] ?? 'idle', word('connection', state ?? 'unknown'));

/** An instance in a table, and whose it is. */
export const instanceCell = (value, tenantId = null) =>
  value
    ? html`<span class="instance-name" title=${instanceText(value)}>${instanceText(value)}</span>${tenantId ? html`<span class="sub">${tenantId}</span>` : nothing}`
    : html`${tenantId ?? DASH}`;

const SEVERITY = { critical: ['bad', 'bad'], warning: ['warn', 'warn'], info: ['info', 'info'] };
export const severity = (name) => {
  const [tone, picture] = SEVERITY[name?.toLowerCase()] ?? ['warn', 'warn'];
  return badge(tone, word('severity', (name ?? 'warning').toLowerCase()), picture);
};

export const button = (label, onClick, { picture, kind = '', disabled = false, busy = false, small = false, type = 'button', name } = {}) =>
  html`<button
    type=${type}
    class="button ${kind} ${small ? 'small' : ''}"
    ?disabled=${disabled || busy}
    aria-busy=${busy ? 'true' : 'false'}
    data-name=${name ?? nothing}
    @click=${onClick}
  >
    ${picture ? icon(picture, small ? 14 : 16) : nothing}<span>${label}</span>
  </button>`;

export const iconButton = (label, picture, onClick, { pressed, name } = {}) =>
  html`<button
    type="button"
    class="icon-button"
    aria-label=${label}
    title=${label}
    aria-pressed=${pressed === undefined ? nothing : String(pressed)}
    data-name=${name ?? nothing}
    @click=${onClick}
  >
    ${icon(picture)}
  </button>`;

/** Nothing there: says so, and what to do. */
export const empty = (picture, title, hint, action = nothing) => html`<div class="empty">
  <div class="empty-picture">${icon(picture, 28)}</div>
  <h3>${title}</h3>
  <p>${hint}</p>
  ${action}
</div>`;

/** What went wrong, its code, and what to do. */
export const failure = (error, retry) => {
  const key = `error.${error.code}`;
  const known = t(key) !== key;
  const title = known ? t(key) : error.message || t('error.other');
  return html`<div class="failure" role="alert">
    <div class="failure-picture">${icon('bad', 24)}</div>
    <div>
      <h3>${title}</h3>
      <p>${known ? t(`${key}.do`) : error.detail || t('error.other.do')}</p>
      <p class="muted small"><code>${error.code ?? 'PAGE_ERROR'}</code>${error.status ? ` · HTTP ${error.status}` : nothing}</p>
      ${retry ? button(t('action.retry'), retry, { picture: 'retry', small: true }) : nothing}
    </div>
  </div>`;
};

/** Grey lines in the place of what is on its way. */
export const skeleton = (lines = 4) => html`<div class="skeleton" role="status" aria-label=${t('loading')}>
  ${Array.from({ length: lines }, () => html`<span></span>`)}
</div>`;

/** How full something is; the number stands beside it. */
export const gauge = (label, value, most, tone = '') => {
  const share = most > 0 ? Math.min(1, Math.max(0, (value ?? 0) / most)) : 0;
  return html`<svg
    class="gauge ${tone}"
    viewBox="0 0 100 8"
    preserveAspectRatio="none"
    role="meter"
    aria-label=${label}
    aria-valuemin="0"
    aria-valuemax=${most}
    aria-valuenow=${value ?? 0}
  >
    <rect class="gauge-back" width="100" height="8" />
    <rect class="gauge-fill" width=${share * 100} height="8" />
  </svg>`;
};

/** A resource's view: skeleton, failure or content. */
export const show = (resource, view, lines = 4) => {
  if (resource.data !== null) {
    return html`${resource.error ? stale(resource) : nothing}${view(resource.data)}`;
  }
  return resource.error ? failure(resource.error, () => resource.refresh()) : skeleton(lines);
};

const stale = (resource) =>
  html`<p class="notice warn" role="status">
    ${icon('warn', 16)}<span>${t('stale')} <code>${resource.error.code ?? ''}</code></span>
    ${button(t('action.retry'), () => resource.refresh(), { small: true })}
  </p>`;

export const notice = (tone, text, action = nothing) =>
  html`<p class="notice ${tone}" role="status">${icon(TONE_ICONS[tone] ?? 'info', 16)}<span>${text}</span>${action}</p>`;

/** A table that becomes cards where it is narrow. `rows` may be any templates of table bodies. */
export const tableFrame = (label, columns, bodies, extra = '') =>
  html`<div class="table-wrap ${extra}" tabindex="0" role="region" aria-label=${label}>
    <table role="table" aria-label=${label}>
      <thead role="rowgroup">
        <tr role="row">
          ${columns.map((column) => html`<th role="columnheader" scope="col" class=${column.class ?? ''}>${column.label}</th>`)}
        </tr>
      </thead>
      ${bodies}
    </table>
  </div>`;

export const row = (columns, item, extra = '') =>
  html`<tr role="row" class=${extra}>
    ${columns.map(
      (column) => html`<td role="cell" class=${column.class ?? ''} data-label=${column.label}><div class="v">${column.cell(item)}</div></td>`,
    )}
  </tr>`;

export const table = (label, columns, items, extra) =>
  tableFrame(label, columns, html`<tbody role="rowgroup">${items.map((item) => row(columns, item))}</tbody>`, extra);

/** Name and value pairs. */
export const facts = (pairs) =>
  html`<dl class="facts">
    ${pairs
      .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== DASH)
      .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>`;

export const card = (title, content, { actions = nothing, extra = '', name } = {}) =>
  html`<section class="card ${extra}" data-name=${name ?? nothing}>
    <header class="card-head"><h2>${title}</h2>${actions}</header>
    ${content}
  </section>`;

/** Choices beside each other, one of them chosen. */
export const tabs = (label, choices, chosen, choose) =>
  html`<div class="tabs" role="group" aria-label=${label}>
    ${choices.map(
      ([value, text, count]) =>
        html`<button type="button" aria-pressed=${String(value === chosen)} data-name=${`tab-${value}`} @click=${() => choose(value)}>
          <span>${text}</span>${count === undefined || count === null ? nothing : html`<span class="count">${count}</span>`}
        </button>`,
    )}
  </div>`;

export const field = (label, control, hint) =>
  html`<label class="field"><span class="field-label">${label}</span>${control}${hint ? html`<span class="hint">${hint}</span>` : nothing}</label>`;

export const select = (value, options, onChange, name) =>
  html`<select .value=${value ?? ''} name=${name ?? nothing} @change=${(e) => onChange(e.target.value)}>
    ${options.map(([key, text]) => html`<option value=${key} ?selected=${key === (value ?? '')}>${text}</option>`)}
  </select>`;

export const pageHead = (title, lead, actions = nothing) =>
  html`<div class="page-head">
    <div>
      <h1 tabindex="-1">${title}</h1>
      ${lead ? html`<p class="lead">${lead}</p>` : nothing}
    </div>
    <div class="page-actions">${actions}</div>
  </div>`;
