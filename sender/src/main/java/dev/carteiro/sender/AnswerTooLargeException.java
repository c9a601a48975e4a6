// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import java.io.IOException;

/** An answer that is no answer of Evolution. */
final class AnswerTooLargeException extends IOException {
  AnswerTooLargeException(int limit) {
    super("the answer has more than %d bytes".formatted(limit));
  }
}
