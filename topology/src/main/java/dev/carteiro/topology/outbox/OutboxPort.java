// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.contract.event.MessageStatus;
import dev.carteiro.contract.event.StatusError;
import dev.carteiro.contract.event.TenantRecord;
import java.util.Optional;

/** What the rules know of the world around them, and what they say to it. */
public interface OutboxPort {

  /** The binding of an instance, by its text. */
  Optional<InstanceBinding> binding(String instance);

  /** A tenant's record. */
  Optional<TenantRecord> tenant(String tenantId);

  /**
   * How far WhatsApp has come with a message.
   *
   * @param error why it failed, for ERROR; null when nobody said
   */
  record Progress(MessageStatus status, StatusError error) {}

  /** The progress of a message of an instance; empty when nothing is known. */
  Optional<Progress> progress(InstanceKey instance, String messageId);

  /**
   * Writes a record.
   *
   * @param key the record's key
   * @param value written as JSON
   */
  void write(Topic topic, String key, Object value, String traceId);

  /** Gives a job up for good, as a dead letter. */
  void deadLetter(String instance, String tenantId, String jobId, String detail, String traceId);

  /** Counts something, by a stable name. */
  void count(String what);
}
