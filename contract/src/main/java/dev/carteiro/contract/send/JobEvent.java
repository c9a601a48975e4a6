// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.message.MessageStatusError;
import java.time.Instant;

/**
 * One change of a send job. The records of one job are in order, and revisions count up by one.
 *
 * @param revision 1 for the first record
 * @param previous the state before; null for the first record, the same as {@code state} when a
 *     schedule was moved
 * @param reason stable code of why, upper snake case; null when the state needs none
 * @param detail one sentence for people; null for none
 * @param error why WhatsApp refused the message after Evolution had accepted it; null for none
 * @param at when, by the topology's clock, but never before the previous record
 * @param scheduledFor the schedule's time; null for an immediate message
 * @param nextAttemptAt when the next attempt is planned, for RETRYING; null otherwise
 * @param attempt attempts used so far
 * @param fallback step of the fallback chain: 0 none, 2 high lane, 4 manual
 * @param dispatchId the attempt that this record is about; null for none
 * @param messageId WhatsApp's id, once known
 * @param actor id of the API key that caused it; null when no caller did
 * @param command the command that created the job; only in the first record
 */
@JsonTypeName("job")
public record JobEvent(
    int version,
    String jobId,
    String tenantId,
    InstanceKey instance,
    long revision,
    JobState state,
    JobState previous,
    String reason,
    String detail,
    MessageStatusError error,
    Instant at,
    Instant scheduledFor,
    Instant nextAttemptAt,
    int attempt,
    int fallback,
    Lane lane,
    String dispatchId,
    String messageId,
    String actor,
    String batchId,
    SendMessageCommand command,
    String traceId)
    implements SendStateEvent {

  public static final int VERSION = 1;

  @Override
  public <T, X extends Exception> T fold(
      StateEventHandler<JobEvent, T, X> job, StateEventHandler<BatchEvent, T, X> batch) throws X {
    return job.handle(this);
  }
}
