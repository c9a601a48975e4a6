// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import java.io.IOException;

/** A response is larger than any response of Evolution. */
final class ResponseTooLargeException extends IOException {
  ResponseTooLargeException(int limit) {
    super("the answer has more than %d bytes".formatted(limit));
  }
}
