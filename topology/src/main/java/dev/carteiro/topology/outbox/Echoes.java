// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.event.MessageBody;
import dev.carteiro.contract.event.MessageEvent;
import dev.carteiro.contract.send.JobState;
import java.util.List;
import java.util.Optional;

/**
 * What Evolution's own events tell about jobs: its echo of a sent message gives a job its message
 * id and settles an uncertain attempt; statuses of that message move the job on.
 */
final class Echoes {
  /** WhatsApp's seconds and our clock may differ by so much. */
  private static final long CLOCKS_DIFFER_MS = 120_000;

  private static final List<String> PHONES = List.of("android", "ios");

  private final OutboxStore store;
  private final OutboxPort port;
  private final Attempts attempts;

  Echoes(OutboxStore store, OutboxPort port, Attempts attempts) {
    this.store = store;
    this.port = port;
    this.attempts = attempts;
  }

  /** A message, as merged so far, has changed. */
  void seen(MessageEvent event, long nowMs) {
    String instance = event.instance().text();
    Optional<Job> job = store.jobOfMessage(instance, event.messageId()).flatMap(store::job);
    if (job.isPresent()) {
      if (event.status() != null) {
        attempts.reached(job.get(), event.status(), nowMs);
      }
    } else if (event.change() == MessageEvent.Change.CREATED
        && event.body() != null
        && event.body().fromMe()
        && !event.body().history()) {
      echo(instance, event, nowMs);
    }
  }

  private void echo(String instance, MessageEvent event, long nowMs) {
    MessageBody body = event.body();
    List<Job> candidates =
        store.saying(instance, Recipient.sayingOf(body)).stream()
            .map(store::job)
            .flatMap(Optional::stream)
            .filter(job -> job.identity.tenantId().equals(event.tenantId()))
            .filter(job -> mayBeEcho(job, body))
            .toList();
    List<String> chats = Recipient.chatsOf(body);
    Optional<Job> match =
        candidates.stream().filter(job -> chats.contains(job.identity.chat())).findFirst();
    if (match.isEmpty() && candidates.size() == 1 && Recipient.isAnonymous(chats)) {
      match = Optional.of(candidates.get(0));
    }
    match.ifPresentOrElse(
        job -> {
          port.count("echo.matched");
          attempts.accepted(job, event.messageId(), nowMs);
        },
        () -> port.count("echo.of.others"));
  }

  /** Whether a message of the instance can be what an attempt of the job has sent. */
  private static boolean mayBeEcho(Job job, MessageBody body) {
    if (body.sentAt() != null
        && body.sentAt().toEpochMilli() < job.dispatchedAt - CLOCKS_DIFFER_MS) {
      return false;
    }
    boolean uncertain = job.state == JobState.UNKNOWN || job.state == JobState.MANUAL;
    // Without send.message it may be what somebody typed: on a phone it surely is.
    return body.viaApi()
        ? uncertain || job.state == JobState.DISPATCHED
        : uncertain && !PHONES.contains(body.source());
  }
}
