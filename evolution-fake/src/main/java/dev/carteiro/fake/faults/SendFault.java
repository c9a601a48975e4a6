// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.faults;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;

/**
 * A fault of one send. Names that end in {@code _AFTER} fail after the message reached WhatsApp:
 * sending again sends it twice.
 *
 * <p>Whether the webhook {@code send.message} still follows depends on where the send fails: a
 * failure between Evolution and the client does not affect Evolution's own work, a failure inside
 * Evolution ends it.
 */
public enum SendFault {
  /** No fault. */
  NONE(true, true),
  HTTP_429(false, false),
  HTTP_500(false, false),
  HTTP_502(false, false),
  HTTP_503(false, false),
  HTTP_504(false, false),
  /** The connection is reset before anything is done. */
  RESET_BEFORE(false, false),
  /** Nothing is done, and there is no response. */
  HANG_BEFORE(false, false),
  /** 400 "Connection Closed": the instance's socket is dead although its state says open. */
  CONNECTION_CLOSED(false, false),
  /** 400 "Timed Out"; not sent. */
  TIMED_OUT_BEFORE(false, false),
  /** Meta's error object under a 201, as the Cloud API channel answers. */
  META_ERROR(false, false),
  /** Delivered, then the connection is reset. */
  RESET_AFTER(true, true),
  /** Delivered, then no response. */
  HANG_AFTER(true, true),
  /** Delivered; a proxy cannot read Evolution's response. */
  HTTP_502_AFTER(true, true),
  /** Delivered; a proxy times out before Evolution's response. */
  HTTP_504_AFTER(true, true),
  /** Delivered, then Evolution fails. */
  HTTP_500_AFTER(true, false),
  /** Delivered, then 400 "Timed Out": WhatsApp's acknowledgement was late. */
  TIMED_OUT_AFTER(true, false),
  /** Delivered, then 201 without a body. */
  EMPTY_AFTER(true, false),
  /** Delivered, then 400: the row could not be stored, as with a NUL in the text. */
  REFUSED_AFTER(true, false),
  /** 500 "Connection Closed": the number check found a dead socket. */
  NUMBER_CHECK_CLOSED(false, false),
  /** 500 and a list with "Connection Closed": the upload found a dead socket. */
  UPLOAD_CLOSED(false, false),
  /** 500: WhatsApp refuses the upload. */
  UPLOAD_REFUSED(false, false),
  /** 400 "[object Object]", Evolution's error for a group that is not found. */
  GROUP_NOT_FOUND(false, false),
  /**
   * 400 "rate-overlimit": WhatsApp asks for fewer messages, by refusing a query before the send.
   */
  RATE_OVERLIMIT(false, false),
  /** 500 "rate-overlimit": WhatsApp refuses the number check. */
  NUMBER_CHECK_OVERLIMIT(false, false);

  private final boolean delivers;
  private final boolean echoes;

  SendFault(boolean delivers, boolean echoes) {
    this.delivers = delivers;
    this.echoes = echoes;
  }

  /** Returns whether the message reaches WhatsApp. */
  public boolean delivers() {
    return delivers;
  }

  /** Returns whether the webhook {@code send.message} and the statuses follow. */
  public boolean echoes() {
    return echoes;
  }

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  public static SendFault of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /**
   * Returns the response to the client.
   *
   * @param success the response without a fault
   */
  public SimulatedResponse answer(SimulatedResponse success) {
    return switch (this) {
      case NONE -> success;
      case HTTP_429 -> SimulatedResponse.error(429, "Too Many Requests");
      case HTTP_500, HTTP_500_AFTER ->
          SimulatedResponse.error(
              500, TextNode.valueOf("Cannot read properties of undefined (reading 'id')"));
      case HTTP_502, HTTP_502_AFTER -> SimulatedResponse.of(502, null);
      case HTTP_503 -> SimulatedResponse.of(503, null);
      case HTTP_504, HTTP_504_AFTER -> SimulatedResponse.of(504, null);
      case RESET_BEFORE, RESET_AFTER -> new SimulatedResponse.ConnectionResetResponse();
      case HANG_BEFORE, HANG_AFTER -> new SimulatedResponse.HangingResponse();
      case CONNECTION_CLOSED -> SimulatedResponse.error(400, "Error: Connection Closed");
      case TIMED_OUT_BEFORE, TIMED_OUT_AFTER -> SimulatedResponse.error(400, "Error: Timed Out");
      case META_ERROR -> SimulatedResponse.of(201, metaError());
      case EMPTY_AFTER -> SimulatedResponse.of(201, null);
      case REFUSED_AFTER -> SimulatedResponse.error(400, STORE_ERROR);
      case NUMBER_CHECK_CLOSED ->
          SimulatedResponse.error(500, TextNode.valueOf("Connection Closed"));
      case UPLOAD_CLOSED -> SimulatedResponse.error(500, "Error: Connection Closed");
      case UPLOAD_REFUSED ->
          SimulatedResponse.error(500, "Error: Media upload failed on all hosts");
      case GROUP_NOT_FOUND -> SimulatedResponse.error(400, "[object Object]");
      case RATE_OVERLIMIT -> SimulatedResponse.error(400, "Error: rate-overlimit");
      case NUMBER_CHECK_OVERLIMIT ->
          SimulatedResponse.error(500, TextNode.valueOf("rate-overlimit"));
    };
  }

  private static final String STORE_ERROR =
      "DriverAdapterError: unsupported Unicode escape sequence";

  private static ObjectNode metaError() {
    ObjectNode error = JsonNodeFactory.instance.objectNode();
    error.put("message", "(#130429) Rate limit hit").put("type", "OAuthException");
    error.put("code", 130429);
    error
        .putObject("error_data")
        .put("messaging_product", "whatsapp")
        .put("details", "Message failed to send because there were too many messages");
    return error.put("fbtrace_id", "AbCdEfGh");
  }
}
