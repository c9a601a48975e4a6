// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.event;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;

/**
 * A change of an instance's connection; repeats of the same state are collapsed.
 *
 * @param eventId the same for every delivery of the same change
 * @param state Evolution's word: open, connecting, close or refused; or one of the constants below
 * @param previous the state before; null when this is the first
 * @param reason Evolution's statusReason, e.g. 401 for logged out
 * @param ownJid the number's own jid, given on open
 * @param profileName given on open
 * @param profilePictureUrl given on open
 * @param current false when a newer change arrived first: this one is history, not the present
 *     state
 * @param receivedAt when the bridge had read the webhook
 */
public record InstanceStatusEvent(
    int version,
    String eventId,
    String tenantId,
    InstanceKey instance,
    String state,
    String previous,
    Integer reason,
    String ownJid,
    String profileName,
    String profilePictureUrl,
    boolean current,
    Instant receivedAt,
    String traceId) {

  public static final int VERSION = 1;

  /** The instance was created in Evolution and is not connected yet. */
  public static final String CREATED = "created";

  /** The instance was deleted in Evolution through the API. */
  public static final String DELETED = "deleted";

  /** Evolution removed the instance from its memory: it was deleted, or it never connected. */
  public static final String REMOVED = "removed";

  /** The instance was logged out of WhatsApp through the API: its code has to be scanned again. */
  public static final String LOGGED_OUT = "logged_out";

  /** Whether a state means that Evolution no longer has the instance. */
  public static boolean isGone(String state) {
    return DELETED.equals(state) || REMOVED.equals(state);
  }
}
