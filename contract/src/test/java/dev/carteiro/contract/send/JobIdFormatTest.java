// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobIdFormatTest {
  private static final InstanceKey ACME = InstanceKey.of("acme");
  private static final String NAME = "0123456789abcdef0123456789";

  @Test
  void theSameRequestHasTheSameIdOnEveryBridgeAndInEveryVersion() {
    // When
    String id = JobIdFormat.derived(JobIdFormat.JobIdKind.MESSAGE, 7, "t1", ACME, "key:abc");

    // Then
    // Written down: another value would let a request that is repeated during an upgrade be sent
    // twice.
    assertThat(id).isEqualTo("msg_7_0746b67e4e32066c4e27c4d5f4");
  }

  @Test
  void whateverDiffersInARequestsIdentityMakesAnotherId() {
    // Given
    Set<String> ids = new HashSet<>();

    // When
    ids.add(JobIdFormat.derived(JobIdFormat.JobIdKind.MESSAGE, 7, "t1", ACME, "key:abc"));
    ids.add(JobIdFormat.derived(JobIdFormat.JobIdKind.MESSAGE, 7, "t2", ACME, "key:abc"));
    ids.add(
        JobIdFormat.derived(
            JobIdFormat.JobIdKind.MESSAGE, 7, "t1", InstanceKey.of("acme2"), "key:abc"));
    ids.add(JobIdFormat.derived(JobIdFormat.JobIdKind.MESSAGE, 7, "t1", ACME, "id:abc"));
    String schedule = JobIdFormat.derived(JobIdFormat.JobIdKind.SCHEDULE, 7, "t1", ACME, "key:abc");
    ids.add(schedule.replace("schedule_", "msg_"));

    // Then
    assertThat(ids).hasSize(5).allMatch(id -> JobIdFormat.parse(id).isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "MESSAGE, msg_11_, SEND_MESSAGE",
    "SCHEDULE, schedule_11_, SCHEDULE_MESSAGE",
    "BATCH, batch_11_, SEND_MESSAGE"
  })
  void anIdSaysWhatItNamesAndWhereItIsKept(JobIdFormat.JobIdKind kind, String prefix, Topic topic) {
    // When
    String id = JobIdFormat.random(kind, 11, NAME + "more");

    // Then
    assertThat(id).isEqualTo(prefix + NAME);
    assertThat(JobIdFormat.parse(id)).contains(new JobIdFormat.ParsedJobId(kind, 11, NAME));
    assertThat(kind.topic()).isEqualTo(topic);
  }

  @Test
  void messagesOfABatchAreKeptWhereTheBatchIs() {
    // Given
    String batch = JobIdFormat.random(JobIdFormat.JobIdKind.BATCH, 3, NAME);

    // When
    String message = JobIdFormat.ofBatch(batch, 9_999);

    // Then
    assertThat(message).isEqualTo("msg_3_" + NAME + "-9999");
    assertThat(JobIdFormat.parse(message))
        .contains(new JobIdFormat.ParsedJobId(JobIdFormat.JobIdKind.MESSAGE, 3, NAME));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "msg",
        "msg_3_",
        "msg__0123456789abcdef0123456789",
        "msg_3_0123456789abcdef012345678",
        "msg_3_0123456789abcdef01234567890",
        "msg_3_0123456789ABCDEF0123456789",
        "msg_12345_0123456789abcdef0123456789",
        "msg_-3_0123456789abcdef0123456789",
        "job_3_0123456789abcdef0123456789",
        " msg_3_0123456789abcdef0123456789",
        "msg_3_0123456789abcdef0123456789\n",
        "msg_3_0123456789abcdef0123456789-",
        "msg_3_0123456789abcdef0123456789-123456",
        "schedule_3_0123456789abcdef0123456789-1",
        "batch_3_0123456789abcdef0123456789-1"
      })
  void whatIsNoIdIsNotTakenForOne(String text) {
    // When / Then
    assertThat(JobIdFormat.parse(text)).isEmpty();
  }

  @Test
  void tooFewRandomDigitsAreRefused() {
    // When / Then
    assertThatThrownBy(() -> JobIdFormat.random(JobIdFormat.JobIdKind.MESSAGE, 0, "abc"))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
