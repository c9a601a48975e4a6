// SPDX-License-Identifier: Apache-2.0
// What is wrong now, since when, what to do; and what was.
import { html, nothing } from '../lib/lit.js';
import { t, tn, word } from '../lib/i18n.js';
import { get, Pages } from '../lib/api.js';
import { duration, instanceText, sentence, DASH } from '../lib/format.js';
import { badge, card, empty, pageHead, severity, show, time } from '../ui/parts.js';
import { EndlessList } from '../ui/lists.js';
import { icon } from '../ui/icons.js';

const RANK = { critical: 0, warning: 1, info: 2 };
const rankOf = (alert) => RANK[alert.severity?.toLowerCase()] ?? 1;

export function alertsPage(visit) {
  const firing = visit.polled((signal) => get('/api/whatsapp/monitoring/alerts/', {}, { signal }), 3000);
  const pages = new Pages((page, signal) => get('/api/alerts/history', { limit: 50, page }, { signal }), visit.update);
  const history = new EndlessList(pages, visit);
  history.restart();
  const newest = () => pages.refresh((item) => `${item.id}${item.firingAt}`);
  visit.onEvents(['alert'], () => {
    firing.refresh();
    newest();
  });
  const timer = setInterval(() => !document.hidden && scrollY < 200 && newest(), 5000);
  visit.whenLeft(() => clearInterval(timer));

  const columns = () => [
    { label: t('alerts.rule'), class: 'lead-cell message-cell', cell: (each) => html`<b>${word('rule', each.rule)}</b><span class="says">${said(each) ?? nothing}</span>` },
    { label: t('severity'), cell: (each) => severity(each.severity) },
    { label: t('alerts.about'), cell: about },
    {
      label: t('column.state'),
      cell: (each) => (each.resolvedAt && each.state?.toLowerCase() !== 'firing' ? badge('good', t('alerts.resolved')) : badge('bad', t('alerts.firing'), 'alerts')),
    },
    { label: t('alerts.began'), class: 'num', cell: (each) => time(each.firingAt) },
    {
      label: t('alerts.lasted'),
      class: 'num',
      cell: (each) => (each.firingAt ? duration((each.resolvedAt ? new Date(each.resolvedAt) : Date.now()) - new Date(each.firingAt)) : DASH),
    },
  ];

  return {
    view: () => html`
      ${pageHead(t('nav.alerts'), t('alerts.lead'))}
      <section data-name="firing" aria-live="polite">
        ${show(firing, (data) => firingView(data.items ?? []), 4)}
      </section>
      ${card(t('alerts.history'), history.view({ label: t('alerts.history'), columns: columns(), emptyView: () => empty('alerts', t('alerts.history.empty'), t('alerts.history.empty.do')) }))}
    `,
  };
}

/** Its sentence; a reason at its end is said in words. */
const said = (alert) => sentence(alert.message)?.replace(/: ([A-Z][A-Z0-9_]+)$/, (all, code) => `: ${word('reason', code)}`);

const about = (alert) => (alert.instance ? html`<span class="nowrap">${instanceText(alert.instance)}</span>` : (alert.subject ?? alert.tenantId ?? DASH));

function firingView(items) {
  const sorted = [...items].sort((a, b) => rankOf(a) - rankOf(b) || new Date(b.firingAt) - new Date(a.firingAt));
  if (!sorted.length) return empty('ok', t('alerts.none'), t('alerts.none.do'));
  return html`<p class="muted above">${tn('alerts.count', sorted.length)}</p>
    <ul class="alert-list">
      ${sorted.map(
        (alert) => html`<li class="alert ${['bad', 'warn', 'info'][rankOf(alert)]}">
          <span class="alert-picture">${icon(['bad', 'warn', 'info'][rankOf(alert)], 24)}</span>
          <div class="alert-text">
            <h2>${word('rule', alert.rule)} ${severity(alert.severity)}</h2>
            <p>${said(alert)}</p>
            <p class="muted small">
              ${t('alerts.since')} ${time(alert.firingAt)}
              ${alert.instance || alert.subject ? html` · ${about(alert)}` : nothing}${alert.tenantId ? html` · ${alert.tenantId}` : nothing} · <code>${alert.rule}</code>
            </p>
          </div>
          ${linkOf(alert)}
        </li>`,
      )}
    </ul>`;
}

function linkOf(alert) {
  const rule = alert.rule ?? '';
  const target = /^SEND_|^QUEUE|FAILURE|UNCONFIRMED/.test(rule)
    ? ['#/queue', 'nav.queue']
    : /INSTANCE|SILENT|PARKED|SOURCE_LAG/.test(rule)
      ? ['#/instances', 'nav.instances']
      : /DEAD_LETTERS/.test(rule)
        ? ['#/dead-letters', 'nav.dead-letters']
        : ['#/overview', 'nav.overview'];
  return html`<a class="button small" href=${target[0]}>${t(target[1])}${icon('right', 14)}</a>`;
}
