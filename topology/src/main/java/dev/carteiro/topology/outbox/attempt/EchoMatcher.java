// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.attempt;

import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.echo.EchoSignature;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.pace.InFlightAttempts.InFlightAttempt;
import dev.carteiro.topology.outbox.port.OutboxPort;
import dev.carteiro.topology.outbox.store.OutboxStateStore;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Matches Evolution's message events to jobs. The echo of a sent message gives its job the message
 * id and settles an uncertain attempt; statuses of that message move the job on.
 */
public record EchoMatcher(
    OutboxStateStore store,
    OutboxPort port,
    OutboxSettings settings,
    AcceptedAttemptHandler accepted) {
  /** The largest difference between WhatsApp's clock and the local clock that is tolerated. */
  private static final long CLOCKS_DIFFER_MS = 120_000;

  /** WhatsApp's times have no fractions of a second. */
  private static final long WHOLE_SECOND_MS = 999;

  private static final List<String> PHONES = List.of("android", "ios");

  /** Handles a change of a message; returns whether it was the echo of an attempt. */
  public boolean handle(MessageEvent event) {
    String instance = event.instance().text();
    Optional<SendJob> job = store.echoes().jobOf(instance, event.messageId()).flatMap(store::job);
    if (job.isPresent()) {
      if (event.status() != null) {
        accepted.applyStatus(
            job.get(), new OutboxPort.MessageDeliveryProgress(event.status(), event.error()));
      }
    } else if (event.change() == MessageEvent.MessageChangeKind.CREATED
        && event.body() != null
        && event.body().fromMe()
        && !event.body().history()) {
      return matchEcho(instance, event);
    }
    return false;
  }

  private boolean matchEcho(String instance, MessageEvent event) {
    MessageBody body = event.body();
    Optional<SendJob> match = sameContent(instance, event);
    if (match.isEmpty() && body.viaApi() && EchoSignature.isWithoutCaption(body)) {
      match = lostCaption(instance, event);
    }
    port.count(match.isPresent() ? "echo.matched" : "echo.of.others");
    match.ifPresent(job -> accepted.acceptEcho(job, event.messageId()));
    return match.isPresent();
  }

  /** The job that has the content and the recipient of the message. */
  private Optional<SendJob> sameContent(String instance, MessageEvent event) {
    MessageBody body = event.body();
    // Jobs from before an upgrade are found by the digest of the earlier version.
    List<SendJob> candidates =
        candidates(
            instance,
            event,
            List.of(EchoSignature.digestOf(body), EchoSignature.formerDigestOf(body)));
    List<String> chats = EchoSignature.chatsOf(body);
    List<SendJob> ofChat =
        candidates.stream().filter(job -> chats.contains(job.identity().recipient())).toList();
    if (ofChat.isEmpty() && EchoSignature.isAnonymous(chats)) {
      List<SendJob> ofPhones =
          candidates.stream()
              .filter(job -> EchoSignature.isPhone(job.identity().recipient()))
              .toList();
      ofChat = ofPhones.size() == 1 ? ofPhones : List.of();
    }
    return likeliest(ofChat, body);
  }

  /** The only job with a captioned picture, video or document to the chat of the message. */
  private Optional<SendJob> lostCaption(String instance, MessageEvent event) {
    List<String> chats = EchoSignature.chatsOf(event.body());
    List<SendJob> ofChat =
        candidates(instance, event, List.of(EchoSignature.CAPTION_LOST)).stream()
            .filter(job -> chats.contains(job.identity().recipient()))
            .toList();
    return ofChat.size() == 1 ? Optional.of(ofChat.get(0)) : Optional.empty();
  }

  /**
   * The jobs that wait for an echo with one of the digests, and the attempts under way that have
   * one. None when the message may be the echo of a job that cannot be read.
   */
  private List<SendJob> candidates(String instance, MessageEvent event, List<String> digests) {
    List<String> waiting =
        digests.stream()
            .flatMap(digest -> store.echoes().waiting(instance, digest).stream())
            .toList();
    List<String> inFlight =
        store.sendStateIfStored(instance).stream()
            .flatMap(sendState -> sendState.inFlight().all().stream())
            .map(InFlightAttempt::jobId)
            .toList();
    List<String> chats = EchoSignature.chatsOf(event.body());
    if (Stream.concat(waiting.stream(), inFlight.stream())
        .filter(store::isUnreadable)
        .anyMatch(id -> mayBeOfCommand(id, digests, chats))) {
      return List.of();
    }
    Stream<SendJob> dispatched =
        jobs(inFlight)
            .filter(job -> job.state() == JobState.DISPATCHED)
            .filter(
                job ->
                    digests.contains(job.identity().contentDigest())
                        || digests.contains(EchoSignature.CAPTION_LOST)
                            && store
                                .command(job.id())
                                .filter(EchoSignature::hasCaption)
                                .isPresent());
    return Stream.concat(jobs(waiting), dispatched)
        .distinct()
        .filter(job -> job.tenantId().equals(event.tenantId()))
        .filter(job -> mayBeEcho(job, event.body()))
        .toList();
  }

  private Stream<SendJob> jobs(List<String> ids) {
    return ids.stream().map(store::readableJob).flatMap(Optional::stream);
  }

  /** Whether a message may be what the command of a job that cannot be read has sent. */
  private boolean mayBeOfCommand(String jobId, List<String> digests, List<String> chats) {
    Optional<SendMessageCommand> found = store.command(jobId);
    if (found.isEmpty()) {
      return true;
    }
    SendMessageCommand command = found.get();
    boolean sameContent =
        digests.contains(EchoSignature.digestOf(command))
            || digests.contains(EchoSignature.CAPTION_LOST) && EchoSignature.hasCaption(command);
    return sameContent
        && (EchoSignature.isAnonymous(chats)
            || chats.contains(EchoSignature.canonical(command.phoneNumber())));
  }

  /**
   * Of several jobs with the same content and recipient: the last one that was dispatched before
   * the message was sent; if the clocks contradict that, the one that was dispatched nearest to it.
   */
  private Optional<SendJob> likeliest(List<SendJob> jobs, MessageBody body) {
    long at =
        body.sentAt() == null ? store.nowMs() : body.sentAt().toEpochMilli() + WHOLE_SECOND_MS;
    return jobs.stream()
        .min(
            Comparator.comparing((SendJob job) -> job.dispatchedAt() > at)
                .thenComparingLong(job -> Math.abs(at - job.dispatchedAt())));
  }

  private boolean mayBeEcho(SendJob job, MessageBody body) {
    if (body.sentAt() != null) {
      long after = body.sentAt().toEpochMilli() - job.dispatchedAt();
      long latest = settings.attemptDeadline().plus(settings.unknownWindow()).toMillis();
      if (after < -CLOCKS_DIFFER_MS || after > latest + CLOCKS_DIFFER_MS) {
        return false;
      }
    }
    boolean uncertain = job.state() == JobState.UNKNOWN || job.state() == JobState.MANUAL;
    // What did not come by send.message may be typed by a person; what came from a phone is.
    return body.viaApi()
        ? uncertain || job.state() == JobState.DISPATCHED
        : uncertain && !PHONES.contains(body.source());
  }
}
