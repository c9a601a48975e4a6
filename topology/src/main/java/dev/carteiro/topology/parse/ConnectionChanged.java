// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.InstanceStatusEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * The instance's connection, as Evolution last saw it; repeats are not yet collapsed.
 *
 * @param state Evolution's word, never blank: open, connecting, close or refused
 * @param reason Evolution's statusReason; null when absent
 * @param ownJid the number's own jid; null when not given
 * @param profileName null when not given
 * @param profilePictureUrl null when not given
 */
public record ConnectionChanged(
    Envelope envelope,
    String state,
    Integer reason,
    String ownJid,
    String profileName,
    String profilePictureUrl)
    implements ParsedEvent {

  /**
   * Two reports that say the same with the same {@code date_time} are one as long as the second may
   * be a repetition; an hour later it is another change in an hour that comes twice.
   */
  public static final Duration REPEATED_WITHIN = Duration.ofMinutes(55);

  /** Without a time, repetitions are told by the state before alone. */
  /**
   * That an instance was made again, as its binding says and Evolution may not have told.
   *
   * @param mark tells this from the other times; no time of Evolution's, whose clock it is not
   */
  public static ConnectionChanged madeAgain(
      InstanceKey instance, String evolutionInstanceId, String mark, Instant now) {
    return new ConnectionChanged(
        new Envelope(
            instance,
            EventNames.INSTANCE_CREATE,
            mark,
            null,
            Set.of(evolutionInstanceId),
            null,
            now,
            null),
        InstanceStatusEvent.CREATED,
        null,
        null,
        null,
        null);
  }

  @Override
  public String factKey() {
    String time =
        envelope.dateTime() == null
            ? "at " + envelope.receivedAt()
            : Texts.atMost(envelope.dateTime());
    return "C:" + time + ":" + Texts.atMost(state) + ":" + reason;
  }
}
