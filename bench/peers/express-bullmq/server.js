// SPDX-License-Identifier: Apache-2.0
// Takes webhooks and answers 200 when BullMQ has a job for them in Redis.
'use strict';
const cluster = require('node:cluster');
const express = require('express');
const IORedis = require('ioredis');
const { Queue } = require('bullmq');

const { PORT, REDIS_PORT, WORKERS = '1' } = process.env;

function serve() {
  const connection = new IORedis({
    host: '127.0.0.1',
    port: Number(REDIS_PORT),
    maxRetriesPerRequest: null,
    // Commands of one turn of the event loop travel together.
    enableAutoPipelining: true,
  });
  const queue = new Queue('webhooks', {
    connection,
    // Each job's entry in the event stream is a second write that nobody reads here.
    streams: { events: { maxLen: 0 } },
    defaultJobOptions: { removeOnComplete: true },
  });
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.post('/webhooks/evolution', express.json({ limit: '16mb' }), async (request, response) => {
    try {
      await queue.add('webhook', request.body);
      response.status(200).end();
    } catch (e) {
      response.status(503).end();
    }
  });
  const server = app.listen(Number(PORT), '127.0.0.1', () =>
    process.send ? process.send('ready') : console.log('READY'));
  server.keepAliveTimeout = 300_000;
}

function share(workers) {
  let ready = 0;
  for (let n = 0; n < workers; n++) {
    cluster.fork().on('message', () => ++ready === workers && console.log('READY'));
  }
  cluster.on('exit', () => process.exit(1));
}

if (cluster.isPrimary && Number(WORKERS) > 1) {
  share(Number(WORKERS));
} else {
  serve();
}
