// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.echo.EchoSignature;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Matches Evolution's message events to jobs. The echo of a sent message gives its job the message
 * id and settles an uncertain attempt; statuses of that message move the job on.
 */
final class EchoMatcher {
  /** The largest difference between WhatsApp's clock and the local clock that is tolerated. */
  private static final long CLOCKS_DIFFER_MS = 120_000;

  /** WhatsApp's times have no fractions of a second. */
  private static final long WHOLE_SECOND_MS = 999;

  private static final List<String> PHONES = List.of("android", "ios");

  private final OutboxStateStore store;
  private final OutboxPort port;
  private final AcceptedAttemptHandler acceptance;
  private final long latestMs;

  EchoMatcher(
      OutboxStateStore store,
      OutboxPort port,
      OutboxSettings settings,
      AcceptedAttemptHandler acceptance) {
    this.store = store;
    this.port = port;
    this.acceptance = acceptance;
    this.latestMs =
        settings.attemptDeadline().plus(settings.unknownWindow()).toMillis() + CLOCKS_DIFFER_MS;
  }

  /**
   * Handles a change of a message.
   *
   * @return whether the message was the echo of an attempt
   */
  boolean seen(MessageEvent event, long nowMs) {
    String instance = event.instance().text();
    Optional<SendJob> job = store.jobOfMessage(instance, event.messageId()).flatMap(store::job);
    if (job.isPresent()) {
      if (event.status() != null) {
        acceptance.reached(
            job.get(),
            new OutboxPort.MessageDeliveryProgress(event.status(), event.error()),
            nowMs);
      }
    } else if (event.change() == MessageEvent.MessageChangeKind.CREATED
        && event.body() != null
        && event.body().fromMe()
        && !event.body().history()) {
      return echo(instance, event, nowMs);
    }
    return false;
  }

  private boolean echo(String instance, MessageEvent event, long nowMs) {
    MessageBody body = event.body();
    Optional<SendJob> match = saysAll(instance, event, nowMs);
    if (match.isEmpty() && body.viaApi() && EchoSignature.isWithoutCaption(body)) {
      match = lostCaption(instance, event);
    }
    port.count(match.isPresent() ? "echo.matched" : "echo.of.others");
    match.ifPresent(job -> acceptance.echoed(job, event.messageId(), nowMs));
    return match.isPresent();
  }

  /** The job that has the content and the recipient of the message. */
  private Optional<SendJob> saysAll(String instance, MessageEvent event, long nowMs) {
    MessageBody body = event.body();
    // Jobs from before an upgrade are found by the digest of the earlier version.
    List<SendJob> candidates =
        candidates(
            instance,
            event,
            List.of(EchoSignature.sayingOf(body), EchoSignature.formerSayingOf(body)));
    List<String> chats = EchoSignature.chatsOf(body);
    List<SendJob> ofChat =
        candidates.stream().filter(job -> chats.contains(job.identity.chat())).toList();
    if (ofChat.isEmpty() && EchoSignature.isAnonymous(chats)) {
      List<SendJob> ofPhones =
          candidates.stream().filter(job -> EchoSignature.isPhone(job.identity.chat())).toList();
      ofChat = ofPhones.size() == 1 ? ofPhones : List.of();
    }
    return likeliest(ofChat, body, nowMs);
  }

  /**
   * The job with a captioned picture, video or document to the same chat, whose echo the message
   * may be if a channel dropped the caption; empty when it may be that of several jobs.
   */
  private Optional<SendJob> lostCaption(String instance, MessageEvent event) {
    List<String> chats = EchoSignature.chatsOf(event.body());
    List<SendJob> ofChat =
        candidates(instance, event, List.of(EchoSignature.CAPTION_LOST)).stream()
            .filter(job -> chats.contains(job.identity.chat()))
            .toList();
    return ofChat.size() == 1 ? Optional.of(ofChat.get(0)) : Optional.empty();
  }

  private List<SendJob> candidates(String instance, MessageEvent event, List<String> sayings) {
    return sayings.stream()
        .flatMap(saying -> store.saying(instance, saying).stream())
        .distinct()
        .map(store::job)
        .flatMap(Optional::stream)
        .filter(job -> job.identity.tenantId().equals(event.tenantId()))
        .filter(job -> mayBeEcho(job, event.body()))
        .toList();
  }

  /**
   * Of several jobs with the same content and recipient: the last one that was dispatched before
   * the message was sent; if the clocks contradict that, the one that was dispatched nearest to it.
   */
  private static Optional<SendJob> likeliest(List<SendJob> jobs, MessageBody body, long nowMs) {
    long at = body.sentAt() == null ? nowMs : body.sentAt().toEpochMilli() + WHOLE_SECOND_MS;
    return jobs.stream()
        .min(
            Comparator.comparing((SendJob job) -> job.dispatchedAt > at)
                .thenComparingLong(job -> Math.abs(at - job.dispatchedAt)));
  }

  /** Whether a message of the instance can be the echo of an attempt of the job. */
  private boolean mayBeEcho(SendJob job, MessageBody body) {
    if (body.sentAt() != null) {
      long after = body.sentAt().toEpochMilli() - job.dispatchedAt;
      if (after < -CLOCKS_DIFFER_MS || after > latestMs) {
        return false;
      }
    }
    boolean uncertain = job.state == JobState.UNKNOWN || job.state == JobState.MANUAL;
    // A message that did not come by send.message may have been typed by a person; one from a phone
    // was.
    return body.viaApi()
        ? uncertain || job.state == JobState.DISPATCHED
        : uncertain && !PHONES.contains(body.source());
  }
}
