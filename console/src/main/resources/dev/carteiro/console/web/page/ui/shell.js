// SPDX-License-Identifier: Apache-2.0
// What stands around every page: navigation, header, shortcuts.
import { html, nothing } from '../lib/lit.js';
import { t, word, language, setLanguage } from '../lib/i18n.js';
import { tenantChoice } from '../lib/settings.js';
import { toggleTheme } from '../lib/page.js';
import { number } from '../lib/format.js';
import { icon, mark } from './icons.js';
import { healthTone, iconButton, select } from './parts.js';
import { openDialog } from './overlays.js';

const NAVIGATION = [
  ['overview', 'overview', 'o'],
  ['messages', 'messages', 'm'],
  ['instances', 'instances', 'i'],
  ['queue', 'queue', 'q'],
  ['schedules', 'schedules', 's'],
  ['dead-letters', 'deadletters', 'd'],
  ['alerts', 'alerts', 'a'],
  ['queries', 'queries', 'u'],
  ['live', 'live', 'l'],
];

let menuOpen = false;

export function shell({ app, feed, page, signOut, chooseTenant, update }) {
  const counts = {
    queue: app.health?.components?.queues?.manual,
    alerts: app.health?.alerts?.firing,
  };
  const closeMenu = () => {
    menuOpen = false;
    update();
  };
  return html`
    <a class="skip" href="#main" @click=${skipToMain}>${t('skip')}</a>
    <div class="frame ${menuOpen ? 'menu-open' : ''}">
      <nav class="side" aria-label=${t('nav.label')} @click=${(e) => e.target.closest('a') && closeMenu()} @keydown=${(e) => e.key === 'Escape' && closeMenu()}>
        <a class="brand" href="#/overview">${mark()}<span>Carteiro</span></a>
        <ul>
          ${NAVIGATION.map(
            ([name, picture]) =>
              html`<li>
                <a href="#/${name}" aria-current=${app.route === name ? 'page' : nothing} data-name="nav-${name}">
                  ${icon(picture)}<span>${t(`nav.${name}`)}</span>
                  ${counts[name] ? html`<span class="count">${number(counts[name])}</span>` : nothing}
                </a>
              </li>`,
          )}
        </ul>
        <div class="side-foot">
          <div class="side-tools">${tools(app, signOut, update)}</div>
          <button type="button" class="plain" @click=${showShortcuts} data-name="shortcuts">${icon('keyboard', 16)}<span>${t('shortcuts')}</span><kbd>?</kbd></button>
        </div>
      </nav>
      <div class="veil" @click=${closeMenu}></div>
      <div class="body">
        <header class="top">
          <span class="menu-button">${iconButton(t('nav.open'), 'menu', () => {
            menuOpen = !menuOpen;
            update();
          }, { name: 'menu' })}</span>
          ${status(app)} ${connectionOf(feed)}
          <span class="spring"></span>
          ${tenants(app, chooseTenant)}
          <div class="top-tools">${tools(app, signOut, update)}</div>
        </header>
        <main id="main" tabindex="-1">${page()}</main>
      </div>
    </div>
  `;
}

const tools = (app, signOut, update) => html`<button
    type="button"
    class="icon-button wide"
    title=${t('language.other')}
    aria-label="${language().toUpperCase()}: ${t('language.other')}"
    data-name="language"
    @click=${() => {
      setLanguage(language() === 'pt' ? 'en' : 'pt');
      document.title = `${t(`nav.${app.route}`)} · Carteiro`;
      update();
    }}
  >
    ${icon('language')}<span>${language().toUpperCase()}</span>
  </button>
  ${iconButton(
    t('theme.other'),
    'theme',
    () => {
      toggleTheme();
      update();
    },
    { name: 'theme' },
  )}
  ${iconButton(t('signout'), 'exit', () => signOut(), { name: 'sign-out' })}`;

function skipToMain(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

function status(app) {
  const overall = app.healthError ? null : app.health?.overall_status;
  const tone = app.healthError ? 'bad' : healthTone(overall);
  const text = app.healthError ? t('health.unreachable') : word('health', overall ?? 'unknown');
  return html`<a class="status-chip ${tone}" href="#/overview" title=${t('status.title')} data-name="status">
    <i class="dot" aria-hidden="true"></i><span>${text}</span>
  </a>`;
}

function connectionOf(feed) {
  const tones = { live: 'good', connecting: 'idle', polling: 'warn', off: 'idle' };
  return html`<span class="feed-chip ${tones[feed.state]}" title=${t(`feed.${feed.state}.title`)} data-name="feed" role="status">
    ${icon('live', 16)}<span>${t(`feed.${feed.state}`)}</span>
  </span>`;
}

function tenants(app, chooseTenant) {
  if (app.session.role !== 'admin') {
    return html`<span class="tenant-name" title=${t('tenant')}>${app.session.tenantId}</span>`;
  }
  const options = (app.session.tenants ?? []).map((tenant) => [tenant.tenantId, tenant.name || tenant.tenantId]);
  return html`<label class="tenant"><span class="visually-hidden">${t('tenant')}</span>
    ${select(tenantChoice.get() ?? '', [['', t('tenant.all')], ...options], chooseTenant, 'tenant')}
  </label>`;
}

export const showShortcuts = () =>
  openDialog({
    title: t('shortcuts'),
    name: 'shortcuts',
    view: () =>
      html`<table class="keys">
        <tbody>
          ${[
            ['/', t('shortcuts.search')],
            ['?', t('shortcuts.help')],
            ['Esc', t('shortcuts.close')],
            ...NAVIGATION.map(([name, , key]) => [`g ${key}`, t(`nav.${name}`)]),
          ].map(
            ([keys, what]) =>
              html`<tr>
                <td>${keys.split(' ').map((key) => html`<kbd>${key}</kbd>`)}</td>
                <td>${what}</td>
              </tr>`,
          )}
        </tbody>
      </table>`,
  });

/** `/` searches, `?` helps, `g` and a letter goes to a page. */
export function listenToKeys(update, signedIn) {
  let going = 0;
  addEventListener('keydown', (event) => {
    if (!signedIn() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && menuOpen) {
      menuOpen = false;
      update();
    }
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || document.querySelector('dialog[open]')) return;
    const isGoing = Date.now() - going < 1500;
    going = 0;
    const target = isGoing && NAVIGATION.find(([, , key]) => key === event.key);
    if (target) {
      location.hash = `#/${target[0]}`;
    } else if (event.key === 'g') {
      going = Date.now();
      return;
    } else if (event.key === '?') {
      showShortcuts();
    } else if (event.key === '/') {
      const search = document.querySelector('[data-search]');
      if (search) search.focus();
      else location.hash = '#/messages?focus=1';
    } else {
      return;
    }
    event.preventDefault();
  });
}
