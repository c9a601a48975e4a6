// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageStatusTest {

  @Test
  void theRanksInTheDatabaseAreWhatTheyWere() {
    // When, Then
    assertThat(MessageStatus.values())
        .extracting(status -> status.rank() + " " + status)
        .containsExactly(
            "1 PENDING", "2 SERVER_ACK", "3 ERROR", "4 DELIVERY_ACK", "5 READ", "6 PLAYED");
  }
}
