// SPDX-License-Identifier: Apache-2.0
// Foreign text and data: always as text, never as markup, and never more at once than a page can show.
import { html, nothing, guard } from '../lib/lit.js';
import { t } from '../lib/i18n.js';
import { bytes, number } from '../lib/format.js';
import { button } from './parts.js';
import { note } from './overlays.js';

const TEXT_LIMIT = 4000;
const JSON_LIMIT = 60_000;
const TEXT_BLOCK = 10_000;

/** A long text in blocks, of which the browser lays out only those in sight. */
function blocks(text) {
  if (text.length <= TEXT_BLOCK) return text;
  const out = [];
  for (let from = 0; from < text.length; ) {
    let to = from + TEXT_BLOCK;
    // A character of two units stays whole.
    if (/[\uD800-\uDBFF]/.test(text[to - 1] ?? '')) to++;
    out.push(html`<span class="text-block">${text.slice(from, to)}</span>`);
    from = to;
  }
  return out;
}

/** A text that is cut until all of it is asked for. `state` remembers that. */
export function longText(text, state, update, limit = TEXT_LIMIT) {
  if (text === null || text === undefined) return nothing;
  if (text.length <= limit || state.all) return html`<div class="foreign" dir="auto">${blocks(text)}</div>`;
  return html`<div class="foreign" dir="auto">${text.slice(0, limit)}…</div>
    <p class="cut">
      <span class="muted">${t('text.cut', { shown: number(limit), all: number(text.length) })}</span>
      ${button(
        t('text.all'),
        () => {
          state.all = true;
          update();
        },
        { small: true, name: 'show-all' },
      )}
    </p>`;
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

function coloured(text) {
  const out = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > from) out.push(text.slice(from, match.index));
    if (match[1]) {
      out.push(html`<span class=${match[2] ? 'json-name' : 'json-text'}>${match[1]}</span>${match[2] ?? ''}`);
    } else {
      out.push(html`<span class="json-value">${match[0]}</span>`);
    }
    from = match.index + match[0].length;
  }
  out.push(text.slice(from));
  return out;
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    note('good', t('copied'));
  } catch {
    note('bad', t('copy.refused'));
  }
}

/** JSON, indented and coloured; plain beyond what colouring is good for. */
export function json(value, state, update) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  const isCut = text.length > JSON_LIMIT && !state.all;
  const shown = isCut ? text.slice(0, JSON_LIMIT) : text;
  return html`<div class="code-head">
      <span class="muted small">${bytes(new Blob([text]).size)}</span>
      ${button(t('action.copy'), () => copy(text), { picture: 'copy', small: true })}
    </div>
    <pre class="code" tabindex="0">${guard([shown], () => (shown.length <= JSON_LIMIT ? coloured(shown) : shown))}${isCut ? '…' : ''}</pre>
    ${isCut
      ? html`<p class="cut">
          <span class="muted">${t('text.cut', { shown: number(JSON_LIMIT), all: number(text.length) })}</span>
          ${button(
            t('text.all'),
            () => {
              state.all = true;
              update();
            },
            { small: true },
          )}
        </p>`
      : nothing}`;
}

/** Bytes as offset, hexadecimal and characters, sixteen in a line. */
export function hex(data, limit = 4096) {
  const lines = [];
  for (let at = 0; at < Math.min(data.length, limit); at += 16) {
    const part = data.subarray(at, at + 16);
    const codes = Array.from(part, (b) => b.toString(16).padStart(2, '0')).join(' ');
    const characters = Array.from(part, (b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : '·')).join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${codes.padEnd(47)}  ${characters}`);
  }
  return html`<pre class="code" tabindex="0">${lines.join('\n')}</pre>
    ${data.length > limit ? html`<p class="muted small">${t('text.cut.bytes', { shown: bytes(limit), all: bytes(data.length) })}</p>` : nothing}`;
}

export function fromBase64(text) {
  const binary = atob(text ?? '');
  return Uint8Array.from(binary, (c) => c.charCodeAt(0));
}
