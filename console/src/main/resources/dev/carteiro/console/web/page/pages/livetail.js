// SPDX-License-Identifier: Apache-2.0
// Everything that happens, as it happens.
import { html, nothing, repeat } from '../lib/lit.js';
import { t, tn, word } from '../lib/i18n.js';
import { address, brief, clockMillis, instanceText, number } from '../lib/format.js';
import { badge, button, connection, empty, exactTime, iconButton, jobState, messageStatus, notice, pageHead, severity } from '../ui/parts.js';
import { openDialog } from '../ui/overlays.js';
import { json } from '../ui/texts.js';
import { icon } from '../ui/icons.js';

const KEPT = 500;
const TYPES = ['message.new', 'message.status', 'message.edited', 'job.state', 'batch.state', 'instance.state', 'alert'];
const PICTURES = {
  'message.new': 'messages',
  'message.status': 'checks',
  'message.edited': 'messages',
  'job.state': 'queue',
  'batch.state': 'queue',
  'instance.state': 'instances',
  alert: 'alerts',
};

export function livePage(visit) {
  let lines = [];
  let waiting = [];
  let lost = 0;
  let seen = 0;
  let paused = false;
  let follow = true;
  let text = '';
  let gap = null;
  const types = new Set(TYPES);

  visit.whenLeft(
    visit.feed.on((event) => {
      if (event.type === 'gap') gap = event.reason ?? '';
      if (!TYPES.includes(event.type)) return;
      seen++;
      const line = slim(event);
      if (paused) {
        waiting.push(line);
        if (waiting.length > KEPT) {
          waiting.shift();
          lost++;
        }
      } else {
        take([line]);
      }
      visit.update();
    }),
  );

  function take(more) {
    lines = [...lines, ...more];
    if (lines.length > KEPT) lines = lines.slice(-KEPT);
    if (follow) requestAnimationFrame(() => requestAnimationFrame(toEnd));
  }

  function toEnd() {
    const box = document.querySelector('.tail');
    if (box) box.scrollTop = box.scrollHeight;
  }

  function pause() {
    paused = !paused;
    if (!paused) {
      take(waiting);
      waiting = [];
    }
    visit.update();
  }

  const visible = () => {
    const words = text.toLowerCase();
    return lines.filter((line) => types.has(line.type) && (!words || line.searched.includes(words)));
  };

  const bar = () => html`<div class="bar">
    <input
      type="search"
      class="short"
      data-search
      aria-label=${t('live.filter')}
      placeholder=${t('live.filter')}
      .value=${text}
      @input=${(e) => {
        text = e.target.value;
        visit.update();
      }}
    />
    <div class="chips" role="group" aria-label=${t('live.types')}>
      ${TYPES.map(
        (type) =>
          html`<button
            type="button"
            class="chip"
            aria-pressed=${String(types.has(type))}
            @click=${() => {
              types.has(type) ? types.delete(type) : types.add(type);
              visit.update();
            }}
          >
            ${icon(PICTURES[type], 14)}${t(`event.${type}`)}
          </button>`,
      )}
    </div>
    <span class="spring"></span>
    <span class="together">${button(t(paused ? 'live.resume' : 'live.pause'), pause, { picture: paused ? 'play' : 'pause', kind: paused ? 'primary' : '', name: 'pause' })}
    ${iconButton(t('live.clear'), 'trash', () => {
      lines = [];
      waiting = [];
      lost = 0;
      visit.update();
    })}</span>
  </div>`;

  const tail = () => {
    const shown = visible();
    if (!lines.length) return empty('live', t('live.empty'), t(visit.feed.state === 'live' ? 'live.empty.do' : 'live.empty.off'));
    if (!shown.length) return empty('search', t('nothing.matches'), t('nothing.matches.do'));
    return html`<ol
      class="tail"
      tabindex="0"
      aria-label=${t('nav.live')}
      @scroll=${(e) => {
        const box = e.target;
        const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
        if (atEnd !== follow) {
          follow = atEnd;
          visit.update();
        }
      }}
    >
      ${repeat(shown, (line) => line.id, lineView)}
    </ol>`;
  };

  const lineView = (line) => html`<li>
    <span class="tail-at">${exactTime(line.at, clockMillis)}</span>
    <span class="tail-type">${icon(PICTURES[line.type], 14)}${t(`event.${line.type}`)}</span>
    <span class="tail-instance">${line.instance ? instanceText(line.instance) : (line.tenantId ?? '')}</span>
    <button type="button" class="tail-what" dir="auto" @click=${() => openDialog({ title: t(`event.${line.type}`), kind: 'wide', name: 'event-dialog', view: () => json(line.event, {}, visit.update) })}>
      ${what(line)}
    </button>
  </li>`;

  return {
    view: () => html`
      ${pageHead(t('nav.live'), t('live.lead'))} ${bar()}
      ${visit.feed.state === 'live' || visit.feed.state === 'connecting' ? nothing : notice('warn', t('live.off', { reason: visit.feed.reason ?? '' }))}
      ${gap === null ? nothing : notice('warn', t('live.gap'))}
      <section class="card tail-card">${tail()}</section>
      <p class="tail-foot muted small" role="status">
        ${tn('live.seen', seen)} · ${t('live.kept', { n: number(KEPT) })}
        ${paused ? html` · <b>${tn('live.waiting', waiting.length)}</b>${lost ? html` · ${tn('live.lost', lost)}` : nothing}` : nothing}
        ${!follow && !paused
          ? html` · ${button(t('live.follow'), () => {
              follow = true;
              toEnd();
              visit.update();
            }, { small: true })}`
          : nothing}
      </p>
    `,
  };
}

function slim(event) {
  const data = event.data ?? {};
  const cut = { ...data, ...(data.text ? { text: brief(data.text, 400) } : {}), ...(data.message ? { message: brief(data.message, 400) } : {}) };
  const line = { id: event.id, type: event.type, at: event.at, tenantId: event.tenantId, instance: event.instance, data: cut, event: { ...event, data: cut } };
  line.searched = JSON.stringify(line.event).toLowerCase();
  return line;
}

function what({ type, data }) {
  switch (type) {
    case 'instance.state':
      return html`${connection(data.state)}${data.previous ? html`<span class="muted">← ${word('connection', data.previous)}</span>` : nothing}`;
    case 'job.state':
      return html`${jobState(data.state)}${data.to ? html`<span>${address(data.to)}</span>` : html`<code class="muted">${data.id}</code>`}${data.reason ? html`<span class="muted">${word('reason', data.reason)}</span>` : nothing}`;
    case 'batch.state':
      return html`<b>${word('batch', data.state)}</b><code class="muted">${data.id}</code>`;
    case 'alert':
      return html`${severity(data.severity)}<b>${word('rule', data.rule)}</b><span class="clip">${data.message ?? nothing}</span>`;
    case 'message.status':
      return html`${messageStatus(data.status)}<span>${data.chatId ? address(data.chatId) : nothing}</span><code class="muted">${data.messageId}</code>`;
    default:
      return html`${icon(data.fromMe ? 'arrowOut' : 'arrowIn', 14)}<b>${data.fromMe ? address(data.chatId) : data.senderName || address(data.chatId)}</b
        ><span class="clip">${data.text ?? (data.type ? word('type', data.type.toLowerCase()) : nothing)}</span>${type === 'message.edited' ? badge('info', word('change', data.change ?? 'edited')) : nothing}`;
  }
}
