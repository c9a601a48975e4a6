// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.config.ApiSettings;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.runtime.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A parsed bulk request. Each message is validated on its own.
 *
 * @param lane lane of messages that name none
 * @param items in the request's order
 */
record BulkRequest(SendingInstance from, Lane lane, List<Item> items) {
  static final int MOST = 10_000;
  private static final Set<String> FIELDS =
      Set.of("instanceName", "gateway", "priority", "messages");

  /**
   * One message of the request.
   *
   * @param request null when the message is invalid
   * @param refusal null when the message is valid
   */
  record Item(int index, SendRequest request, Refusal refusal) {

    boolean isValid() {
      return refusal == null;
    }
  }

  /** Why an item was refused. */
  record Refusal(String code, String detail) {}

  /** Finds the instance that a request's fields name. */
  interface Instances {
    SendingInstance find(JsonFields fields);
  }

  static BulkRequest read(byte[] body, Instances instances, ApiSettings limits, Instant now) {
    JsonFields fields = JsonFields.parse(body, FIELDS);
    SendingInstance from = instances.find(fields);
    Lane lane = SendRequest.lane(fields);
    List<JsonFields> messages = fields.objects("messages");
    if (messages.isEmpty()) {
      throw ApiProblems.badRequest("NO_ITEMS", "Field messages must have at least one message.");
    }
    if (messages.size() > MOST) {
      throw ApiProblems.badRequest(
          "TOO_MANY_ITEMS", "Field messages may have at most " + MOST + " messages.");
    }
    List<Item> items = new ArrayList<>(messages.size());
    for (JsonFields message : messages) {
      items.add(item(items.size(), message, limits, now));
    }
    return new BulkRequest(from, lane == null ? Lane.NORMAL : lane, items);
  }

  private static Item item(int index, JsonFields message, ApiSettings limits, Instant now) {
    if (message == null) {
      return new Item(
          index, null, new Refusal("INVALID_FIELD", "Every message must be an object."));
    }
    try {
      SendRequest request = SendRequest.item(message, limits.messageMaxLength());
      request.checkTimes(now);
      // One record must hold the message; a bulk body may be larger than a record.
      if (request.what().dataLength() > limits.sendMaxBodyBytes()) {
        throw ApiProblems.tooLarge(limits.sendMaxBodyBytes(), "SEND_MAX_BODY_BYTES");
      }
      return new Item(index, request, null);
    } catch (ProblemException e) {
      return new Item(index, null, new Refusal(e.problem().code(), e.problem().detail()));
    }
  }
}
