// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.bridge.SendApiSettings;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.runtime.http.HttpProblem;
import dev.carteiro.runtime.http.HttpProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A parsed bulk request, each message validated on its own; {@code lane} is the default. */
record BulkSendRequest(SendingInstance from, Lane lane, List<BulkRequestItem> items) {
  static final int MAX_MESSAGES = 10_000;
  private static final Set<String> FIELDS =
      Set.of("instanceName", "gateway", "priority", "messages");

  /** One message; {@code request} is null when it is invalid, {@code refusal} when it is valid. */
  record BulkRequestItem(int index, SendMessageRequest request, HttpProblem refusal) {

    boolean isValid() {
      return refusal == null;
    }
  }

  static BulkSendRequest read(
      byte[] body,
      Function<RequestFieldReader, SendingInstance> instances,
      SendApiSettings limits,
      Instant now) {
    RequestFieldReader fields = RequestFieldReader.parse(body, FIELDS);
    SendingInstance from = instances.apply(fields);
    Lane lane = SendMessageRequest.lane(fields);
    List<RequestFieldReader> messages = fields.objects("messages");
    if (messages.isEmpty()) {
      throw ApiProblemFactory.badRequest(
          "NO_ITEMS", "Field messages must have at least one message.");
    }
    if (messages.size() > MAX_MESSAGES) {
      throw ApiProblemFactory.badRequest(
          "TOO_MANY_ITEMS", "Field messages may have at most " + MAX_MESSAGES + " messages.");
    }
    List<BulkRequestItem> items = new ArrayList<>(messages.size());
    for (RequestFieldReader message : messages) {
      items.add(item(items.size(), message, limits, now));
    }
    return new BulkSendRequest(from, lane == null ? Lane.NORMAL : lane, items);
  }

  private static BulkRequestItem item(
      int index, RequestFieldReader message, SendApiSettings limits, Instant now) {
    if (message == null) {
      HttpProblemException refusal =
          ApiProblemFactory.badRequest("INVALID_FIELD", "Every message must be an object.");
      return new BulkRequestItem(index, null, refusal.problem());
    }
    try {
      SendMessageRequest request = SendMessageRequest.item(message, limits.messageMaxLength());
      request.checkTimes(now);
      // One record must hold the message; a bulk body may be larger than a record.
      if (request.what().content().mediaLength() > limits.sendMaxBodyBytes()) {
        throw ApiProblemFactory.tooLarge(limits.sendMaxBodyBytes(), "SEND_MAX_BODY_BYTES");
      }
      return new BulkRequestItem(index, request, null);
    } catch (HttpProblemException e) {
      return new BulkRequestItem(index, null, e.problem());
    }
  }
}
