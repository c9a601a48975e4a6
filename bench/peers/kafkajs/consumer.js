// SPDX-License-Identifier: Apache-2.0
// Writes messages from the topic into PostgreSQL: one statement for each batch of a partition, which moves the partition's
// offset with the rows. What Kafka is told of offsets comes after, so nothing is lost, and what comes again changes nothing.
'use strict';
const { Kafka, logLevel } = require('kafkajs');
const { Pool } = require('pg');

const { KAFKA, TOPIC } = process.env;
const CONCURRENT = 3;

const TABLES = `
  CREATE TABLE node_messages (
    instance text NOT NULL, message_id text NOT NULL, remote_jid text, text text, from_me boolean, raw jsonb,
    created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (instance, message_id));
  CREATE INDEX ON node_messages (instance, created_at DESC);
  CREATE INDEX ON node_messages (remote_jid, created_at DESC);
  CREATE TABLE node_offset (partition integer PRIMARY KEY, next_offset bigint NOT NULL)`;

const WRITE = {
  name: 'write',
  text: `
    WITH written AS (
      INSERT INTO node_messages (instance, message_id, remote_jid, text, from_me, raw)
      SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::jsonb[])
      ON CONFLICT DO NOTHING)
    INSERT INTO node_offset VALUES ($7, $8) ON CONFLICT (partition) DO UPDATE SET next_offset = excluded.next_offset`,
};

async function main() {
  const pool = new Pool({ max: CONCURRENT });
  await pool.query(TABLES);
  const kafka = new Kafka({ clientId: 'kafkajs-consumer', brokers: [KAFKA], logLevel: logLevel.WARN });
  const consumer = kafka.consumer({ groupId: 'kafkajs-consumer', maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [TOPIC], fromBeginning: true });
  consumer.on(consumer.events.GROUP_JOIN, () => console.log('READY'));
  await consumer.run({
    partitionsConsumedConcurrently: CONCURRENT,
    eachBatch: async ({ batch }) => {
      const columns = [[], [], [], [], [], []];
      for (const { value } of batch.messages) {
        const { instance, data } = JSON.parse(value);
        const row = [
          instance, data.key.id, data.key.remoteJid, data.message?.conversation ?? null, data.key.fromMe, JSON.stringify(data),
        ];
        row.forEach((cell, n) => columns[n].push(cell));
      }
      await pool.query({ ...WRITE, values: [...columns, batch.partition, Number(batch.lastOffset()) + 1] });
    },
  });
}

main().catch(e => {
  console.error(e);
  process.exit(1);
});
