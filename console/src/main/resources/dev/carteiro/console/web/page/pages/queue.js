// SPDX-License-Identifier: Apache-2.0
// What waits to be sent, lane by lane, and what waits for a person.
import { html, nothing } from '../lib/lit.js';
import { t, tn, word } from '../lib/i18n.js';
import { get, command, Pages } from '../lib/api.js';
import { address, brief, clockMillis, compact, duration, instanceText, number, sentence, DASH } from '../lib/format.js';
import { badge, button, card, empty, exactTime, facts, field, gauge, instanceCell, jobState, pageHead, select, show, table, tabs, time } from '../ui/parts.js';
import { confirmAndDo, openDialog } from '../ui/overlays.js';
import { EndlessList } from '../ui/lists.js';
import { longText } from '../ui/texts.js';
import { laneTotal } from './overview.js';
import { messageLink } from './messages.js';

const LANES = ['high', 'normal', 'low', 'monitoring', 'maintenance'];
const STATES = ['scheduled', 'queued', 'held', 'dispatched', 'retrying', 'unknown', 'accepted', 'sent', 'delivered', 'read', 'failed', 'manual', 'cancelled', 'expired'];
const OVER = ['accepted', 'sent', 'delivered', 'read', 'failed', 'cancelled', 'expired'];
const BATCHES = { running: 'info', paused: 'warn', cancelled: 'idle', finished: 'good' };
const OUTCOMES = { accepted: 'good', permanent: 'bad', transient: 'warn', unknown: 'warn', not_sent: 'idle', expired: 'idle' };

/** How many messages of a batch need nothing any more. */
const over = (batch) => OVER.reduce((sum, state) => sum + (batch.byState?.[state] ?? 0), 0);
const batchState = (batch) => (batch.state !== 'cancelled' && batch.size > 0 && over(batch) >= batch.size ? 'finished' : batch.state);

export function queuePage(visit) {
  const mayAct = visit.session.role !== 'analyst';
  let tab = ['manual', 'jobs', 'batches'].includes(visit.query.tab) ? visit.query.tab : 'manual';
  const filter = { state: visit.query.state ?? '', lane: visit.query.lane ?? '', phone: visit.query.phone ?? '' };
  const stats = visit.polled((signal) => get('/api/whatsapp/monitoring/queue-stats/', {}, { signal }), 2000);
  let pages;
  let list;
  open();
  if (visit.query.job) details({ id: visit.query.job });
  visit.onEvents(['job.state'], () => pages.refresh(idOf), 1500);
  const timer = setInterval(() => !document.hidden && scrollY < 200 && pages.refresh(idOf), 5000);
  visit.whenLeft(() => clearInterval(timer));

  function idOf(item) {
    return item.id;
  }

  function open() {
    pages?.stop();
    const read = {
      manual: (page, signal) => get('/api/jobs', { state: 'manual', limit: 50, page }, { signal }),
      jobs: (page, signal) => get('/api/jobs', { ...filter, phone: filter.phone.replace(/[\s()+-]/g, ''), limit: 50, page }, { signal }),
      batches: (page, signal) => get('/api/batches', { limit: 50, page }, { signal }),
    }[tab];
    pages = new Pages(async (page, signal) => {
      const answer = await read(page, signal);
      answer.items = answer.items.map((item) => ({ ...item, message: brief(item.message) }));
      return answer;
    }, visit.update);
    list = new EndlessList(pages, visit);
    list.restart();
  }

  function choose(next) {
    tab = next;
    visit.remember({ tab });
    open();
    visit.update();
  }

  const act = (item, what, danger) =>
    confirmAndDo({
      name: `${what}-dialog`,
      title: t(`queue.${what}.ask`),
      text: t(`queue.${what}.what`, { who: address(item.to) }),
      label: t(`queue.${what}`),
      danger,
      act: () =>
        what === 'cancel'
          ? command('DELETE', `/api/whatsapp/jobs/${encodeURIComponent(item.id)}`)
          : command('POST', `/api/whatsapp/jobs/${encodeURIComponent(item.id)}/${what}`),
      done: (answer) => t(answer?.status === 'pending' ? 'command.pending' : `queue.${what}.done`),
    }).then((answer) => {
      if (!answer) return;
      // Read at once, the tables would still have it.
      if (tab === 'manual') pages.items = pages.items.filter((each) => idOf(each) !== idOf(item));
      else pages.refresh(idOf);
      stats.refresh();
    });

  function retryAll() {
    const hours = { value: '24' };
    return confirmAndDo({
      name: 'retry-dialog',
      title: t('queue.retry.ask'),
      text: t('queue.retry.what'),
      label: t('queue.retry'),
      content: () =>
        field(t('queue.retry.hours'), html`<input type="number" min="1" max="168" required .value=${hours.value} @input=${(e) => (hours.value = e.target.value)} />`),
      act: () => command('POST', '/api/whatsapp/monitoring/retry-failed/', { hours: Number(hours.value) }),
      done: (answer) => t('queue.retry.done', { n: number(answer?.redriven ?? 0), rest: number(answer?.remaining ?? 0), uncertain: number(answer?.uncertain ?? 0) }),
    }).then((answer) => {
      if (!answer) return;
      list.restart();
      stats.refresh();
    });
  }

  const batch = (item, what) =>
    confirmAndDo({
      name: `batch-${what}-dialog`,
      title: t(`batch.${what}.ask`),
      text: t(`batch.${what}.what`),
      label: t(`batch.${what}`),
      danger: what === 'cancel',
      act: () => command('POST', `/api/whatsapp/batches/${encodeURIComponent(item.id)}/${what}`),
      done: (answer) => t(answer?.status === 'pending' ? 'command.pending' : `batch.${what}.done`),
    }).then((answer) => answer && pages.refresh(idOf));

  const jobColumns = () => [
    {
      label: t('column.to'),
      class: 'lead-cell message-cell',
      cell: (item) => html`<button type="button" class="link nowrap" data-name="job" @click=${() => details(item)}>${address(item.to)}</button>
        <span class="says" dir="auto">${item.message ?? nothing}</span>`,
    },
    { label: t('instance'), cell: (item) => instanceCell(item.instance, item.tenantId) },
    { label: t('lane'), cell: (item) => word('lane', item.lane) },
    { label: t('column.state'), cell: (item) => html`${jobState(item.state)}${item.reason ? html`<span class="sub">${word('reason', item.reason)}</span>` : nothing}` },
    { label: t('attempts'), class: 'num', cell: (item) => number(item.attempts) },
    { label: t('column.when'), class: 'num', cell: (item) => time(item.stateAt ?? item.createdAt) },
    { label: t('column.actions'), class: 'actions-cell', cell: (item) => (mayAct ? actions(item) : nothing) },
  ];

  const actions = (item) => {
    if (item.state === 'manual') {
      return html`${button(t('queue.resend'), () => act(item, 'resend'), { small: true, picture: 'retry', name: 'resend' })}
      ${button(t('queue.discard'), () => act(item, 'discard', true), { small: true, kind: 'danger-quiet', name: 'discard' })}`;
    }
    return ['scheduled', 'queued', 'held', 'retrying'].includes(item.state)
      ? button(t('queue.cancel'), () => act(item, 'cancel', true), { small: true, kind: 'danger-quiet', name: 'cancel' })
      : nothing;
  };

  const batchColumns = () => [
    {
      label: t('batch'),
      class: 'lead-cell message-cell',
      cell: (item) => html`<b>${instanceText(item.instance)}</b> <span class="muted">${item.tenantId}</span><span class="says"><code class="id">${item.id}</code></span>`,
    },
    { label: t('column.state'), cell: (item) => badge(BATCHES[batchState(item)] ?? 'idle', word('batch', batchState(item))) },
    {
      label: t('batch.progress'),
      class: 'progress-cell',
      cell: (item) => html`<span class="progress">${gauge(t('batch.progress'), over(item), item.size, 'good')}<span class="nowrap">${t('batch.done', { done: number(over(item)), all: number(item.size) })}</span></span>
        <span class="sub">${Object.entries(item.byState ?? {})
          .map(([state, n]) => `${word('job', state)} ${number(n)}`)
          .join(' · ')}</span>`,
    },
    { label: t('column.when'), class: 'num', cell: (item) => time(item.createdAt) },
    {
      label: t('column.actions'),
      class: 'actions-cell',
      cell: (item) =>
        mayAct && ['running', 'paused'].includes(batchState(item))
          ? html`${item.state === 'paused'
              ? button(t('batch.resume'), () => batch(item, 'resume'), { small: true, picture: 'play' })
              : button(t('batch.pause'), () => batch(item, 'pause'), { small: true, picture: 'pause' })}
            ${button(t('batch.cancel'), () => batch(item, 'cancel'), { small: true, kind: 'danger-quiet' })}`
          : nothing,
    },
  ];

  function details(item) {
    const job = visit.resource((signal) => get(`/api/jobs/${encodeURIComponent(item.id)}`, {}, { signal }));
    const textState = {};
    openDialog({
      title: t('job'),
      kind: 'wide',
      name: 'job-dialog',
      view: () =>
        show(
          job,
          (data) => html`
            ${facts([
              [t('column.state'), jobState(data.state)],
              [t('column.reason'), data.reason ? word('reason', data.reason) : DASH],
              ...(data.errorCode || data.errorTitle ? [[t('job.refusal'), [data.errorCode, data.errorTitle].filter(Boolean).join(' · ')]] : []),
              [t('column.to'), address(data.to)],
              [t('instance'), instanceText(data.instance)],
              [t('tenant'), data.tenantId],
              [t('lane'), word('lane', data.lane)],
              [t('attempts'), number(data.attempts)],
              [t('job.created'), data.createdAt ? exactTime(data.createdAt) : DASH],
              [t('schedules.leaves'), data.scheduledFor ? exactTime(data.scheduledFor) : DASH],
              [t('job.next'), data.nextAttemptAt ? time(data.nextAttemptAt) : DASH],
              [t('job.expires'), data.expiresAt ? time(data.expiresAt) : DASH],
              [t('batch'), data.batchId ? html`<code>${data.batchId}</code>` : DASH],
              [t('column.id'), html`<code>${data.id}</code>`],
              [t('message'), data.messageId ? html`<a href=${messageLink(data)}><code>${data.messageId}</code></a>` : DASH],
            ])}
            ${data.error && word('reason', data.reason ?? '') === (data.reason ?? '–') ? html`<p>${sentence(data.error)}</p>` : nothing}
            ${data.message ? html`<h3>${t('column.text')}</h3>${longText(data.message, textState, visit.update)}` : nothing}
            <h3>${t('job.attempts')}</h3>
            ${(data.history ?? []).length
              ? table(
                  t('job.attempts'),
                  [
                    { label: '#', class: 'num', cell: (each) => number(each.attempt) },
                    { label: t('column.outcome'), class: 'lead-cell', cell: (each) => (each.outcome ? badge(OUTCOMES[each.outcome] ?? 'idle', word('outcome', each.outcome)) : DASH) },
                    { label: t('column.reason'), cell: (each) => html`${each.code ? word('reason', each.code) : DASH}${each.httpStatus ? html` <span class="muted nowrap">HTTP ${each.httpStatus}</span>` : nothing}` },
                    { label: t('server'), cell: (each) => each.server ?? DASH },
                    { label: t('latency'), class: 'num', cell: (each) => duration(each.latencyMs) },
                    { label: t('column.when'), class: 'num', cell: (each) => exactTime(each.startedAt, clockMillis) },
                  ],
                  data.history,
                )
              : html`<p class="muted">${t('job.attempts.none')}</p>`}
          `,
          8,
        ),
    });
  }

  const counters = (data) => html`
    <div class="counters">
      ${[
        ['waiting', data.waiting],
        ['active', data.active],
        ['scheduled', data.scheduled],
        ['manual', data.manual],
        ['failed', typeof data.failed === 'number' ? Math.max(0, data.failed - (data.manual ?? 0)) : data.failed],
        ['completed', data.completed],
      ].map(
        ([name, value]) => html`<div class="counter ${name === 'manual' && value ? 'bad' : ''}" data-name="counter-${name}">
          <b>${compact(value)}</b><span>${t(`queue.${name}`)}</span>
        </div>`,
      )}
    </div>
    ${card(
      t('queue.lanes'),
      html`<ul class="lanes">
        ${LANES.map((lane) => {
          const value = laneTotal(data.byLane?.[lane]);
          const most = Math.max(1, ...LANES.map((each) => laneTotal(data.byLane?.[each])));
          return html`<li><span>${word('lane', lane)}</span>${gauge(word('lane', lane), value, most)}<b>${number(value)}</b></li>`;
        })}
      </ul>`,
      { actions: html`<span class="muted small">${t('observed')} ${time(data.observedAt)}</span>` },
    )}
  `;

  const emptyView = () => {
    if (tab === 'manual') return empty('ok', t('queue.manual.empty'), t('queue.manual.empty.do'));
    if (tab === 'batches') return empty('queue', t('batch.empty'), t('batch.empty.do'));
    return filter.state || filter.lane || filter.phone
      ? empty('search', t('nothing.matches'), t('nothing.matches.do'))
      : empty('queue', t('queue.jobs.empty'), t('queue.jobs.empty.do'));
  };

  const change = (name, value) => {
    filter[name] = value;
    visit.remember({ tab, ...filter });
    open();
  };

  return {
    view: () => html`
      ${pageHead(t('nav.queue'), t('queue.lead'))} ${show(stats, counters, 4)}
      <div class="bar">
        ${tabs(
          t('queue.lists'),
          [
            ['manual', t('queue.tab.manual'), stats.data?.manual || null],
            ['jobs', t('queue.tab.jobs')],
            ['batches', t('queue.tab.batches')],
          ],
          tab,
          choose,
        )}
        ${tab === 'manual' && mayAct && pages.items.length ? html`<span class="spring"></span>${button(t('queue.retry'), retryAll, { picture: 'retry', name: 'retry-failed' })}` : nothing}
        ${tab === 'jobs'
          ? html`<label class="bare"><span class="visually-hidden">${t('column.state')}</span>${select(filter.state, [['', t('filter.states')], ...STATES.map((s) => [s, word('job', s)])], (v) => change('state', v), 'state')}</label>
              <label class="bare"><span class="visually-hidden">${t('lane')}</span>${select(filter.lane, [['', t('filter.lanes')], ...LANES.map((s) => [s, word('lane', s)])], (v) => change('lane', v), 'lane')}</label>
              <input type="search" data-search aria-label=${t('queue.phone')} placeholder=${t('queue.phone')} .value=${filter.phone} @change=${(e) => change('phone', e.target.value)} />`
          : nothing}
      </div>
      ${tab === 'manual' && pages.items.length ? html`<p class="muted above">${tn('queue.manual.what', pages.items.length)}</p>` : nothing}
      ${list.view({ label: t(`queue.tab.${tab}`), columns: tab === 'batches' ? batchColumns() : jobColumns(), emptyView })}
    `,
  };
}
