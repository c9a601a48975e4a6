// SPDX-License-Identifier: Apache-2.0
// Every WhatsApp number: is it connected, how much waits, may it send now, and is it suspiciously quiet.
import { html, nothing } from '../lib/lit.js';
import { t, tn, word } from '../lib/i18n.js';
import { get, command, instancePath } from '../lib/api.js';
import { duration, instance, instanceText, number, DASH } from '../lib/format.js';
import { badge, button, connection, empty, facts, gauge, notice, pageHead, show, table, time } from '../ui/parts.js';
import { plot, legend } from '../ui/plot.js';
import { confirmAndDo, openDialog } from '../ui/overlays.js';
import { partialNotice } from '../ui/lists.js';

const EVERY = 4000;
const STATS_EVERY = 60_000;
const STEP_MINUTES = 30;
const DAY = 86_400_000;
const LANES = ['high', 'normal', 'low', 'monitoring', 'maintenance'];

export function instancesPage(visit) {
  let text = visit.query.q ?? '';
  let only = visit.query.state ?? '';
  const all = visit.polled((signal) => everyInstance(signal), EVERY);
  const rhythm = visit.polled((signal) => readRhythm(signal), STATS_EVERY);
  const parked = visit.session.role === 'admin' ? visit.polled((signal) => get('/api/query/parked', { limit: 100 }, { signal }), 10_000) : null;
  visit.onEvents(['instance.state'], () => all.refresh());
  const mayAct = visit.session.role !== 'analyst';

  const columns = () => [
    {
      label: t('instance'),
      class: 'lead-cell',
      cell: (each) =>
        html`<button type="button" class="link" @click=${() => details(each)} data-name="instance">${instanceText(each.instance)}</button>
          <span class="sub">${each.tenantId ?? DASH}</span>`,
    },
    {
      label: t('connection'),
      cell: (each) => html`${connection(each.connection?.state)}${each.paused ? html` ${badge('warn', t('instances.paused'), 'pause')}` : nothing}`,
    },
    { label: t('instances.day'), cell: (each) => sparkline(each), class: 'plot-cell' },
    { label: t('instances.silence'), cell: (each) => silence(each), class: 'num' },
    { label: t('instances.backlog'), cell: (each) => backlog(each), class: 'num' },
    { label: t('instances.permits'), cell: (each) => permits(each), class: 'num' },
    {
      label: t('column.actions'),
      class: 'actions-cell',
      cell: (each) => (mayAct ? pauseButton(each) : nothing),
    },
  ];

  const keyOf = (each) => instanceText(each.instance);
  const seriesOf = (each) => rhythm.data?.get(keyOf(each)) ?? null;

  function sparkline(each) {
    const points = seriesOf(each);
    return points
      ? plot({ points, lines: lines(), height: 28, name: `${keyOf(each)}: ${t('instances.day')}` })
      : html`<span class="muted">${DASH}</span>`;
  }

  function silence(each) {
    if (each.lastInboundAt) return time(each.lastInboundAt);
    const points = seriesOf(each);
    if (!points) return html`<span class="muted">${DASH}</span>`;
    const last = points.findLast((point) => point.in > 0);
    if (!last) return html`<span class="muted">${t('instances.silence.day')}</span>`;
    const ms = Date.now() - new Date(last.at).getTime() - STEP_MINUTES * 60_000;
    return ms <= 0 ? html`<span>${t('instances.silence.none')}</span>` : html`<span>≈ ${duration(ms)}</span>`;
  }

  function backlog(each) {
    const waiting = LANES.filter((lane) => each.backlog?.[lane]).map((lane) => `${word('lane', lane)} ${number(each.backlog[lane])}`);
    const sum = LANES.reduce((total, lane) => total + (each.backlog?.[lane] ?? 0), 0);
    return html`<span title=${waiting.join(', ') || nothing}>${number(sum)}</span>
      ${each.held ? html`<span class="sub">${word('held', each.held)}</span>` : waiting.length ? html`<span class="sub">${waiting.slice(0, 2).join(', ')}</span>` : nothing}`;
  }

  function permits(each) {
    const left = each.permits?.left;
    if (left === undefined) return DASH;
    return html`<span class="permits">${gauge(t('instances.permits'), left, each.ratePerMinute ?? 10)}<span class="of">${number(left)}/${number(each.ratePerMinute ?? 10)}</span></span>
      ${left === 0 && each.permits.next ? html`<span class="sub">${time(each.permits.next)}</span>` : nothing}`;
  }

  function pauseButton(each) {
    const paused = Boolean(each.paused);
    return button(t(paused ? 'instances.resume' : 'instances.pause'), () => changePause(each, !paused), {
      picture: paused ? 'play' : 'pause',
      small: true,
      name: paused ? 'resume' : 'pause',
    });
  }

  function changePause(each, pause) {
    const { segment, query } = instancePath(each.instance);
    return confirmAndDo({
      name: 'pause-dialog',
      title: t(pause ? 'instances.pause.ask' : 'instances.resume.ask', { name: keyOf(each) }),
      text: t(pause ? 'instances.pause.what' : 'instances.resume.what'),
      label: t(pause ? 'instances.pause' : 'instances.resume'),
      danger: pause,
      act: () => command('POST', `/api/instances/${segment}/${pause ? 'pause' : 'resume'}`, undefined, query),
      done: () => t(pause ? 'instances.pause.done' : 'instances.resume.done', { name: keyOf(each) }),
    }).then((answer) => {
      if (answer) {
        each.paused = pause;
        all.refresh();
      }
    });
  }

  const details = (each) =>
    openDialog({
      title: keyOf(each),
      kind: 'wide',
      name: 'instance-dialog',
      view: () => {
        const now = all.data?.items.find((other) => keyOf(other) === keyOf(each)) ?? each;
        const points = seriesOf(now);
        return html`
          ${facts([
            [t('connection'), html`${connection(now.connection?.state)}${now.connection?.since ? html` <span class="muted">${time(now.connection.since)}</span>` : nothing}`],
            [t('gateway'), instance(now.instance).gateway],
            [t('tenant'), now.tenantId],
            [t('instances.paused'), now.paused ? t('yes') : t('no')],
            [t('instances.held'), now.held ? word('held', now.held) : t('no')],
            [t('instances.rate'), t('per.minute', { n: number(now.ratePerMinute ?? 10) })],
            [t('instances.throttle'), now.throttle ? time(now.throttle.until) : t('no')],
            [t('instances.permits'), number(now.permits?.left)],
            [t('instances.next'), now.permits?.next ? time(now.permits.next) : DASH],
            [t('instances.flight'), number(now.inFlight ?? 0)],
            [t('instances.parked'), now.parked ? number(typeof now.parked === 'object' ? now.parked.count : now.parked) : DASH],
          ])}
          <h3>${t('instances.backlog')}</h3>
          ${facts(LANES.map((lane) => [word('lane', lane), number(now.backlog?.[lane] ?? 0)]))}
          <h3>${t('instances.day')}</h3>
          ${points ? html`${plot({ points, lines: lines(), height: 96, axis: true, name: t('instances.day') })}${legend(lines())}` : html`<p class="muted">${t('instances.day.empty')}</p>`}
          <p><a href="#/messages?instance=${encodeURIComponent(instance(now.instance).name)}">${t('instances.messages')}</a></p>
        `;
      },
    });

  const lines = () => [
    { key: 'in', label: t('messages.received') },
    { key: 'out', label: t('messages.sent') },
  ];

  const list = (data) => {
    const matching = data.items.filter(
      (each) => (!text || keyOf(each).toLowerCase().includes(text.toLowerCase())) && (!only || matches(each, only)),
    );
    if (!data.items.length) return empty('instances', t('instances.empty'), t('instances.empty.do'));
    return html`${partialNotice(data)}
    ${matching.length ? table(t('nav.instances'), columns(), matching, 'roomy') : empty('search', t('nothing.matches'), t('nothing.matches.do'))}`;
  };

  return {
    view: () => html`
      ${pageHead(t('nav.instances'), t('instances.lead'))}
      <div class="bar">
        <input
          type="search"
          data-search
          aria-label=${t('instances.search')}
          placeholder=${t('instances.search')}
          .value=${text}
          @input=${(e) => {
            text = e.target.value;
            visit.remember({ q: text, state: only });
            visit.update();
          }}
        />
        <div class="chips" role="group" aria-label=${t('column.state')}>
          ${['', 'open', 'closed', 'paused', 'waiting'].map(
            (each) =>
              html`<button
                type="button"
                class="chip"
                aria-pressed=${String(each === only)}
                @click=${() => {
                  only = each;
                  visit.remember({ q: text, state: only });
                  visit.update();
                }}
              >
                ${t(`instances.only.${each || 'all'}`)}
                ${all.data ? html`<span class="count">${number(all.data.items.filter((one) => !each || matches(one, each)).length)}</span>` : nothing}
              </button>`,
          )}
        </div>
      </div>
      ${unregistered(parked?.data?.items ?? [])} ${show(all, list, 8)}
    `,
  };
}

/** Webhooks that wait until somebody says whose they are. */
const unregistered = (items) =>
  items.length ? notice('warn', tn('instances.unregistered', items.length, { names: items.map((each) => instanceText(each.instance)).join(', ') })) : nothing;

function matches(each, state) {
  switch (state) {
    case 'open':
      return each.connection?.state === 'open';
    case 'closed':
      return each.connection?.state !== 'open';
    case 'paused':
      return Boolean(each.paused);
    default:
      return LANES.some((lane) => each.backlog?.[lane]);
  }
}

/** All pages of the instances: a person looks at hundreds, not at millions. */
async function everyInstance(signal) {
  const answer = { items: [], partial: false, missing: [] };
  let page = null;
  do {
    const part = await get('/api/query/instances', { limit: 1000, page }, { signal });
    answer.items.push(...part.items);
    answer.partial ||= Boolean(part.partial);
    answer.missing.push(...(part.missing ?? []));
    page = part.next;
  } while (page && answer.items.length < 5000);
  return answer;
}

async function readRhythm(signal) {
  const step = STEP_MINUTES * 60_000;
  const to = Math.ceil(Date.now() / step) * step;
  const from = to - DAY;
  const answer = await get(
    '/api/query/stats',
    { by: 'instance', step: `PT${STEP_MINUTES}M`, from: new Date(from).toISOString(), to: new Date(to).toISOString() },
    { signal },
  );
  const series = new Map();
  for (const item of answer.items) {
    const name = instanceText(item.instance);
    if (!series.has(name)) {
      series.set(
        name,
        Array.from({ length: DAY / step }, (_, i) => ({ at: from + i * step, in: 0, out: 0 })),
      );
    }
    const point = series.get(name)[Math.floor((new Date(item.from).getTime() - from) / step)];
    if (point) {
      point.in += item.in ?? 0;
      point.out += item.out ?? 0;
    }
  }
  return series;
}
