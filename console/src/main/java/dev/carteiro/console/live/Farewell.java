// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

/** Why a client is sent away; the name is the reason it gets. */
enum Farewell {
  /** The console stops: come back, to another one. */
  SHUTTING_DOWN(1001),
  /** What the client sent is no hello. */
  BAD_HELLO(4000),
  /** The client sent something after its hello. */
  UNEXPECTED_MESSAGE(4000),
  UNAUTHORIZED(4001),
  HELLO_TIMEOUT(4001),
  /** The key was revoked or changed since. */
  KEY_REVOKED(4001),
  UNKNOWN_TENANT(4004),
  /** It fell too far behind, or took nothing for too long. */
  SLOW(4008),
  /** It answered no ping. */
  SILENT(4008),
  /** As many as allowed are connected, in all or with this key. */
  TOO_MANY_CLIENTS(1013),
  /** API keys are still being read. */
  NOT_READY(1013),
  /** The client left, or its connection broke: nothing is sent. */
  GONE(1006);

  private final int code;

  Farewell(int code) {
    this.code = code;
  }

  /** Status code of a WebSocket's end. */
  int code() {
    return code;
  }
}
