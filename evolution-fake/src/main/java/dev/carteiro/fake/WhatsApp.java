// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The world behind the server: who exists, and what really arrived. */
final class WhatsApp {
  private final Clock clock;
  private final Recent<Delivery> deliveries;
  private final Set<String> absent = ConcurrentHashMap.newKeySet();
  private final Set<String> ids;

  /**
   * @param kept deliveries remembered
   */
  WhatsApp(Clock clock, int kept) {
    this.clock = clock;
    this.deliveries = new Recent<>(kept);
    this.ids =
        Collections.newSetFromMap(
            Collections.synchronizedMap(
                new LinkedHashMap<>() {
                  @Override
                  protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > kept;
                  }
                }));
  }

  void exists(String jid, boolean exists) {
    if (exists) {
      absent.remove(jid);
    } else {
      absent.add(jid);
    }
  }

  boolean exists(String jid) {
    return !absent.contains(jid);
  }

  /**
   * Delivers a message, unless the recipient has one of that id.
   *
   * @return whether it was delivered
   */
  boolean deliver(
      Instance instance, String jid, SendKind kind, Content content, String id, long request) {
    if (!ids.add(jid + "\n" + id)) {
      return false;
    }
    Instant now = clock.instant();
    deliveries.add(
        new Delivery(now, instance.name(), jid, kind.endpoint(), content.summary(), id, request));
    return true;
  }

  /** Oldest first. */
  List<Delivery> deliveries() {
    return deliveries.all();
  }
}
