// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.bridge.kafka.KafkaRecordWriter;
import dev.carteiro.contract.Json;
import dev.carteiro.runtime.kafka.TopicView;
import io.javalin.http.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes changes of the admin API: answered when acknowledged and read back here. */
record AdminChangeWriter(KafkaRecordWriter writer, AsyncResponseWriter responses) {
  private static final Logger LOG = LoggerFactory.getLogger(AdminChangeWriter.class);

  /** How long an acknowledged change may take to be read back before it is answered. */
  private static final long VISIBLE_SECONDS = 5;

  /** Writes a change of a view and answers with a document; null for none. */
  void answer(
      Context context,
      ProducerRecord<String, byte[]> change,
      TopicView<?> view,
      int status,
      Object document) {
    context.future(() -> written(context, change, view, status, document));
  }

  /** Writes a change and answers it; the future completes when the response is written. */
  CompletableFuture<Void> written(
      Context context,
      ProducerRecord<String, byte[]> change,
      TopicView<?> view,
      int status,
      Object document) {
    return responses.when(write(change, view), stored -> answer(context, status, document));
  }

  /** Writes a change; completes when the view shows it, or after {@value #VISIBLE_SECONDS} s. */
  CompletableFuture<RecordMetadata> write(
      ProducerRecord<String, byte[]> change, TopicView<?> view) {
    return writer
        .write(change)
        .thenCompose(
            stored ->
                view.seen(stored)
                    .orTimeout(VISIBLE_SECONDS, TimeUnit.SECONDS)
                    .exceptionally(late -> notVisible(change))
                    .thenApply(seen -> stored));
  }

  static void answer(Context context, int status, Object document) {
    context.status(status);
    if (document != null) {
      json(context, document);
    }
  }

  static void json(Context context, Object document) {
    context.contentType("application/json").result(Json.write(document));
  }

  private static Void notVisible(ProducerRecord<String, byte[]> change) {
    LOG.warn("stored change not visible here yet topic={}", change.topic());
    return null;
  }
}
