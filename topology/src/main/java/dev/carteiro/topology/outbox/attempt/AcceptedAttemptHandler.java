// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.attempt;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.topology.outbox.dispatch.JobStateMachine;
import dev.carteiro.topology.outbox.job.HoldReason;
import dev.carteiro.topology.outbox.job.JobChange;
import dev.carteiro.topology.outbox.job.JobTransition;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.pace.InFlightAttempts.AttemptStage;
import dev.carteiro.topology.outbox.pace.InFlightAttempts.InFlightAttempt;
import dev.carteiro.topology.outbox.pace.InstanceSendState;
import dev.carteiro.topology.outbox.pace.SendLimits;
import dev.carteiro.topology.outbox.port.OutboxPort;
import dev.carteiro.topology.outbox.port.OutboxPort.MessageDeliveryProgress;
import dev.carteiro.topology.outbox.store.OutboxStateStore;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue.TimerKind;
import java.util.Optional;

/**
 * Handles attempts that Evolution accepted, whether a sender's result or Evolution's echo says so,
 * and moves jobs on with WhatsApp's statuses of their messages.
 */
public record AcceptedAttemptHandler(
    OutboxStateStore store, OutboxPort port, JobStateMachine machine, SendLimits limits) {

  /** Handles an accepted attempt that the job no longer waited for. */
  void acceptLate(SendJob job, SendResult result) {
    boolean known = job.state().isAccepted();
    boolean current = result.dispatchId().equals(job.dispatchId());
    if (known && (result.messageId() == null || result.messageId().equals(job.messageId()))) {
      port.count("result.repeated");
    } else if (known && current) {
      // The echo that gave the message id was that of another message.
      port.count("echo.mistaken");
      link(job, result.messageId());
      machine.move(job, JobTransition.MESSAGE_ID_CORRECTED);
      applyKnownStatus(job);
    } else {
      if (known || job.state() == JobState.DISPATCHED) {
        // The job was sent again although the first attempt might have been sent: it was.
        port.count("double.send");
      }
      if (!known) {
        accept(job, result.messageId());
      }
    }
  }

  /**
   * Handles Evolution's echo of an attempt: frees its in-flight slot and uses its permit. If a
   * sender may still report an outcome, the next message to the same recipient waits for it: the
   * echo may turn out to be that of another message, and this one may still be sent.
   */
  void acceptEcho(SendJob job, String messageId) {
    if (job.state() == JobState.DISPATCHED) {
      job.countAttempt();
    }
    InstanceSendState sendState = store.sendState(job.instance());
    Optional<InFlightAttempt> attempt = sendState.inFlight().echo(job.dispatchId());
    attempt.ifPresent(one -> limits.settle(job.tenantId(), sendState, one, true, store.nowMs()));
    boolean answerAwaited = attempt.filter(one -> one.stage() == AttemptStage.CLAIMED).isPresent();
    accept(job, messageId, answerAwaited ? JobTransition.ECHO : JobTransition.ACCEPT);
  }

  void accept(SendJob job, String messageId) {
    accept(job, messageId, JobTransition.ACCEPT);
  }

  private void accept(SendJob job, String messageId, JobTransition transition) {
    if (messageId != null && !messageId.equals(job.messageId())) {
      link(job, messageId);
    }
    machine.move(job, transition);
    applyKnownStatus(job);
  }

  private void link(SendJob job, String messageId) {
    store
        .echoes()
        .jobOf(job.instance(), messageId)
        .filter(id -> !id.equals(job.id()))
        .flatMap(store::readableJob)
        .ifPresent(this::failMistaken);
    store.echoes().unlink(job);
    job.identify(messageId);
    store.echoes().link(job.instance(), messageId, job.id(), store.nowMs());
  }

  /** Fails a job that counted as sent because of an echo that was that of another message. */
  void failMistaken(SendJob job) {
    port.count("echo.mistaken");
    store.echoes().unlink(job);
    job.identify(null);
    machine.move(
        job,
        JobTransition.ECHO_OF_ANOTHER,
        JobChange.of(null, "the echo that was believed to be of this message was of another one"));
  }

  private void applyKnownStatus(SendJob job) {
    port.progress(InstanceKey.parse(job.instance()), job.messageId())
        .ifPresent(progress -> applyStatus(job, progress));
  }

  /** Moves an accepted job to the state that WhatsApp's status of its message stands for. */
  void applyStatus(SendJob job, MessageDeliveryProgress progress) {
    switch (progress.status()) {
      case PENDING -> {}
      case SERVER_ACK -> moveIfAllowed(job, JobTransition.SERVER_ACK);
      case DELIVERY_ACK -> moveIfAllowed(job, JobTransition.DELIVERY_ACK);
      case READ, PLAYED -> moveIfAllowed(job, JobTransition.READ_ACK);
      case ERROR -> applyError(job, progress.error());
    }
  }

  /** A failed job is corrected only when WhatsApp itself had reported the failure. */
  private void moveIfAllowed(SendJob job, JobTransition transition) {
    boolean correctable =
        job.state() != JobState.FAILED || JobTransition.WHATSAPP_ERROR.name().equals(job.reason());
    if (correctable && transition.isAllowedFrom(job.state())) {
      machine.move(job, transition);
    }
  }

  private void applyError(SendJob job, MessageStatusError error) {
    if (!JobTransition.WHATSAPP_ERROR.isAllowedFrom(job.state())) {
      return;
    }
    String detail = "WhatsApp reported that it failed";
    machine.move(
        job,
        JobTransition.WHATSAPP_ERROR,
        new JobChange(
            null, error == null ? detail : detail + ": " + error.sentence(), error, null, null));
    if (error != null && error.isRateLimit()) {
      InstanceSendState sendState = store.sendState(job.instance());
      limits.throttle(sendState, HoldReason.RATE_LIMITED.name(), 0, store.nowMs());
      store.setTimer(sendState, TimerKind.WAKE, store.nowMs());
    }
  }
}
