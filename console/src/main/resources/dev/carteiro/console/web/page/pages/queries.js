// SPDX-License-Identifier: Apache-2.0
// Asking the running system: a query with its parameters, or a store; the answer as a table, as JSON, as a file.
import { html, nothing } from '../lib/lit.js';
import { t, tn, word } from '../lib/i18n.js';
import { get, send, instancePath } from '../lib/api.js';
import { tenantChoice } from '../lib/settings.js';
import { absolute, brief, duration, instanceText, number, toTheMinute, DASH } from '../lib/format.js';
import { badge, button, card, empty, exactTime, failure, field, notice, pageHead, select, skeleton, table, tabs } from '../ui/parts.js';
import { openDialog } from '../ui/overlays.js';
import { json } from '../ui/texts.js';
import { partialNotice } from '../ui/lists.js';

const PAGE = 100;
const MOST_PAGES = 100;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

// Parameters: [name, kind, required]; `path` takes what stands in the path out of the values.
const QUERIES = {
  stats: { path: () => '/api/query/stats', fields: [['instance'], ['from', 'time'], ['to', 'time'], ['step', 'step'], ['by', 'by']] },
  instances: { path: () => '/api/query/instances', fields: [] },
  instance: { path: inPath('/api/query/instances/{instance}'), fields: [['instance', 'text', true]] },
  message: { path: inPath('/api/query/messages/{instance}/{messageId}'), fields: [['instance', 'text', true], ['messageId', 'text', true]] },
  job: { path: inPath('/api/query/jobs/{id}'), fields: [['id', 'text', true]] },
  batch: { path: inPath('/api/query/batches/{id}'), fields: [['id', 'text', true]] },
  schedules: { path: () => '/api/whatsapp/schedules', fields: [['instance'], ['from', 'time'], ['to', 'time'], ['state']] },
  duplicates: { path: () => '/api/query/duplicates', fields: [['instance'], ['from', 'time'], ['to', 'time']] },
  parked: { path: () => '/api/query/parked', fields: [] },
  processes: { path: () => '/api/query/processes', fields: [], adminOnly: true },
  store: { path: inPath('/api/query/stores/{store}'), fields: [['store', 'store', true], ['key'], ['from'], ['to']] },
};
const STEPS = ['PT5M', 'PT15M', 'PT1H', 'PT6H', 'P1D'];

function inPath(template) {
  return (values) => {
    let path = template;
    for (const [, name] of template.matchAll(/\{(\w+)\}/g)) {
      path = path.replace(`{${name}}`, name === 'instance' ? instancePath(values.instance).segment : encodeURIComponent(values[name]));
      if (name === 'instance') Object.assign(values, { instance: '', ...instancePath(values.instance).query });
      else delete values[name];
    }
    return path;
  };
}

export function queriesPage(visit) {
  let chosen = QUERIES[visit.query.query] ? visit.query.query : 'stats';
  const values = { step: 'PT1H', by: 'instance' };
  let stores = [];
  let standby = false;
  let shape = 'table';
  let answer = null;
  let error = null;
  let busy = false;
  let took = null;
  let tokens = [null];
  const jsonState = {};
  readStores();

  async function readStores() {
    try {
      stores = (await get('/api/query/stores', {}, { signal: visit.signal })).items.filter(
        (store) => visit.session.role === 'admin' || store.scope?.toLowerCase() !== 'admin',
      );
      visit.update();
    } catch {
      // the choice of a store stays a text field
    }
  }

  function asked(page) {
    const given = Object.fromEntries(QUERIES[chosen].fields.map(([name, kind]) => [name, kind === 'time' && values[name] ? new Date(values[name]).toISOString() : values[name]]));
    if (chosen === 'stats') Object.assign(given, wholeSteps(given));
    const path = QUERIES[chosen].path(given);
    return [path, { ...given, limit: PAGE, page, ...(standby ? { standby: 'true' } : {}) }];
  }

  async function run(page = null) {
    busy = true;
    error = null;
    if (!page) tokens = [null];
    visit.update();
    const begun = performance.now();
    try {
      const [path, query] = asked(page);
      answer = await get(path, query, { signal: visit.signal });
      took = performance.now() - begun;
    } catch (e) {
      if (visit.signal.aborted) return;
      error = e;
      answer = null;
    }
    busy = false;
    jsonState.all = false;
    visit.remember({ query: chosen });
    visit.update();
  }

  async function download() {
    try {
      const [path, query] = asked(null);
      save(await everyRow(path, query, visit.signal), `carteiro-${chosen}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.csv`);
    } catch (e) {
      error = e;
      visit.update();
    }
  }

  function choose(name) {
    chosen = name;
    answer = null;
    error = null;
    visit.remember({ query: chosen });
    visit.update();
  }

  const control = ([name, kind = 'text', required = false]) => {
    const set = (e) => (values[name] = e.target.value);
    if (kind === 'time') return field(t(`query.${name}`), html`<input type="datetime-local" .value=${values[name] ?? ''} name=${name} @input=${set} />`);
    if (kind === 'step') return field(t('query.step'), select(values.step, STEPS.map((s) => [s, t(`step.${s}`)]), (v) => (values.step = v), 'step'));
    if (kind === 'by') return field(t('query.by'), select(values.by, [['instance', t('instance')], ['tenant', t('tenant')]], (v) => (values.by = v), 'by'));
    if (kind === 'store' && stores.length) {
      values.store ||= stores[0].name;
      return field(t('query.store'), select(values.store, stores.map((s) => [s.name, s.name]), (v) => {
        values.store = v;
        visit.update();
      }, 'store'));
    }
    const hint = name === 'key' ? stores.find((s) => s.name === values.store)?.keyFormat : undefined;
    return field(t(`query.${name}`), html`<input type="text" name=${name} ?required=${required} .value=${values[name] ?? ''} spellcheck="false" autocomplete="off" @input=${set} />`, hint);
  };

  const result = () => {
    if (error) return failure(error, () => run());
    if (busy && !answer) return skeleton(8);
    if (!answer) return empty('queries', t('queries.start'), t('queries.start.do'));
    const rows = answer.items ?? [answer];
    return html`
      ${partialNotice(answer)}
      ${(answer.standby ?? []).length ? notice('info', t('queries.standby.lag', { lag: number(Math.max(...answer.standby.map((s) => s.lag))) })) : nothing}
      <div class="bar">
        ${tabs(t('queries.shape'), [['table', t('queries.table')], ['json', 'JSON']], shape, (next) => {
          shape = next;
          visit.update();
        })}
        <span class="muted small">${tn('queries.rows', rows.length)} · ${duration(took)}</span>
        <span class="spring"></span>
        ${answer.items ? button(t('queries.csv'), download, { picture: 'download', small: true, name: 'csv' }) : nothing}
      </div>
      ${shape === 'json' ? json(answer, jsonState, visit.update) : rows.length ? resultTable(rows) : empty('queries', t('queries.none'), t('queries.none.do'))}
      ${answer.items && (answer.next || tokens.length > 1)
        ? html`<div class="pager end">
            ${button(t('action.previous'), () => {
              tokens.pop();
              run(tokens[tokens.length - 1]);
            }, { disabled: tokens.length < 2 || busy, small: true, picture: 'left' })}
            <span class="muted small">${t('queries.page', { n: tokens.length })}</span>
            ${button(t('action.next'), () => {
              tokens.push(answer.next);
              run(answer.next);
            }, { disabled: !answer.next || busy, small: true, picture: 'right' })}
          </div>`
        : nothing}
    `;
  };

  function resultTable(rows) {
    const flat = rows.map(flatten);
    const names = [...new Set(flat.flatMap((each) => Object.keys(each)))].slice(0, 24);
    return table(
      t('queries.result'),
      names.map((name, i) => ({
        label: heading(name),
        class: `${i === 0 ? 'lead-cell' : ''} ${flat.every((each) => each[name] === undefined || each[name] === null || typeof each[name] === 'number') ? 'num' : ''}`,
        cell: (each) => cellOf(flat[rows.indexOf(each)][name], name),
      })),
      rows,
      'dense',
    );
  }

  /** A field's name for people; its own where nobody gave it one. */
  function heading(name) {
    const [family, inner] = name.split('.');
    if (family === 'byType' && inner) return word('type', inner.toLowerCase());
    if (family === 'byStatus' && inner) return word('hop', `status.${inner}`);
    const known = word('result', name);
    return known === name ? html`<span class="raw-name">${name}</span>` : known;
  }

  function cellOf(value, name) {
    if (value === null || value === undefined || value === '') return html`<span class="muted">${DASH}</span>`;
    if (typeof value === 'number') return number(value);
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (typeof value === 'string' && TIME.test(value)) return exactTime(value, new Date(value).getTime() % 60_000 ? absolute : toTheMinute);
    if (typeof value === 'object') {
      return html`<button type="button" class="link" @click=${() => openDialog({ title: name, kind: 'wide', view: () => json(value, {}, visit.update) })}>
        ${Array.isArray(value) ? tn('queries.entries', value.length) : '{…}'}
      </button>`;
    }
    return html`<span class="clip" dir="auto" title=${brief(value, 400)}>${brief(value, 80)}</span>`;
  }

  const known = () => Object.keys(QUERIES).filter((name) => !QUERIES[name].adminOnly || visit.session.role === 'admin');

  return {
    view: () => html`
      ${pageHead(t('nav.queries'), t('queries.lead'))}
      <div class="queries">
        ${card(
          t('queries.ask'),
          html`<form
            class="form"
            @submit=${(e) => {
              e.preventDefault();
              run();
            }}
          >
            ${field(t('queries.query'), select(chosen, known().map((name) => [name, t(`queries.${name}`)]), choose, 'query'), t(`queries.${chosen}.what`))}
            ${QUERIES[chosen].fields.map(control)}
            <label class="check"><input type="checkbox" .checked=${standby} @change=${(e) => (standby = e.target.checked)} /><span>${t('queries.standby')}</span></label>
            ${button(t('queries.run'), () => {}, { type: 'submit', kind: 'primary', busy, picture: 'play', name: 'run' })}
          </form>`,
        )}
        <section class="card" data-name="result" aria-live="polite">${result()}</section>
      </div>
    `,
  };
}

const STEP_MS = { PT5M: 300_000, PT15M: 900_000, PT1H: 3_600_000, PT6H: 21_600_000, P1D: 86_400_000 };

/** Where no time is given: the last day in whole steps. */
function wholeSteps({ from, to, step }) {
  if (from || to) return {};
  const size = STEP_MS[step] ?? STEP_MS.PT1H;
  const end = Math.ceil(Date.now() / size) * size;
  return { from: new Date(end - Math.max(size, STEP_MS.P1D)).toISOString(), to: new Date(end).toISOString() };
}

/** One level of nesting becomes columns; an instance becomes its name. */
function flatten(item) {
  const out = {};
  for (const [name, value] of Object.entries(item)) {
    if (name === 'instance' && value) out[name] = instanceText(value);
    else if (name === 'partial' || name === 'missing') continue;
    else if (value && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length <= 6) {
      for (const [inner, innerValue] of Object.entries(value)) out[`${name}.${inner}`] = innerValue;
    } else out[name] = value;
  }
  return out;
}

/** All pages of an answer as one CSV: the header line of the first, the rows of all. */
async function everyRow(path, query, signal) {
  const parts = [];
  let page = null;
  do {
    const response = await send('GET', path, {
      query: { tenant: tenantChoice.get(), ...query, page, limit: 1000, format: 'csv' },
      headers: { Accept: 'text/csv' },
      signal,
    });
    const text = await response.text();
    parts.push(page ? text.slice(text.indexOf('\n') + 1) : text);
    page = response.headers.get('X-Carteiro-Next');
  } while (page && parts.length < MOST_PAGES);
  return new Blob(parts, { type: 'text/csv' });
}

function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
