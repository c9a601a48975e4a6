// SPDX-License-Identifier: Apache-2.0
// QUEUES queues, each with JOBS jobs and with a limiter of LIMIT jobs in 60 s: BullMQ's limiter is one of a queue. Prints
// MEASURING after WARM_UP_SECONDS; after MEASURE_SECONDS more MEASURED with jobs and seconds; after AFTER_SECONDS more ABOVE
// with how often a queue did more than LIMIT jobs in 60 s, by BullMQ's own time of their start, and how many ms of the 60 s
// were missing at worst.
'use strict';
const IORedis = require('ioredis');
const { Queue, Worker } = require('bullmq');

const number = (name) => Number(process.env[name]);
const QUEUES = number('QUEUES');
const LIMIT = number('LIMIT');
const JOBS = number('JOBS');
const MINUTE = 60_000;

// One connection for all commands; each worker adds the one on which it waits.
const connection = new IORedis({
  host: '127.0.0.1',
  port: number('REDIS_PORT'),
  maxRetriesPerRequest: null,
  enableAutoPipelining: true,
});

let sent = 0;
let excesses = 0;
// How much of a minute was missing at worst, in ms.
let worst = 0;

const sleep = (seconds) => new Promise((done) => setTimeout(done, seconds * 1_000));

async function fill(name) {
  const queue = new Queue(name, { connection, streams: { events: { maxLen: 0 } } });
  const jobs = Array.from({ length: JOBS }, () => ({
    name: 'message',
    data: { number: '5511990000000', text: 'Olá, a sua encomenda está a caminho!' },
    opts: { removeOnComplete: true },
  }));
  await queue.addBulk(jobs);
}

function worker(name) {
  const times = [];
  return new Worker(
    name,
    async (job) => {
      sent++;
      times.push(job.processedOn);
      const missing = times.length > LIMIT ? MINUTE - (job.processedOn - times.shift()) : 0;
      if (missing > 0) {
        excesses++;
        worst = Math.max(worst, missing);
      }
    },
    { connection, autorun: false, limiter: { max: LIMIT, duration: MINUTE } },
  );
}

async function run() {
  const workers = [];
  for (let n = 0; n < QUEUES; n++) {
    await fill(`n${n}`);
    workers.push(worker(`n${n}`));
  }
  await Promise.all(workers.map((one) => one.waitUntilReady()));
  console.log('READY');
  workers.forEach((one) => one.run().catch((e) => console.error(e)));
  await sleep(number('WARM_UP_SECONDS'));
  console.log('MEASURING');
  const before = sent;
  const begin = process.hrtime.bigint();
  await sleep(number('MEASURE_SECONDS'));
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  console.log(`MEASURED ${sent - before} ${seconds}`);
  await sleep(number('AFTER_SECONDS'));
  console.log(`ABOVE ${excesses} ${worst}`);
}

run().catch((e) => {
  console.error(e);
  process.exit(1);
});
