// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

/** Why the console closes a client's connection. The client receives the constant's name. */
enum CloseReason {
  /** The console stops; the client should connect to another. */
  SHUTTING_DOWN(1001),
  /** The client's first frame is not a valid hello. */
  BAD_HELLO(4000),
  /** The client sent something after its hello. */
  UNEXPECTED_MESSAGE(4000),
  UNAUTHORIZED(4001),
  HELLO_TIMEOUT(4001),
  /** The API key was revoked or changed. */
  KEY_REVOKED(4001),
  UNKNOWN_TENANT(4004),
  /** The client fell too far behind, or accepted no data for too long. */
  SLOW(4008),
  /** The client did not answer pings. */
  SILENT(4008),
  /** The limit of clients, in total or per API key, is reached. */
  TOO_MANY_CLIENTS(1013),
  /** The API keys are not loaded yet. */
  NOT_READY(1013),
  /** The client left or its connection broke; nothing is sent. */
  GONE(1006);

  private final int code;

  CloseReason(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
