// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageStatusEvent;
import java.util.Map;

/** Names of things by which rows, records and expectations are compared. */
final class ComparisonKeys {
  private ComparisonKeys() {}

  static String messageKey(Map<String, String> row) {
    return row.get("instance") + " " + row.get("message_id");
  }

  static String key(MessageEvent event) {
    return event.instance().name() + " " + event.messageId();
  }

  static String key(MessageStatusEvent event) {
    return event.instance().name() + " " + event.messageId();
  }

  /** The address in an event's data, which no other event has. */
  static String token(String data) {
    int end = data.indexOf("@s.whatsapp.net");
    int start = data.lastIndexOf('"', end) + 1;
    return end < 0 ? data : data.substring(start, end) + "@s.whatsapp.net";
  }
}
