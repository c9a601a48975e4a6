// SPDX-License-Identifier: Apache-2.0
// What leaves when: a month, a week or a list of scheduled messages, to cancel or to move.
import { html, nothing } from '../lib/lit.js';
import { t, tn, locale, word } from '../lib/i18n.js';
import { get, command } from '../lib/api.js';
import { tenantChoice } from '../lib/settings.js';
import { address, brief, formatter, hourMinute, instanceText, shortAddress, DASH } from '../lib/format.js';
import { button, empty, exactTime, facts, field, iconButton, instanceCell, jobState, pageHead, show, table, tabs } from '../ui/parts.js';
import { confirmAndDo, openDialog } from '../ui/overlays.js';
import { partialNotice } from '../ui/lists.js';
import { longText } from '../ui/texts.js';

const SHOWN = 3;
const MOST = 5000;
const SPANS = ['month', 'week', 'list'];

const dayOf = (at) => new Date(new Date(at).setHours(0, 0, 0, 0));
const addDays = (day, n) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + n);
const sameDay = (a, b) => dayOf(a).getTime() === dayOf(b).getTime();
/** Weeks begin on Monday in English (GB) and on Sunday in Portuguese (BR). */
const weekStart = (day) => addDays(day, -((day.getDay() + (locale() === 'pt-BR' ? 0 : 6)) % 7));

export function schedulesPage(visit) {
  let span = SPANS.includes(visit.query.view) ? visit.query.view : 'month';
  let anchor = visit.query.day && !Number.isNaN(Date.parse(visit.query.day)) ? dayOf(`${visit.query.day}T12:00`) : dayOf(Date.now());
  let chosen = dayOf(anchor);
  const mayAct = visit.session.role !== 'analyst';
  const found = visit.polled((signal) => readRange(signal), 10_000);
  visit.onEvents(['job.state'], () => found.refresh(), 1500);

  function range() {
    if (span === 'week') return [weekStart(anchor), addDays(weekStart(anchor), 7)];
    if (span === 'list') return [anchor, addDays(anchor, 91)];
    const first = weekStart(new Date(anchor.getFullYear(), anchor.getMonth(), 1));
    const last = weekStart(new Date(anchor.getFullYear(), anchor.getMonth() + 1, 0));
    return [first, addDays(last, 7)];
  }

  async function readRange(signal) {
    const [from, to] = range();
    const answer = { items: [], partial: false, missing: [], cut: false };
    const tenants = askedTenants();
    for (const tenant of tenants) {
      let page = null;
      do {
        const part = await get(
          '/api/whatsapp/schedules',
          { from: from.toISOString(), to: to.toISOString(), limit: 1000, page, ...(tenant ? { tenant } : {}) },
          { signal },
        );
        answer.items.push(...part.items);
        answer.partial ||= Boolean(part.partial);
        answer.missing.push(...(part.missing ?? []));
        page = part.next;
      } while (page && answer.items.length < MOST);
      answer.cut ||= Boolean(page);
    }
    answer.items.sort((a, b) => new Date(a.scheduledFor) - new Date(b.scheduledFor));
    return answer;
  }

  /** Schedules are asked for by tenant; an admin who chose none sees those of all. */
  function askedTenants() {
    if (visit.session.role !== 'admin' || tenantChoice.get()) return [null];
    const all = (visit.session.tenants ?? []).map((tenant) => tenant.tenantId);
    return all.length ? all : [null];
  }

  function remember() {
    visit.remember({ view: span, day: `${anchor.getFullYear()}-${String(anchor.getMonth() + 1).padStart(2, '0')}-${String(anchor.getDate()).padStart(2, '0')}` });
  }

  function go(steps) {
    anchor =
      steps === 0
        ? dayOf(Date.now())
        : span === 'month'
          ? new Date(anchor.getFullYear(), anchor.getMonth() + steps, 1)
          : addDays(anchor, steps * (span === 'week' ? 7 : 30));
    chosen = anchor;
    remember();
    found.restart();
  }

  const title = () => {
    const [from, to] = range();
    if (span === 'month') return formatter('DateTimeFormat', { month: 'long', year: 'numeric' }).format(anchor);
    return formatter('DateTimeFormat', { day: 'numeric', month: 'short', year: 'numeric' }).formatRange(from, addDays(to, -1));
  };

  const bar = () => html`<div class="bar calendar-bar">
    ${tabs(t('schedules.view'), SPANS.map((each) => [each, t(`schedules.${each}`)]), span, (each) => {
      span = each;
      remember();
      found.restart();
    })}
    <div class="pager">
      ${iconButton(t('action.previous'), 'left', () => go(-1), { name: 'previous' })}
      ${button(t('today'), () => go(0), { small: true })}
      ${iconButton(t('action.next'), 'right', () => go(1), { name: 'next' })}
    </div>
    <h2 class="calendar-title" aria-live="polite">${title()}</h2>
  </div>`;

  const view = (data) => html`${partialNotice(data)} ${data.cut ? html`<p class="notice warn"><span>${t('schedules.cut', { n: MOST })}</span></p>` : nothing}
  ${span === 'list' ? listView(data.items) : calendar(data.items)}`;

  function calendar(items) {
    const [from, to] = range();
    const days = [];
    for (let day = from; day < to; day = addDays(day, 1)) days.push(day);
    const byDay = new Map();
    for (const item of items) {
      const key = dayOf(item.scheduledFor).getTime();
      byDay.set(key, [...(byDay.get(key) ?? []), item]);
    }
    const names = days.slice(0, 7).map((day) => formatter('DateTimeFormat', { weekday: 'short' }).format(day));
    return html`<div class="calendar ${span}" data-name="calendar">
        <div class="calendar-names" aria-hidden="true">${names.map((name) => html`<span>${name}</span>`)}</div>
        <div class="calendar-days">${days.map((day) => dayCell(day, byDay.get(day.getTime()) ?? []))}</div>
      </div>
      <section class="day-list" aria-live="polite">
        <h3>${formatter('DateTimeFormat', { dateStyle: 'full' }).format(chosen)}</h3>
        ${listView(byDay.get(dayOf(chosen).getTime()) ?? [], true)}
      </section>`;
  }

  function dayCell(day, items) {
    const outside = span === 'month' && day.getMonth() !== anchor.getMonth();
    const most = span === 'week' ? 12 : SHOWN;
    const label = formatter('DateTimeFormat', { dateStyle: 'long' }).format(day);
    return html`<div class="day ${outside ? 'outside' : ''} ${sameDay(day, Date.now()) ? 'today' : ''} ${sameDay(day, chosen) ? 'chosen' : ''}">
      <button
        type="button"
        class="day-number"
        aria-label="${label}: ${tn('schedules.count', items.length)}"
        aria-pressed=${String(sameDay(day, chosen))}
        @click=${() => {
          chosen = day;
          visit.update();
        }}
      >
        <span>${day.getDate()}</span>${items.length ? html`<span class="count">${items.length}</span>` : nothing}
      </button>
      ${items.slice(0, most).map(
        (item) =>
          html`<button type="button" class="event ${item.state}" @click=${() => details(item)} title="${word('job', item.state)} · ${address(item.to)} · ${instanceText(item.instance)}">
            <time datetime=${item.scheduledFor}>${hourMinute(item.scheduledFor)}</time><span>${shortAddress(item.to)}</span>
          </button>`,
      )}
      ${items.length > most
        ? html`<button
            type="button"
            class="more"
            @click=${() => {
              chosen = day;
              visit.update();
            }}
          >
            ${tn('schedules.more', items.length - most)}
          </button>`
        : nothing}
    </div>`;
  }

  const columns = () => [
    { label: t('schedules.leaves'), class: 'lead-cell nowrap', cell: (item) => exactTime(item.scheduledFor, dayAndTime) },
    {
      label: t('column.to'),
      class: 'message-cell',
      cell: (item) => html`<b class="nowrap">${address(item.to)}</b><span class="says" dir="auto">${brief(item.message, 240) ?? nothing}</span>`,
    },
    { label: t('instance'), cell: (item) => instanceCell(item.instance, item.tenantId) },
    { label: t('column.state'), cell: (item) => jobState(item.state) },
    {
      label: t('column.actions'),
      class: 'actions-cell',
      cell: (item) => html`${button(t('details'), () => details(item), { small: true, name: 'details' })}
      ${mayAct && item.state === 'scheduled' ? html`${button(t('schedules.move'), () => move(item), { small: true, name: 'move' })}${button(t('action.cancel.it'), () => cancel(item), { small: true, kind: 'danger-quiet', name: 'cancel' })}` : nothing}`,
    },
  ];

  const listView = (items, ofDay = false) =>
    items.length
      ? table(t('nav.schedules'), columns(), items)
      : empty('schedules', t(ofDay ? 'schedules.empty.day' : 'schedules.empty'), t('schedules.empty.do'));

  const cancel = (item) =>
    confirmAndDo({
      name: 'cancel-dialog',
      title: t('schedules.cancel.ask'),
      text: t('schedules.cancel.what', { who: address(item.to), when: dayAndTime(item.scheduledFor) }),
      label: t('schedules.cancel.do'),
      danger: true,
      act: () => command('DELETE', `/api/whatsapp/schedules/${encodeURIComponent(item.id)}`),
      done: (answer) => t(answer?.status === 'pending' ? 'command.pending' : 'schedules.cancel.done'),
    }).then((answer) => answer && found.refresh());

  function move(item) {
    const at = { value: localInput(item.scheduledFor) };
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return confirmAndDo({
      name: 'move-dialog',
      title: t('schedules.move.ask'),
      label: t('schedules.move'),
      content: () =>
        field(
          t('schedules.move.to'),
          html`<input type="datetime-local" required .value=${at.value} min=${localInput(Date.now())} @input=${(e) => (at.value = e.target.value)} />`,
          t('schedules.zone', { zone }),
        ),
      act: () =>
        command('PATCH', `/api/whatsapp/schedules/${encodeURIComponent(item.id)}`, {
          scheduledFor: new Date(at.value).toISOString(),
        }),
      done: (answer) => t(answer?.status === 'pending' ? 'command.pending' : 'schedules.move.done', { when: dayAndTime(at.value) }),
    }).then((answer) => answer && found.refresh());
  }

  function details(item) {
    const state = {};
    return openDialog({
      title: t('schedules.one'),
      name: 'schedule-dialog',
      view: (dialog) => html`
        ${facts([
          [t('column.state'), jobState(item.state)],
          [t('schedules.leaves'), exactTime(item.scheduledFor)],
          [t('column.to'), address(item.to)],
          [t('instance'), instanceText(item.instance)],
          [t('tenant'), item.tenantId],
          [t('lane'), word('lane', item.lane)],
          [t('column.reason'), item.reason ? word('reason', item.reason) : DASH],
          [t('column.id'), html`<code>${item.id}</code>`],
        ])}
        ${item.message ? html`<h3>${t('column.text')}</h3>${longText(item.message, state, visit.update)}` : nothing}
        ${mayAct && item.state === 'scheduled'
          ? html`<div class="dialog-actions">
              ${button(t('schedules.move'), () => {
                dialog.close();
                move(item);
              })}
              ${button(t('schedules.cancel.do'), () => {
                dialog.close();
                cancel(item);
              }, { kind: 'danger' })}
            </div>`
          : nothing}
      `,
    });
  }

  return {
    view: () => html`${pageHead(t('nav.schedules'), t('schedules.lead'))} ${bar()} ${show(found, view, 10)}`,
  };
}

const dayAndTime = (at) =>
  formatter('DateTimeFormat', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(new Date(at));

/** What an input of a local date and time shows. */
function localInput(at) {
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
