// SPDX-License-Identifier: Apache-2.0
// The page: who is looking, which page is shown, and drawing it.
import { html, render } from './lib/lit.js';
import { apiKey, takeKeyFromAddress, tenantChoice } from './lib/settings.js';
import { getPlain, get, whenUnauthorized } from './lib/api.js';
import { LiveFeed } from './lib/live.js';
import { Visit, applyTheme } from './lib/page.js';
import { t } from './lib/i18n.js';
import { overlays, overlaysUpdate, note } from './ui/overlays.js';
import { failure, skeleton } from './ui/parts.js';
import { shell, listenToKeys } from './ui/shell.js';
import { login } from './pages/login.js';
import { overviewPage } from './pages/overview.js';
import { instancesPage } from './pages/instances.js';
import { messagesPage } from './pages/messages.js';
import { schedulesPage } from './pages/schedules.js';
import { queuePage } from './pages/queue.js';
import { deadLettersPage } from './pages/deadletters.js';
import { alertsPage } from './pages/alerts.js';
import { queriesPage } from './pages/queries.js';
import { livePage } from './pages/livetail.js';

const PAGES = {
  overview: overviewPage,
  instances: instancesPage,
  messages: messagesPage,
  schedules: schedulesPage,
  queue: queuePage,
  'dead-letters': deadLettersPage,
  alerts: alertsPage,
  queries: queriesPage,
  live: livePage,
};
const HEALTH_EVERY = 5000;

const app = {
  session: null,
  sessionError: null,
  signingIn: false,
  loginError: null,
  route: null,
  page: null,
  visit: null,
  health: null,
  healthError: null,
};

let drawing = false;
function update() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(draw);
}

const root = document.getElementById('app');
function draw() {
  drawing = false;
  render(html`${content()}${overlays()}`, root);
}

function content() {
  if (!apiKey.get()) return login({ error: app.loginError, busy: app.signingIn, signIn, update });
  if (app.sessionError) return html`<main class="alone">${failure(app.sessionError, openSession)}</main>`;
  if (!app.session) return html`<main class="alone">${skeleton(6)}</main>`;
  return shell({ app, feed, page: () => app.page?.view(), signOut, chooseTenant, update });
}

const feed = new LiveFeed(() => update());
overlaysUpdate(update);
applyTheme();
takeKeyFromAddress();

async function signIn(key) {
  app.signingIn = true;
  app.loginError = null;
  update();
  try {
    const session = await getPlain('/api/session', {}, { key });
    apiKey.set(key);
    begin(session);
  } catch (e) {
    app.loginError = e;
  }
  app.signingIn = false;
  update();
}

async function openSession() {
  app.sessionError = null;
  update();
  try {
    begin(await getPlain('/api/session'));
  } catch (e) {
    if (e.status !== 401) app.sessionError = e;
  }
  update();
}

function begin(session) {
  app.session = session;
  const known = (session.tenants ?? []).some((tenant) => tenant.tenantId === tenantChoice.get());
  if (!known) tenantChoice.set(null);
  feed.restart();
  enter(true);
  watchHealth();
}

function signOut(error = null) {
  apiKey.clear();
  app.session = null;
  app.loginError = error;
  app.health = null;
  leave();
  feed.stop();
  update();
}

whenUnauthorized((error) => app.session && signOut(error));

function chooseTenant(tenantId) {
  tenantChoice.set(tenantId);
  feed.restart();
  enter(true);
  watchHealth();
}

function leave() {
  app.visit?.end();
  app.visit = null;
  app.page = null;
  app.route = null;
}

function enter(anew = false) {
  if (!app.session) return;
  const [path, search] = location.hash.replace(/^#\/?/, '').split('?');
  const [name, ...params] = path.split('/').map(decodeURIComponent);
  const query = Object.fromEntries(new URLSearchParams(search ?? ''));
  if (!PAGES[name]) {
    location.replace('#/overview');
    return;
  }
  const same = !anew && app.route === name;
  if (same && app.page.change) {
    app.page.change(params, query);
  } else {
    leave();
    app.route = name;
    app.visit = new Visit({ update, feed, session: app.session, params, query });
    app.page = PAGES[name](app.visit);
    scrollTo(0, 0);
  }
  document.title = `${t(`nav.${name}`)} · Carteiro`;
  update();
  if (!anew && !same) requestAnimationFrame(() => document.querySelector('h1')?.focus({ preventScroll: true }));
}

addEventListener('hashchange', () => {
  if (location.hash.startsWith('#key=')) {
    takeKeyFromAddress();
    location.reload();
    return;
  }
  enter();
});
addEventListener('online', () => note('good', t('online')));
listenToKeys(update, () => Boolean(app.session));

async function watchHealth() {
  if (!app.session || document.hidden) return;
  try {
    app.health = await get('/api/whatsapp/monitoring/health/');
    app.healthError = null;
  } catch (e) {
    app.healthError = e;
  }
  update();
}

setInterval(watchHealth, HEALTH_EVERY);
// Relative times move on.
setInterval(() => document.hidden || update(), 10_000);
document.addEventListener('visibilitychange', () => document.hidden || watchHealth());

if (apiKey.get()) openSession();
update();
