// SPDX-License-Identifier: Apache-2.0
// Dialogs and short notes. A dialog is the browser's own: it keeps the focus inside and closes on Esc.
import { html, nothing, ref, repeat } from '../lib/lit.js';
import { t } from '../lib/i18n.js';
import { button, failure, iconButton } from './parts.js';
import { icon } from './icons.js';

const NOTE_SECONDS = 6;
let update = () => {};
let dialogs = [];
let notes = [];
let nextId = 1;

export const overlaysUpdate = (listener) => (update = listener);

/** Says something shortly. */
export function note(tone, text) {
  const id = nextId++;
  notes = [...notes.slice(-3), { id, tone, text }];
  update();
  setTimeout(() => forget(id), tone === 'bad' ? NOTE_SECONDS * 2000 : NOTE_SECONDS * 1000);
}

function forget(id) {
  notes = notes.filter((each) => each.id !== id);
  update();
}

/** Opens a dialog; `view(dialog)` is drawn anew with the page. Resolves with what it is closed with. */
export function openDialog({ title, view, kind = '', name }) {
  return new Promise((resolve) => {
    const back = document.activeElement;
    const dialog = {
      id: nextId++,
      title,
      view,
      kind,
      name,
      close(result) {
        if (!dialogs.includes(dialog)) return;
        dialogs = dialogs.filter((each) => each !== dialog);
        update();
        back?.isConnected && back.focus();
        resolve(result);
      },
    };
    dialogs = [...dialogs, dialog];
    update();
  });
}

/**
 * Asks before something that cannot be taken back, then does it and shows what became of it. Resolves with the
 * answer, or undefined when it was not done.
 */
export function confirmAndDo({ title, text, label, danger = false, act, done, content = () => nothing, name }) {
  let busy = false;
  let error = null;
  const run = async (dialog) => {
    busy = true;
    error = null;
    update();
    try {
      const answer = await act();
      dialog.close(answer ?? true);
      note('good', done(answer));
    } catch (e) {
      busy = false;
      error = e;
      update();
    }
  };
  return openDialog({
    title,
    name,
    view: (dialog) =>
      html`<form
        @submit=${(e) => {
          e.preventDefault();
          run(dialog);
        }}
      >
        ${text ? html`<p>${text}</p>` : nothing} ${content()} ${error ? failure(error) : nothing}
        <div class="dialog-actions">
          ${button(t('action.cancel'), () => dialog.close(), { name: 'dialog-cancel' })}
          ${button(label, () => {}, { kind: danger ? 'danger' : 'primary', type: 'submit', busy, name: 'dialog-confirm' })}
        </div>
      </form>`,
  });
}

// Not at once: the element is not in the document yet.
const opened = (element) => {
  if (element) queueMicrotask(() => element.isConnected && !element.open && element.showModal());
};

export const overlays = () => html`
  ${repeat(
    dialogs,
    (dialog) => dialog.id,
    (dialog) =>
      html`<dialog
        class=${dialog.kind}
        data-name=${dialog.name ?? nothing}
        aria-labelledby="dialog-${dialog.id}"
        ${ref(opened)}
        @close=${() => dialog.close()}
        @click=${(e) => e.target === e.currentTarget && dialog.close()}
      >
        <div class="dialog-box">
          <header class="dialog-head">
            <h2 id="dialog-${dialog.id}" tabindex="-1" autofocus>${dialog.title}</h2>
            ${iconButton(t('action.close'), 'close', () => dialog.close())}
          </header>
          <div class="dialog-body">${dialog.view(dialog)}</div>
        </div>
      </dialog>`,
  )}
  <div class="notes" role="status" aria-live="polite">
    ${notes.map(
      (each) =>
        html`<div class="note ${each.tone}">
          ${icon({ good: 'ok', bad: 'bad' }[each.tone] ?? 'info', 16)}<span>${each.text}</span>
          ${iconButton(t('action.close'), 'close', () => forget(each.id))}
        </div>`,
    )}
  </div>
`;
