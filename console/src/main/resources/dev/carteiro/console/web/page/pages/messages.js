// SPDX-License-Identifier: Apache-2.0
// Finding one message among millions: by id, by phone, by text; and beside the list, the one that is open.
import { html, nothing } from '../lib/lit.js';
import { t, tn, word } from '../lib/i18n.js';
import { get, Pages, instancePath } from '../lib/api.js';
import { address, brief, instance, instanceText } from '../lib/format.js';
import { button, empty, instanceCell, messageStatus, pageHead, select, time } from '../ui/parts.js';
import { EndlessList } from '../ui/lists.js';
import { icon } from '../ui/icons.js';
import { MessagePanel } from './message.js';

const PAGE = 100;
const STATUSES = ['PENDING', 'SERVER_ACK', 'ERROR', 'DELIVERY_ACK', 'READ', 'PLAYED'];

/** What somebody typed: an id, a phone number, or words. */
export function searchOf(text) {
  const trimmed = text.trim();
  if (!trimmed) return {};
  const digits = trimmed.replace(/[\s()+.-]/g, '');
  if (/^\d{4,15}$/.test(digits) || /@(s\.whatsapp\.net|lid|g\.us|newsletter|broadcast)$/.test(trimmed)) {
    return { phone: /@/.test(trimmed) ? trimmed : digits };
  }
  if (/^[0-9A-Fa-f]{16,40}$/.test(trimmed) || /^(wamid\.|BAE5|3EB0|3A)\S{8,}$/.test(trimmed)) return { id: trimmed };
  return { text: trimmed };
}

export const messageLink = (item) => {
  const { segment, query } = instancePath(item.instance);
  return `#/messages/${segment}/${encodeURIComponent(item.messageId)}${query.gateway ? `?gateway=${query.gateway}` : ''}`;
};

const idOf = (item) => `${instanceText(item.instance)}/${item.messageId}`;

export function messagesPage(visit) {
  const filter = { search: '', instance: '', direction: '', status: '', from: '', parent: '', ...pick(visit.query) };
  let names = [];
  let fresh = 0;
  let panel = null;
  let openId = null;

  const pages = new Pages(async (page, signal) => {
    const answer = await get(
      '/api/messages',
      { ...searchOf(filter.search), ...instanceFilter(), direction: filter.direction, status: filter.status, from: since(filter.from), parent: filter.parent, limit: PAGE, page },
      { signal },
    );
    // Only what a row shows is kept: a list may grow to thousands.
    answer.items = answer.items.map((item) => ({ ...item, text: brief(item.text), senderName: brief(item.senderName, 60) }));
    return answer;
  }, visit.update);
  const list = new EndlessList(pages, visit);
  list.restart();
  readNames();
  openFrom(visit.params, visit.query);

  visit.onEvents(['message.new'], () => (atTop() && !filter.search && !filter.parent ? refresh() : count()), 1200);
  visit.onEvents(['message.status', 'message.edited'], () => atTop() && refresh(), 1500);
  const timer = setInterval(() => !document.hidden && visit.feed.state !== 'live' && atTop() && refresh(), 5000);
  visit.whenLeft(() => clearInterval(timer));
  visit.whenLeft(() => panel?.end());
  if (visit.query.focus) requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector('[data-search]')?.focus()));

  const atTop = () => scrollY < 200;
  function refresh() {
    fresh = 0;
    return pages.refresh(idOf);
  }
  function count() {
    fresh++;
    visit.update();
  }

  function instanceFilter() {
    const key = instance(filter.instance);
    return key ? { instance: key.name, gateway: key.gateway === 'default' ? '' : key.gateway } : {};
  }

  async function readNames() {
    try {
      names = (await get('/api/query/instances', { limit: 1000 }, { signal: visit.signal })).items.map((each) => instanceText(each.instance));
      visit.update();
    } catch {
      // the choice of an instance stays empty; the list says what is wrong
    }
  }

  function openFrom(params, query) {
    const id = params.length >= 2 ? `${query.gateway ?? 'default'}/${params[0]}/${params[1]}` : null;
    if (id === openId) return;
    panel?.end();
    openId = id;
    panel = id ? new MessagePanel(visit, { gateway: query.gateway ?? 'default', name: params[0] }, params[1]) : null;
    visit.update();
  }

  function change(name, value) {
    filter[name] = value;
    fresh = 0;
    location.hash.startsWith('#/messages/') ? history.replaceState(null, '', '#/messages') : nothing;
    openFrom([], {});
    visit.remember({ q: filter.search, instance: filter.instance, direction: filter.direction, status: filter.status, from: filter.from, parent: filter.parent });
    list.restart();
  }

  const columns = () => [
    {
      label: t('column.message'),
      class: 'lead-cell message-cell',
      cell: (item) => html`<a class="row-link" href=${messageLink(item)} data-name="message" aria-current=${isOpen(item) ? 'true' : nothing}>
          <span class="who">${icon(item.fromMe ? 'arrowOut' : 'arrowIn', 14)}<span class="visually-hidden">${t(item.fromMe ? 'direction.out' : 'direction.in')}</span
            ><b dir="auto">${item.fromMe ? t('message.to', { who: address(item.chatId) }) : item.senderName || address(item.chatId)}</b
            >${!item.fromMe && item.senderName ? html`<span class="muted nowrap">${address(item.chatId)}</span>` : nothing}</span>
        </a>
        <span class="says" dir="auto">${item.deleted ? html`<i class="muted">${t('message.deleted')}</i>` : says(item)}</span>`,
    },
    { label: t('instance'), class: 'instance-cell', cell: (item) => instanceCell(item.instance, item.tenantId) },
    { label: t('column.state'), cell: (item) => messageStatus(item.status) },
    { label: t('column.when'), class: 'num', cell: (item) => time(item.createdAt ?? item.receivedAt) },
  ];

  const isOpen = (item) => openId !== null && openId === `${instance(item.instance).gateway}/${instance(item.instance).name}/${item.messageId}`;

  const emptyView = () =>
    filter.search || filter.instance || filter.direction || filter.status || filter.from || filter.parent
      ? empty(
          'search',
          t('messages.nothing'),
          t('messages.nothing.do'),
          button(t('action.clear'), () => {
            Object.assign(filter, { search: '', instance: '', direction: '', status: '', from: '', parent: '' });
            change('search', '');
          }),
        )
      : empty('messages', t('messages.empty'), t('messages.empty.do'));

  const searchBar = () => html`<form
    class="bar"
    role="search"
    @submit=${(e) => {
      e.preventDefault();
      change('search', new FormData(e.target).get('search'));
    }}
  >
    <div class="search">
      ${icon('search')}
      <input
        type="search"
        name="search"
        data-search
        aria-label=${t('messages.search')}
        placeholder=${t('messages.search')}
        .value=${filter.search}
        maxlength="200"
        @search=${(e) => e.target.value !== filter.search && change('search', e.target.value)}
      />
    </div>
    ${labelled(t('instance'), select(filter.instance, [['', t('filter.instances')], ...names.map((name) => [name, name])], (v) => change('instance', v), 'instance'))}
    ${labelled(t('direction'), select(filter.direction, [['', t('filter.directions')], ['in', t('direction.in')], ['out', t('direction.out')]], (v) => change('direction', v), 'direction'))}
    ${labelled(t('column.state'), select(filter.status, [['', t('filter.statuses')], ...STATUSES.map((s) => [s, word('status', s)])], (v) => change('status', v), 'status'))}
    ${labelled(t('filter.time'), select(filter.from, ['', '1h', '24h', '7d'].map((span) => [span, t(`span.${span || 'all'}`)]), (v) => change('from', v), 'from'))}
    ${button(t('action.search'), () => {}, { type: 'submit', kind: 'primary', name: 'search' })}
  </form>`;

  return {
    change(params, query) {
      // A link to what belongs to a message leads here from the message's own panel.
      if (query.parent && query.parent !== filter.parent) return change('parent', query.parent);
      openFrom(params, query);
      if (query.focus) document.querySelector('[data-search]')?.focus();
    },
    view: () => html`
      ${pageHead(t('nav.messages'), t('messages.lead'))} ${searchBar()}
      ${filter.parent
        ? html`<p class="muted above">${t('messages.of.parent')} <code>${filter.parent}</code> ${button(t('action.clear'), () => change('parent', ''), { small: true, name: 'clear-parent' })}</p>`
        : nothing}
      <div class="split ${panel ? 'is-open' : ''}">
        <div class="split-list">
          ${fresh && !atTop()
            ? html`<button
                type="button"
                class="fresh"
                @click=${() => {
                  scrollTo({ top: 0 });
                  refresh();
                }}
              >
                ${tn('messages.fresh', fresh)}
              </button>`
            : nothing}
          ${list.view({
            label: t('nav.messages'),
            columns: columns(),
            emptyView,
            mark: openId ?? '',
            rowClass: (item) => (isOpen(item) ? 'is-open linked' : 'linked'),
            extra: 'messages-table',
          })}
        </div>
        ${panel ? html`<aside class="split-panel" aria-label=${t('message')}>${panel.view()}</aside>` : nothing}
      </div>
    `,
  };
}

const labelled = (label, control) => html`<label class="bare"><span class="visually-hidden">${label}</span>${control}</label>`;

function pick(query) {
  const { q, instance: name, direction, status, from, parent } = query;
  return Object.fromEntries(Object.entries({ search: q, instance: name, direction, status, from, parent }).filter(([, value]) => value));
}

function since(span) {
  const hours = { '1h': 1, '24h': 24, '7d': 168 }[span];
  return hours ? new Date(Math.floor((Date.now() - hours * 3_600_000) / 60_000) * 60_000).toISOString() : '';
}

function says(item) {
  const media = item.hasMedia || ['image', 'video', 'audio', 'document', 'sticker'].includes(item.type?.toLowerCase());
  const kind = item.type && item.type.toLowerCase() !== 'text' ? html`<span class="kind">${media ? icon('media', 14) : nothing}${word('type', item.type.toLowerCase())}</span>` : nothing;
  return html`${kind}${item.text ?? ''}${item.edited ? html` <i class="muted">${t('message.edited')}</i>` : nothing}`;
}
