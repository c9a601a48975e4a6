// SPDX-License-Identifier: Apache-2.0
// What could not be processed: why, the bytes themselves, and running them again.
import { html, nothing } from '../lib/lit.js';
import { t, word } from '../lib/i18n.js';
import { get, command, Pages } from '../lib/api.js';
import { bytes, instanceText, sentence, DASH } from '../lib/format.js';
import { badge, button, empty, exactTime, facts, instanceCell, pageHead, select, show, tabs, time } from '../ui/parts.js';
import { confirmAndDo, openDialog } from '../ui/overlays.js';
import { EndlessList } from '../ui/lists.js';
import { fromBase64, hex, json } from '../ui/texts.js';

const REASONS = [
  'NOT_JSON',
  'NOT_AN_OBJECT',
  'MISSING_INSTANCE',
  'AMBIGUOUS_ENVELOPE',
  'MALFORMED_DATA',
  'UNKNOWN_INSTANCE',
  'PARKING_FULL',
  'INSTANCE_ID_MISMATCH',
  'APIKEY_MISMATCH',
  'INSTANCE_MOVED',
  'TOO_LARGE',
  'PROCESSING_FAILED',
  'REJECTED_BY_DATABASE',
  'SEND_FAILED',
  'UNKNOWN_ATTEMPT',
  'UNREADABLE_RECORD',
];
const REDRIVABLE = ['whatsapp-webhook', 'whatsapp-send-message', 'whatsapp-schedule-message'];

export function deadLettersPage(visit) {
  const mayAct = visit.session.role === 'admin';
  const filter = { disposition: visit.query.disposition ?? 'open', reason: visit.query.reason ?? '' };
  const pages = new Pages(
    (page, signal) =>
      get('/api/dead-letters', { disposition: filter.disposition === 'all' ? '' : filter.disposition, reason: filter.reason, limit: 50, page }, { signal }),
    visit.update,
  );
  const list = new EndlessList(pages, visit);
  list.restart();
  if (visit.params[0]) details({ id: visit.params[0] });
  const timer = setInterval(() => !document.hidden && scrollY < 200 && pages.refresh((item) => item.id), 5000);
  visit.whenLeft(() => clearInterval(timer));

  const dispositionOf = (item) => (item.disposition ?? 'open').toLowerCase();
  const disposition = (item) => {
    const name = dispositionOf(item);
    return badge({ open: 'warn', redriven: 'good', discarded: 'idle' }[name] ?? 'idle', word('disposition', name));
  };

  const columns = () => [
    {
      label: t('column.reason'),
      class: 'lead-cell message-cell',
      cell: (item) => html`<button type="button" class="link" data-name="dead-letter" @click=${() => details(item)}>${word('deadletter', item.reason)}</button>
        <span class="says">${sentence(item.detail) ?? nothing}</span>`,
    },
    { label: t('instance'), cell: (item) => instanceCell(item.instance, item.tenantId) },
    { label: t('event'), cell: (item) => (item.event ? html`<code>${item.event}</code>` : DASH) },
    { label: t('column.state'), cell: disposition },
    { label: t('column.when'), class: 'num', cell: (item) => time(item.failedAt) },
    {
      label: t('column.actions'),
      class: 'actions-cell',
      cell: (item) =>
        mayAct && dispositionOf(item) === 'open'
          ? html`${REDRIVABLE.includes(item.topic) ? button(t('dead.redrive'), () => redrive(item), { small: true, picture: 'retry', name: 'redrive' }) : nothing}
            ${button(t('dead.discard'), () => discard(item), { small: true, kind: 'danger-quiet', name: 'discard' })}`
          : nothing,
    },
  ];

  const settled = (item, name) => (answer) => {
    if (!answer) return;
    if (filter.disposition === 'open') pages.items = pages.items.filter((each) => each.id !== item.id);
    else item.disposition = name;
    visit.update();
  };

  const redrive = (item) =>
    confirmAndDo({
      name: 'redrive-dialog',
      title: t('dead.redrive.ask'),
      text: t('dead.redrive.what', { topic: item.topic }),
      label: t('dead.redrive'),
      act: async () => {
        const whole = await get(`/api/dead-letters/${encodeURIComponent(item.id)}`);
        const { topic, key, headers, bytes: body, tenantId } = whole;
        return command('POST', `/api/dead-letters/${encodeURIComponent(item.id)}/redrive`, { topic, key, headers, bytes: body, tenantId });
      },
      done: () => t('dead.redrive.done'),
    }).then(settled(item, 'redriven'));

  const discard = (item) =>
    confirmAndDo({
      name: 'discard-dialog',
      title: t('dead.discard.ask'),
      text: t('dead.discard.what'),
      label: t('dead.discard'),
      danger: true,
      act: () => command('POST', `/api/dead-letters/${encodeURIComponent(item.id)}/discard`, item.tenantId ? { tenantId: item.tenantId } : {}),
      done: () => t('dead.discard.done'),
    }).then(settled(item, 'discarded'));

  function details(item) {
    const letter = visit.resource((signal) => get(`/api/dead-letters/${encodeURIComponent(item.id)}`, {}, { signal }));
    const jsonState = {};
    let shape = 'text';
    openDialog({
      title: t('dead.one'),
      kind: 'wide',
      name: 'dead-letter-dialog',
      view: (dialog) =>
        show(
          letter,
          (data) => {
            const raw = fromBase64(data.bytes);
            return html`
              <p><b>${word('deadletter', data.reason)}</b> <code>${data.reason}</code></p>
              <p>${sentence(data.detail)}</p>
              <p class="muted">${word('deadletter.do', data.reason)}</p>
              ${facts([
                [t('column.state'), disposition(data)],
                [t('instance'), data.instance ? instanceText(data.instance) : DASH],
                [t('tenant'), data.tenantId],
                [t('event'), data.event],
                [t('dead.stage'), data.stage],
                [t('dead.where'), html`<code>${data.topic}-${data.partition}@${data.offset}</code>`],
                [t('dead.failed'), exactTime(data.failedAt)],
                [t('trace'), data.traceId ? html`<code>${data.traceId}</code>` : DASH],
              ])}
              ${tabs(
                t('dead.bytes'),
                [
                  ['text', t('dead.text')],
                  ['hex', t('dead.hex')],
                  ['headers', t('dead.headers')],
                ],
                shape,
                (next) => {
                  shape = next;
                  visit.update();
                },
              )}
              ${shape === 'hex' ? html`<p class="code-head muted small">${bytes(raw.length)}</p>${hex(raw)}` : shape === 'headers' ? json(data.headers ?? {}, {}, visit.update) : json(textOf(raw), jsonState, visit.update)}
              <p class="muted small">${t('raw.masked')}</p>
              ${mayAct && dispositionOf(data) === 'open'
                ? html`<div class="dialog-actions">
                    ${button(
                      t('dead.discard'),
                      () => {
                        dialog.close();
                        discard({ ...item, ...data });
                      },
                      { kind: 'danger-quiet' },
                    )}
                    ${REDRIVABLE.includes(data.topic)
                      ? button(
                          t('dead.redrive'),
                          () => {
                            dialog.close();
                            redrive({ ...item, ...data });
                          },
                          { kind: 'primary', picture: 'retry' },
                        )
                      : nothing}
                  </div>`
                : nothing}
            `;
          },
          10,
        ),
    });
  }

  const change = (name, value) => {
    filter[name] = value;
    visit.remember(filter);
    list.restart();
  };

  const emptyView = () =>
    filter.disposition === 'open' && !filter.reason
      ? empty('ok', t('dead.empty'), t('dead.empty.do'))
      : empty('search', t('nothing.matches'), t('nothing.matches.do'));

  return {
    view: () => html`
      ${pageHead(t('nav.dead-letters'), t('dead.lead'))}
      <div class="bar">
        ${tabs(t('column.state'), ['open', 'redriven', 'discarded', 'all'].map((each) => [each, t(`dead.only.${each}`)]), filter.disposition, (v) => change('disposition', v))}
        <label class="bare"><span class="visually-hidden">${t('column.reason')}</span>${select(filter.reason, [['', t('filter.reasons')], ...REASONS.map((r) => [r, word('deadletter', r)])], (v) => change('reason', v), 'reason')}</label>
      </div>
      ${list.view({ label: t('nav.dead-letters'), columns: columns(), emptyView })}
    `,
  };
}

/** JSON for people where it is JSON, else the characters. */
function textOf(raw) {
  const text = new TextDecoder().decode(raw);
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
