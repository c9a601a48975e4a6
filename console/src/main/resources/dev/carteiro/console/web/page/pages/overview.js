// SPDX-License-Identifier: Apache-2.0
// Six tiles that answer "is everything well?", and the traffic behind them.
import { html, nothing } from '../lib/lit.js';
import { t, tn, word } from '../lib/i18n.js';
import { get } from '../lib/api.js';
import { compact, duration, number, percent, instanceText, sentence, DASH } from '../lib/format.js';
import { badge, card, empty, gauge, health, healthTone, pageHead, severity, show, table, time } from '../ui/parts.js';
import { plot, legend } from '../ui/plot.js';
import { icon } from '../ui/icons.js';

const EVERY = 3000;
const LANES = ['high', 'normal', 'low', 'monitoring', 'maintenance'];

/** The components of a health answer, each with its name. */
const namedComponents = (health) => Object.entries(health?.components ?? {}).map(([name, state]) => ({ name, ...state }));

const trafficLines = () => [
  { key: 'received', label: t('messages.received') },
  { key: 'sent', label: t('messages.sent') },
];
const callLines = () => [
  { key: 'accepted', label: t('evolution.accepted') },
  { key: 'failed', label: t('evolution.failed') },
];

export function overviewPage(visit) {
  const overview = visit.polled((signal) => get('/api/overview', {}, { signal }), EVERY);
  visit.onEvents(['message.new', 'message.status', 'job.state', 'alert'], () => overview.refresh());
  return {
    view: () => html`
      ${pageHead(
        t('nav.overview'),
        t('overview.lead'),
        overview.data?.observedAt ? html`<span class="muted small">${t('observed')} ${time(overview.data.observedAt)}</span>` : nothing,
      )}
      ${show(overview, tiles, 12)}
    `,
  };
}

const tiles = (data) => html`
  <div class="tiles">
    ${statusTile(data.health ?? {})} ${messagesTile(data.traffic ?? {})} ${deliveryTile(data.traffic ?? {})}
    ${queueTile(data.queue ?? {})} ${evolutionTile(data)} ${alertsTile(data.alerts ?? {})}
  </div>
  ${card(
    t('overview.traffic'),
    (data.traffic?.series ?? []).some((minute) => minute.received || minute.sent)
      ? html`${plot({ points: begun(data.traffic.series), lines: trafficLines(), height: 160, axis: true, name: t('overview.traffic') })}`
      : empty('messages', t('overview.traffic.empty'), t('overview.traffic.empty.do')),
    { actions: legend(trafficLines()) },
  )}
  ${card(t('overview.components'), components(namedComponents(data.health)))}
`;

const SHORTEST = 15;

/** The series from its first minute with anything in it on; without the minute that is not over. */
function begun(series = []) {
  const over = series.slice(0, -1);
  const first = over.findIndex((minute) => minute.received || minute.sent || minute.accepted || minute.failed);
  if (first < 0) return series.slice(-SHORTEST);
  return over.slice(Math.max(0, Math.min(first - 1, over.length - SHORTEST)));
}

const tile = (name, title, link, content, foot = nothing) =>
  html`<section class="tile" data-name="tile-${name}">
    <h2><a href=${link}>${title}${icon('right', 14)}</a></h2>
    ${content}
    <div class="tile-foot">${foot}</div>
  </section>`;

function statusTile(status) {
  const components = namedComponents(status);
  const troubled = components.filter((each) => each.status !== 'healthy');
  return tile(
    'status',
    t('tile.status'),
    '#/alerts',
    html`<p class="big ${healthTone(status.overall_status)}">
        ${icon({ good: 'ok', warn: 'warn', bad: 'bad' }[healthTone(status.overall_status)] ?? 'info', 28)}<span>${word('health', status.overall_status ?? 'unknown')}</span>
      </p>
      <p class="muted">${troubled.length ? troubled.map((each) => word('component', each.name)).join(', ') : t('tile.status.fine')}</p>`,
    html`<div class="segments" role="img" aria-label=${t('tile.status.parts', { well: components.length - troubled.length, all: components.length })}>
        ${components.map((each) => html`<i class=${healthTone(each.status)} title="${word('component', each.name)}: ${word('health', each.status)}"></i>`)}
      </div>
      <span class="muted small">${t('tile.status.parts', { well: components.length - troubled.length, all: components.length })}</span>`,
  );
}

const messagesTile = (traffic) =>
  tile(
    'messages',
    t('tile.messages'),
    '#/messages',
    html`<div class="pair">
      <p class="big"><span>${compact(traffic.received)}</span><small>${icon('arrowIn', 14)}${t('messages.received')}</small></p>
      <p class="big"><span>${compact(traffic.sent)}</span><small>${icon('arrowOut', 14)}${t('messages.sent')}</small></p>
    </div>`,
    plot({ points: begun(traffic.series), lines: trafficLines(), height: 40, name: t('overview.traffic') }),
  );

function deliveryTile(traffic) {
  const rate = traffic.successRate;
  return tile(
    'delivery',
    t('tile.delivery'),
    '#/queue?tab=jobs',
    html`<p class="big"><span>${percent(rate)}</span></p>
      ${gauge(t('tile.delivery'), rate ?? 0, 1, rate >= 0.98 ? 'good' : rate >= 0.9 ? 'warn' : 'bad')}`,
    html`<dl class="inline">
      <div><dt>${t('delivery.delivered')}</dt><dd>${percent(traffic.deliveryRate)}</dd></div>
      <div><dt>${t('delivery.failed')}</dt><dd>${percent(traffic.failureRate)}</dd></div>
      <div><dt>${t('delivery.retried')}</dt><dd>${percent(traffic.retryRate)}</dd></div>
      <div><dt>${t('delivery.calls')}</dt><dd>${compact(traffic.calls)}</dd></div>
    </dl>`,
  );
}

function queueTile(queue) {
  const lanes = LANES.map((lane) => [lane, queue.byLane?.[lane] ?? 0]);
  const all = lanes.reduce((sum, [, count]) => sum + laneTotal(count), 0);
  return tile(
    'queue',
    t('tile.queue'),
    '#/queue',
    html`<div class="pair">
      <p class="big"><span>${compact(queue.waiting)}</span><small>${t('queue.waiting')}</small></p>
      <p class="big"><span>${compact(queue.active)}</span><small>${t('queue.active')}</small></p>
      <p class="big ${queue.manual ? 'bad' : ''}"><span>${compact(queue.manual)}</span><small>${t('queue.manual')}</small></p>
    </div>`,
    html`<dl class="inline">
      ${all
        ? lanes.filter(([, count]) => laneTotal(count)).map(([lane, count]) => html`<div><dt>${word('lane', lane)}</dt><dd>${number(laneTotal(count))}</dd></div>`)
        : html`<div><dt>${t('queue.scheduled')}</dt><dd>${number(queue.scheduled)}</dd></div>`}
    </dl>`,
  );
}

export const laneTotal = (count) => (typeof count === 'object' && count !== null ? (count.waiting ?? 0) + (count.active ?? 0) : (count ?? 0));

const BREAKERS = { closed: 'good', half_open: 'warn', open: 'bad' };

function evolutionTile({ evolution = {}, health, traffic }) {
  const latency = evolution.latency ?? {};
  const { open = 0, total = 0 } = evolution.instances ?? {};
  const servers = (health?.components?.evolution?.servers ?? []).slice(0, 3);
  return tile(
    'evolution',
    t('tile.evolution'),
    '#/instances',
    html`<div class="pair">
        <p class="big"><span>${duration(latency.p50Ms)}</span><small>p50</small></p>
        <p class="big"><span>${duration(latency.p95Ms)}</span><small>p95</small></p>
        <p class="big"><span>${percent(traffic?.failureRate)}</span><small>${t('evolution.errors')}</small></p>
      </div>
      <div class="badges">
        ${total ? badge(open === total ? 'good' : open ? 'warn' : 'bad', t('evolution.connected', { open: number(open), total: number(total) })) : nothing}
        ${evolution.breakersOpen && !servers.length ? badge('bad', tn('evolution.breakers', evolution.breakersOpen)) : nothing}
        ${servers.map((server) => {
          const breaker = server.breaker?.toLowerCase();
          return html`<span class="server" title=${t('evolution.breaker')}>${server.server} ${badge(BREAKERS[breaker] ?? 'idle', word('breaker', breaker ?? 'unknown'))}</span>`;
        })}
      </div>`,
    plot({ points: begun(traffic?.series), lines: callLines(), height: 32, name: t('tile.evolution') }),
  );
}

const alertsTile = (alerts) =>
  tile(
    'alerts',
    t('tile.alerts'),
    '#/alerts',
    html`<p class="big ${alerts.firing ? (isCritical(alerts) ? 'bad' : 'warn') : ''}"><span>${number(alerts.firing)}</span></p>
      ${alerts.items?.length
        ? html`<ul class="short">
            ${alerts.items.slice(0, 3).map(
              (alert) => html`<li>${severity(alert.severity)}<span class="clip" title=${alert.message}>${word('rule', alert.rule)}${alert.instance ? html`<span class="muted"> · ${instanceText(alert.instance)}</span>` : nothing}</span></li>`,
            )}
          </ul>`
        : html`<p class="muted">${alerts.firing === 0 ? t('tile.alerts.none') : DASH}</p>`}`,
    alerts.firing ? html`<span class="muted small">${t('tile.alerts.newest')} ${time(newest(alerts.items))}</span>` : nothing,
  );

const isCritical = (alerts) => (alerts.items ?? []).some((alert) => alert.severity?.toLowerCase() === 'critical');
const newest = (items) => (items ?? []).map((alert) => alert.firingAt).sort().at(-1);

/** What a component that is well says of itself; one that is not says it in its own words. */
function detail(each) {
  if (each.status !== 'healthy' || !each.detail) return sentence(each.detail) ?? DASH;
  switch (each.name) {
    case 'evolution':
      return t('evolution.connected', each.instances ?? {});
    case 'queues':
      return tn('detail.waiting', each.stats?.waiting ?? 0);
    case 'messages':
      return tn('detail.calls', each.latency?.count ?? 0);
    case 'kafka':
      return tn('detail.brokers', each.brokers ?? 0);
    case 'postgres':
      return t('detail.answers');
    case 'ingest':
      return t('detail.taken');
    default:
      return each.processes ? t('detail.ready', { ready: each.processes.filter((one) => one.ready).length, all: each.processes.length }) : sentence(each.detail);
  }
}

const components = (items) =>
  items.length
    ? table(
        t('overview.components'),
        [
          { label: t('component'), cell: (each) => html`<b>${word('component', each.name)}</b>`, class: 'lead-cell' },
          { label: t('column.state'), cell: (each) => health(each.status) },
          { label: t('column.detail'), cell: detail, class: 'wide-cell' },
          { label: t('column.since'), cell: (each) => time(each.since), class: 'num' },
        ],
        items,
      )
    : empty('info', t('overview.components.empty'), t('overview.components.empty.do'));
