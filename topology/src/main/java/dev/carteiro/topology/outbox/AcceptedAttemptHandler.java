// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendResult;
import java.util.Optional;

/**
 * Handles attempts that Evolution accepted, whether a sender's result or Evolution's echo says so,
 * and moves jobs on with WhatsApp's statuses of their messages.
 */
final class AcceptedAttemptHandler {
  static final String WHATSAPP_ERROR = "WHATSAPP_ERROR";

  private final OutboxStateStore store;
  private final OutboxPort port;
  private final JobStateRecorder journal;
  private final RecipientOrdering chats;
  private final TenantPermitRequester tenantPermits;
  private final InstanceDispatcher dispatcher;

  AcceptedAttemptHandler(
      OutboxStateStore store,
      OutboxPort port,
      JobStateRecorder journal,
      RecipientOrdering chats,
      TenantPermitRequester tenantPermits,
      InstanceDispatcher dispatcher) {
    this.store = store;
    this.port = port;
    this.journal = journal;
    this.chats = chats;
    this.tenantPermits = tenantPermits;
    this.dispatcher = dispatcher;
  }

  /** Handles an accepted attempt that the job no longer waited for. */
  void afterAll(SendJob job, SendResult result, long nowMs) {
    boolean known = job.state.isAccepted();
    boolean current = result.dispatchId().equals(job.dispatchId);
    if (known && (result.messageId() == null || result.messageId().equals(job.messageId))) {
      port.count("result.repeated");
    } else if (known && current) {
      correct(job, result.messageId(), nowMs);
    } else {
      if (known || job.state == JobState.DISPATCHED) {
        // The job was sent again although the first attempt might have been sent: it was.
        port.count("double.send");
      }
      if (!known) {
        dispatcher.withdraw(job, nowMs);
        told(job, result.messageId(), nowMs);
      }
    }
  }

  /** Corrects the job's message id: the echo that gave it was that of another message. */
  private void correct(SendJob job, String messageId, long nowMs) {
    port.count("echo.mistaken");
    link(job, messageId, nowMs);
    journal.move(job, job.state, "MESSAGE_ID_CORRECTED", nowMs);
    catchUp(job, nowMs);
  }

  /**
   * Handles Evolution's echo of an attempt: frees its in-flight slot and uses its permit. If a
   * sender may still report an outcome, the next message to the same recipient waits for it: the
   * echo may turn out to be that of another message, and this one may still be sent.
   */
  void echoed(SendJob job, String messageId, long nowMs) {
    if (job.state == JobState.DISPATCHED) {
      job.countAttempt();
    }
    InstanceSendState pace = store.pace(job.instance());
    Optional<InstanceSendState.InFlightAttempt> attempt = pace.echo(job.dispatchId);
    attempt.ifPresent(
        one -> {
          pace.use(nowMs, dispatcher.fullLimit(port.binding(job.instance())));
          tenantPermits.used(job, one, nowMs);
        });
    boolean answerAwaited =
        attempt.filter(one -> one.stage() == InstanceSendState.AttemptStage.CLAIMED).isPresent();
    if (answerAwaited) {
      chats.hold(job);
    }
    accepted(job, messageId, nowMs);
    if (!answerAwaited) {
      chats.release(job, nowMs);
    }
  }

  /** Handles a sender's report that Evolution accepted the message. */
  void told(SendJob job, String messageId, long nowMs) {
    accepted(job, messageId, nowMs);
    chats.release(job, nowMs);
  }

  private void accepted(SendJob job, String messageId, long nowMs) {
    store.awaitNoEcho(job);
    if (messageId != null && !messageId.equals(job.messageId)) {
      link(job, messageId, nowMs);
    }
    if (job.state == JobState.MANUAL) {
      journal.tellManualIsOver(job, "the message was sent after all", nowMs);
    }
    journal.move(job, JobState.ACCEPTED, null, nowMs);
    catchUp(job, nowMs);
  }

  private void link(SendJob job, String messageId, long nowMs) {
    store
        .jobOfMessage(job.instance(), messageId)
        .filter(id -> !id.equals(job.id()))
        .flatMap(store::job)
        .ifPresent(other -> mistaken(other, nowMs));
    if (job.messageId != null) {
      store.unlinkMessage(job, job.messageId);
    }
    job.messageId = messageId;
    store.linkMessage(job.instance(), messageId, job.id(), nowMs);
  }

  /** Fails a job that counted as sent because of an echo that was that of another message. */
  void mistaken(SendJob job, long nowMs) {
    port.count("echo.mistaken");
    store.unlinkMessage(job, job.messageId);
    job.messageId = null;
    journal.move(
        job,
        JobState.FAILED,
        "ECHO_OF_ANOTHER",
        "the echo that was believed to be of this message was of another one",
        null,
        nowMs);
  }

  private void catchUp(SendJob job, long nowMs) {
    port.progress(InstanceKey.parse(job.instance()), job.messageId)
        .ifPresent(progress -> reached(job, progress, nowMs));
  }

  /**
   * Throttles the instance: WhatsApp refused an accepted message because the number sends too much.
   */
  private void slowDown(InstanceSendState pace, long nowMs) {
    String reason = InstanceThrottleHandler.RATE_LIMITED;
    pace.leaveAlone(dispatcher.throttle(pace, reason, 0, nowMs), reason);
    dispatcher.wake(pace, nowMs);
  }

  /** Moves an accepted job to the state that WhatsApp's status of its message stands for. */
  void reached(SendJob job, OutboxPort.MessageDeliveryProgress progress, long nowMs) {
    JobState to =
        switch (progress.status()) {
          case PENDING -> JobState.ACCEPTED;
          case SERVER_ACK -> JobState.SENT;
          case ERROR -> JobState.FAILED;
          case DELIVERY_ACK -> JobState.DELIVERED;
          case READ, PLAYED -> JobState.READ;
        };
    boolean correctable = job.state == JobState.FAILED && WHATSAPP_ERROR.equals(job.reason);
    if (to == JobState.FAILED) {
      if (job.state == JobState.ACCEPTED || job.state == JobState.SENT) {
        journal.refused(job, WHATSAPP_ERROR, progress.error(), nowMs);
        if (progress.error() != null && progress.error().isRateLimit()) {
          slowDown(store.pace(job.instance()), nowMs);
        }
      }
    } else if (correctable
        ? to == JobState.DELIVERED || to == JobState.READ
        : job.state.isAccepted() && to.compareTo(job.state) > 0) {
      journal.move(job, to, null, nowMs);
    }
  }
}
