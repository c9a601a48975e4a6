// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Json;
import dev.carteiro.topology.query.partition.PartitionAnswer.PartitionAnswerItem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Processes send answers to each other as JSON. */
class PartitionAnswerTest {

  @ParameterizedTest
  @MethodSource("answers")
  void anAnswerIsTheSameAfterItsWayThroughJson(PartitionAnswer answer) throws Exception {
    // When
    PartitionAnswer read = EncodedDocument.readAround(Json.write(answer), PartitionAnswer.class);

    // Then
    assertThat(read).usingRecursiveComparison().isEqualTo(answer);
  }

  static Stream<PartitionAnswer> answers() {
    return Stream.of(
        PartitionAnswer.missing(3, MissingPartitionReason.PEER_UNAVAILABLE),
        new PartitionAnswer(0, List.of(), true, null, 12, 5L, null),
        new PartitionAnswer(
            1,
            Stream.of("\"x\"", "{\"a\" : [1,{\"ã\":\"}\\\"\"}] , \"b\":null}", "12.50", "[]")
                .map(json -> new EncodedDocument(json.getBytes(StandardCharsets.UTF_8)))
                .map(document -> new PartitionAnswerItem(new byte[] {1, -2}, document))
                .toList(),
            false,
            new byte[] {7},
            3,
            null,
            null));
  }
}
