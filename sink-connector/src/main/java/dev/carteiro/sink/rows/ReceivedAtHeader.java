// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.CarteiroRecordHeaders;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/** Reads the record header with the time at which the bridge received the webhook. */
final class ReceivedAtHeader {
  private ReceivedAtHeader() {}

  /** Empty when the header is absent or not a number of milliseconds. */
  static Optional<Instant> of(Headers headers) {
    return CarteiroRecordHeaders.text(headers, CarteiroRecordHeaders.RECEIVED_AT)
        .filter(text -> text.matches("[0-9]{1,15}"))
        .map(text -> Instant.ofEpochMilli(Long.parseLong(text)));
  }
}
