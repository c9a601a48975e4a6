// SPDX-License-Identifier: Apache-2.0
// One message from webhook to read: each hop with what it took, and the payload it came from.
import { html, nothing } from '../lib/lit.js';
import { t, tn, word } from '../lib/i18n.js';
import { get, instancePath } from '../lib/api.js';
import { address, clock, clockMillis, duration, instance, instanceText, DASH } from '../lib/format.js';
import { badge, exactTime, facts, iconButton, jobState, messageStatus, show, tabs, time } from '../ui/parts.js';
import { json, longText } from '../ui/texts.js';
import { icon } from '../ui/icons.js';

const SLOW_HOP = 5000;

export class MessagePanel {
  #visit;
  #tab = 'timeline';
  #raw = null;
  #textState = {};
  #rawState = {};
  #off;

  constructor(visit, key, messageId) {
    this.#visit = visit;
    this.key = key;
    this.messageId = messageId;
    const { segment, query } = instancePath(key);
    this.path = `/api/messages/${segment}/${encodeURIComponent(messageId)}`;
    this.query = query;
    this.message = visit.resource((signal) => get(this.path, query, { signal }));
    this.timeline = visit.resource((signal) => get(`${this.path}/timeline`, query, { signal }));
    this.#off = visit.feed.on((event) => event.data?.messageId === messageId && this.refresh());
  }

  refresh() {
    this.message.refresh();
    this.timeline.refresh();
  }

  end() {
    this.#off();
  }

  #choose = (tab) => {
    this.#tab = tab;
    if (tab === 'raw' && !this.#raw) {
      this.#raw = this.#visit.resource((signal) => get(`${this.path}/raw`, this.query, { signal }));
    }
    this.#visit.update();
  };

  view() {
    return html`
      <header class="panel-head">
        <div>
          <h2>${t('message')}</h2>
          <code class="id">${this.messageId}</code>
        </div>
        <a class="icon-button" href="#/messages" aria-label=${t('action.close')} title=${t('action.close')} data-name="close-panel">${icon('close')}</a>
      </header>
      ${show(this.message, (message) => this.#content(message), 6)}
      ${tabs(
        t('message.parts'),
        [
          ['timeline', t('timeline')],
          ['details', t('details')],
          ['raw', t('raw')],
        ],
        this.#tab,
        this.#choose,
      )}
      <div class="panel-body">${this.#part()}</div>
    `;
  }

  #content(message) {
    return html`<div class="bubble ${message.fromMe ? 'out' : 'in'}">
      <p class="bubble-who">
        ${icon(message.fromMe ? 'arrowOut' : 'arrowIn', 14)}
        <b dir="auto">${message.fromMe ? instanceText(message.instance ?? this.key) : message.senderName || address(message.chatId)}</b>
        <span class="muted">→ ${message.fromMe ? address(message.chatId) : instanceText(message.instance ?? this.key)}</span>
      </p>
      ${message.deleted || message.deletedAt ? html`<p>${badge('bad', t('message.deleted'), 'trash')}</p>` : nothing}
      ${message.text
        ? longText(message.text, this.#textState, this.#visit.update)
        : html`<p class="muted">${t('message.without.text', { type: word('type', (message.type ?? 'unknown').toLowerCase()) })}</p>`}
      ${(message.reactions ?? []).length
        ? html`<p class="reactions">${message.reactions.map((each) => html`<span title=${address(each.sender)}>${each.emoji ?? each.text ?? ''}</span>`)}</p>`
        : nothing}
      <p class="bubble-foot">${messageStatus(message.status)} ${time(message.createdAt ?? message.receivedAt)}</p>
    </div>`;
  }

  #part() {
    if (this.#tab === 'raw') return this.#raw ? show(this.#raw, (raw) => this.#rawView(raw), 8) : nothing;
    if (this.#tab === 'details') return show(this.message, (message) => this.#details(message), 6);
    return show(this.timeline, (timeline) => hops(timeline.items ?? []), 6);
  }

  #rawView(raw) {
    const value = raw.raw ?? raw.text ?? '';
    return html`<p class="muted small">${icon('info', 14)} ${t('raw.masked')}</p>
      ${raw.truncated ? html`<p class="notice warn"><span>${t('raw.truncated')}</span></p>` : nothing}
      ${json(value, this.#rawState, this.#visit.update)}`;
  }

  #details(message) {
    return html`
      ${facts([
        [t('column.type'), word('type', message.type?.toLowerCase())],
        [t('column.chat'), html`<code>${message.chatId}</code>`],
        [t('message.sender'), message.sender && message.sender !== message.chatId ? html`<code>${message.sender}</code>` : DASH],
        [t('instance'), instanceText(message.instance ?? this.key)],
        [t('gateway'), instance(message.instance ?? this.key).gateway],
        [t('tenant'), message.tenantId],
        [t('direction'), t(message.fromMe ? 'direction.out' : 'direction.in')],
        [t('message.created'), message.createdAt ? exactTime(message.createdAt) : DASH],
        [t('message.received'), message.receivedAt ? exactTime(message.receivedAt) : DASH],
        [t('trace'), message.traceId ? html`<code>${message.traceId}</code>` : DASH],
        ...(message.quotedMessageId ? [[t('message.quoted'), html`<code>${message.quotedMessageId}</code>`]] : []),
        ...(message.parentMessageId ? [[t('message.parent'), belongings(message.parentMessageId, word('relation', message.parentRelation))]] : []),
        ...(message.children ? [[t('message.children'), belongings(this.messageId, tn('message.children.number', message.children))]] : []),
      ])}
      ${(message.statuses ?? []).length
        ? html`<h3>${t('message.statuses')}</h3>
            ${facts(message.statuses.map((each) => [word('status', each.status), html`${exactTime(each.at ?? each.receivedAt, clockMillis)}${refusal(each) ? html` <span class="muted" dir="auto">${refusal(each)}</span>` : nothing}`]))}`
        : nothing}
      ${(message.receipts ?? []).length
        ? html`<h3>${t('message.receipts')}</h3>
            ${facts(message.receipts.map((each) => [html`<code>${each.participant}</code>`, receipt(each)]))}`
        : nothing}
      ${(message.edits ?? []).length
        ? html`<h3>${t('message.edits')}</h3>
            <ol class="edits">
              ${message.edits.map(
                (each) => html`<li><span class="muted">${time(each.at ?? each.editedAt)}</span> <span dir="auto">${each.text ?? t(each.kind === 'edit' ? 'message.edit.unknown' : 'message.deleted')}</span></li>`,
              )}
            </ol>`
        : nothing}
      ${message.job
        ? html`<h3>${t('job')}</h3>
            ${facts([
              [t('column.state'), jobState(message.job.state ?? message.job.status)],
              [t('column.id'), html`<a href="#/queue?tab=jobs&job=${encodeURIComponent(message.job.id)}"><code>${message.job.id}</code></a>`],
              [t('lane'), word('lane', message.job.lane)],
              [t('attempts'), message.job.attempts],
              [t('column.reason'), message.job.reason ? word('reason', message.job.reason) : DASH],
            ])}`
        : nothing}
    `;
  }
}

/** Why WhatsApp refused it, as WhatsApp said it. */
const refusal = (status) => [status.errorCode, status.errorTitle, status.errorDetail].filter(Boolean).join(' · ');

/** A way to all that belongs to a message. */
const belongings = (id, what) => html`<a href="#/messages?parent=${encodeURIComponent(id)}" data-name="belongings">${what}</a> <code>${id}</code>`;

/** What a member of the group did with the message, in its order. */
const receipt = (each) =>
  [
    ['DELIVERY_ACK', each.deliveredAt],
    ['READ', each.readAt],
    ['PLAYED', each.playedAt],
  ]
    .filter(([, at]) => at)
    .map(([status, at]) => html`<div>${word('status', status)} ${exactTime(at, clockMillis)}</div>`);

const HOPS = {
  written: 'messages',
  answered: 'arrowIn',
  claimed: 'arrowOut',
  dispatched: 'queue',
  queued: 'queue',
  'status.server_ack': 'check',
  'status.delivery_ack': 'checks',
  'status.read': 'checks',
  'status.played': 'checks',
  'status.error': 'bad',
  'webhook.received': 'arrowIn',
  read: 'checks',
  played: 'checks',
  delivered: 'checks',
  sent: 'check',
  accepted: 'check',
  failed: 'bad',
  manual: 'warn',
  held: 'pause',
  retrying: 'retry',
  deleted: 'trash',
  scheduled: 'clock',
};

const STATUS_OF = { sent: 'status.server_ack', delivered: 'status.delivery_ack', read: 'status.read' };

/** The same fact once: what WhatsApp said of a message is not told again as its job's state. */
function told(items) {
  const known = new Set(items.map((hop) => hop.what));
  return items.filter(
    (hop) =>
      !known.has(STATUS_OF[hop.what]) &&
      !(hop.what === 'accepted' && known.has('answered')) &&
      !(hop.what === 'written' && known.has('requested')),
  );
}

/** What is known besides, in words. */
function besides({ what, detail }) {
  // Words and numbers of the status itself are told by its name; only a reason is news.
  if (!detail || (what.startsWith('status.') && (what !== 'status.error' || /^([A-Z_]+|0)$/.test(detail)))) return nothing;
  const attempt = /^attempt (\d+) by (.*)$/.exec(detail);
  const answer = /^([a-z_]+)(?: ([A-Z][A-Z0-9_]*))?(?: (HTTP \d+))?(?: (\d+) ms)?$/.exec(detail);
  switch (what) {
    case 'written':
      return t(detail === 'by this number' ? 'hop.written.out' : 'hop.written.in');
    case 'webhook.received':
      return word('type', detail.toLowerCase());
    case 'queued':
      return t('hop.queued.lane', { lane: word('lane', detail) });
    case 'scheduled':
      return Number.isNaN(Date.parse(detail)) ? detail : exactTime(new Date(detail));
    case 'requested':
      return html`<code class="clip" title=${detail}>${detail}</code>`;
    case 'claimed':
      return attempt ? t('hop.claimed.by', { attempt: attempt[1], sender: attempt[2] }) : detail;
    case 'answered':
      return answer
        ? [word('outcome', answer[1]), answer[2] && answer[2] !== 'HTTP' ? word('reason', answer[2]) : null, answer[3], answer[4] ? duration(Number(answer[4])) : null].filter(Boolean).join(' · ')
        : detail;
    case 'failed':
    case 'manual':
    case 'cancelled':
    case 'expired':
      return word('reason', detail);
    default:
      return detail;
  }
}

function hops(everything) {
  const items = told(everything);
  if (!items.length) return html`<p class="muted">${t('timeline.empty')}</p>`;
  const first = new Date(items[0].at).getTime();
  const last = new Date(items[items.length - 1].at).getTime();
  return html`
    <p class="timeline-sum">
      <span><b>${duration(last - first)}</b> <span class="muted">${t('timeline.total')}</span></span>
    </p>
    <p class="muted small timeline-date">${exactTime(items[0].at)}</p>
    <ol class="timeline" data-name="timeline">
      ${items.map((hop, i) => {
        const since = i ? new Date(hop.at).getTime() - new Date(items[i - 1].at).getTime() : null;
        return html`<li class=${['failed', 'status.error', 'manual'].includes(hop.what) ? 'bad' : ''}>
          <span class="hop-gap ${since >= SLOW_HOP ? 'slow' : ''}">${i && since !== null ? `+${duration(since)}` : nothing}</span>
          <span class="hop-dot">${icon(HOPS[hop.what] ?? 'info', 14)}</span>
          <span class="hop-what"><b>${word('hop', hop.what)}</b>${besides(hop) === nothing ? nothing : html`<span class="muted" dir="auto">${besides(hop)}</span>`}</span>
          <span class="hop-at">${exactTime(hop.at, hop.what === 'written' ? clock : clockMillis)}</span>
        </li>`;
      })}
    </ol>
    ${traces(items)}
  `;
}

function traces(items) {
  const ids = [...new Set(items.map((hop) => hop.traceId).filter(Boolean))];
  return ids.length
    ? html`<details class="traces muted small">
        <summary>${tn('traces', ids.length)}</summary>
        ${ids.map((id) => html`<code>${id}</code>`)}
      </details>`
    : nothing;
}
