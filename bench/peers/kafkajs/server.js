// SPDX-License-Identifier: Apache-2.0
// Takes webhooks and answers 200 when Kafka has them from all in-sync replicas (acks -1). Keyed by instance, so that what
// one number said stays in order.
'use strict';
const cluster = require('node:cluster');
const http = require('node:http');
const { Kafka, logLevel } = require('kafkajs');
const { batching } = require('./batching');

const { PORT, KAFKA, TOPIC, BATCH_MS = '', WORKERS = '1' } = process.env;

function record(body) {
  return { key: 'default/' + JSON.parse(body).instance, value: body };
}

async function serve() {
  const kafka = new Kafka({ clientId: 'kafkajs', brokers: [KAFKA], logLevel: logLevel.WARN });
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const sendAll = messages => producer.send({ topic: TOPIC, acks: -1, messages });
  const send = BATCH_MS === '' ? message => sendAll([message]) : batching(sendAll, Number(BATCH_MS));
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', async () => {
      try {
        await send(record(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
        response.statusCode = 200;
      } catch (e) {
        response.statusCode = 503;
      }
      response.end();
    });
  });
  server.keepAliveTimeout = 300_000;
  server.listen(Number(PORT), '127.0.0.1', () => (process.send ? process.send('ready') : console.log('READY')));
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
  serve().catch(e => {
    console.error(e);
    process.exit(1);
  });
}
