// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.runtime.FollowedView;
import dev.carteiro.runtime.View;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes of the admin API: stored by Kafka, and seen by this bridge, before they are answered. */
final class ApiWrites {
  private static final Logger LOG = LoggerFactory.getLogger(ApiWrites.class);

  /** How long an acknowledged change may take to come back before it is answered nevertheless. */
  private static final long VISIBLE_SECONDS = 5;

  private final KafkaWriter writer;
  private final ApiAnswers answers;

  ApiWrites(KafkaWriter writer, ApiAnswers answers) {
    this.writer = writer;
    this.answers = answers;
  }

  /** Writes a change and answers it with a status and a document (null for none). */
  void answer(
      Context context,
      ProducerRecord<String, byte[]> change,
      View<?> view,
      int status,
      Object document) {
    context.future(() -> written(context, change, view, status, document));
  }

  /** The same as part of something longer; completes when it is answered. */
  CompletableFuture<Void> written(
      Context context,
      ProducerRecord<String, byte[]> change,
      View<?> view,
      int status,
      Object document) {
    return answers.when(
        context, write(change, view), result -> answer(context, result, status, document));
  }

  /** Changes of one thing after the other, on the threads that answer. */
  Turns turns() {
    return new Turns(answers);
  }

  /** Changes of single fields of bindings, on the threads that answer. */
  BindingUpdates bindingUpdates(FollowedView<InstanceBinding> bindings, Clock clock) {
    return new BindingUpdates(bindings, change -> write(change, bindings), answers, clock);
  }

  /** Writes a change; completes when the view shows it, or after a while if that fails. */
  CompletableFuture<WriteResult> write(ProducerRecord<String, byte[]> change, View<?> view) {
    return writer
        .write(change)
        .thenCompose(
            result -> {
              if (result instanceof WriteResult.Written written) {
                return view.seen(written.metadata())
                    .orTimeout(VISIBLE_SECONDS, TimeUnit.SECONDS)
                    .exceptionally(late -> notVisible(change))
                    .thenApply(seen -> result);
              }
              return CompletableFuture.completedFuture(result);
            });
  }

  static void answer(Context context, WriteResult result, int status, Object document) {
    if (result instanceof WriteResult.Refused refused) {
      context.header("Retry-After", "5");
      ApiProblems.unavailable(refused.cause().detail()).answer(context);
      return;
    }
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
