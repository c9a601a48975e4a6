// SPDX-License-Identifier: Apache-2.0
// Delayed jobs, COUNT of them, as MODE says: fill adds them for a month from now and prints FILLED; burst lets all be due at
// one instant while a worker waits; overdue lets all be due before the worker starts. Prints MEASURED with p50 and p99 of the
// lateness in ms, and the rate between a fifth and nine tenths of the jobs.
'use strict';
const IORedis = require('ioredis');
const { Queue, Worker } = require('bullmq');

const { MODE } = process.env;
const COUNT = Number(process.env.COUNT);
const BULK = 1_000;
const MONTH = 30 * 24 * 60 * 60 * 1_000;
// Jobs are added at this rate at least.
const ADDED_PER_MS = 2;
const CONCURRENCY = 100;

const connection = new IORedis({
  host: '127.0.0.1',
  port: Number(process.env.REDIS_PORT),
  maxRetriesPerRequest: null,
  enableAutoPipelining: true,
});
const queue = new Queue('timers', { connection, streams: { events: { maxLen: 0 } } });

const until = (time) => new Promise((done) => setTimeout(done, Math.max(0, time - Date.now())));

// Each at the time that due gives for it.
async function add(name, due) {
  for (let n = 0; n < COUNT; n += BULK) {
    const now = Date.now();
    await queue.addBulk(
      Array.from({ length: Math.min(BULK, COUNT - n) }, (_, i) => ({
        name,
        data: { number: '5511990000000', text: 'Olá, a sua encomenda está a caminho!' },
        opts: { delay: due(n + i) - now, removeOnComplete: true },
      })),
    );
  }
}

// The lateness of each job of this name, in the order in which they were done.
function work(due) {
  return new Promise((done) => {
    const late = [];
    new Worker(
      'timers',
      async () => {
        late.push(Date.now() - due);
        if (late.length === COUNT) done(late);
      },
      { connection, concurrency: CONCURRENCY },
    );
  });
}

function report(late) {
  const from = Math.floor(COUNT / 5);
  const to = Math.floor((COUNT * 9) / 10);
  const rate = ((to - from) * 1_000) / Math.max(1, late[to] - late[from]);
  console.log(`MEASURED ${late[Math.floor(COUNT / 2)]} ${late[Math.floor(COUNT * 0.99)]} ${rate}`);
}

async function run() {
  if (MODE === 'fill') {
    await add('far', (n) => Date.now() + MONTH + n);
    console.log('FILLED');
    return;
  }
  const due = Date.now() + 4_000 + COUNT / ADDED_PER_MS;
  const early = MODE === 'burst' ? work(due) : null;
  await add('near', () => due);
  if (Date.now() > due) throw new Error('the jobs were added after they were due');
  await until(due);
  report(await (early ?? work(due)));
}

run().catch((e) => {
  console.error(e);
  process.exit(1);
});
