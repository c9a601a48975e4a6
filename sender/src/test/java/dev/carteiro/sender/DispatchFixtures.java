// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.SendDispatch;
import java.time.Instant;

/** Dispatches for tests. */
public final class DispatchFixtures {
  public static final Instant NOW = Instant.parse("2026-11-21T02:30:45Z");
  public static final Instant NOT_AFTER = NOW.plusSeconds(60);

  private DispatchFixtures() {}

  public static SendDispatch send(String instance, String message, OutboundMessageContent content) {
    return of(SendDispatch.DispatchAction.SEND, instance, "5521988887777", message, content, null);
  }

  public static SendDispatch text(String id) {
    return named(
        id, send("acme", "text of " + id, new OutboundMessageContent.TextContent()), NOT_AFTER);
  }

  public static SendDispatch late(String id) {
    return named(id, text(id), NOW.minusMillis(1));
  }

  public static SendDispatch of(
      SendDispatch.DispatchAction action,
      String instance,
      String number,
      String message,
      OutboundMessageContent content,
      String clientMessageId) {
    return new SendDispatch(
        SendDispatch.VERSION,
        action,
        "d1",
        "job-d1",
        1,
        "t1",
        InstanceKey.of(instance),
        Lane.NORMAL,
        number,
        message,
        content,
        1_500,
        clientMessageId,
        NOW,
        NOT_AFTER,
        "trace");
  }

  private static SendDispatch named(String id, SendDispatch like, Instant notAfter) {
    return new SendDispatch(
        like.version(),
        like.action(),
        id,
        "job-" + id,
        like.attempt(),
        like.tenantId(),
        like.instance(),
        like.lane(),
        like.number(),
        like.message(),
        like.content(),
        like.typingMs(),
        like.clientMessageId(),
        like.dispatchedAt(),
        notAfter,
        like.traceId());
  }
}
